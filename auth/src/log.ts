export type LogLevel = "debug" | "info" | "warn" | "error";

const LEVELS: readonly LogLevel[] = ["debug", "info", "warn", "error"];

/**
 * The least level that is written: `LOG`, when it names one, else `info`.
 * (The task service takes filters such as `info,taskward=debug` there.)
 */
const threshold = LEVELS.find((level) => level === process.env.LOG) ?? "info";

/**
 * What Better Auth itself may write. Its `info` lines name e-mail addresses, which belong in no
 * log that nobody asked for.
 */
export const libraryLevel: LogLevel = threshold === "info" ? "warn" : threshold;

/** Writes one line to standard error, as JSON if `LOG_FORMAT=json`. */
export function log(level: LogLevel, message: string, ...details: unknown[]): void {
  if (LEVELS.indexOf(level) < LEVELS.indexOf(threshold)) {
    return;
  }
  const time = new Date().toISOString();
  const text = [message, ...details]
    .map(describe)
    .filter((part) => part !== "")
    .join(" ");
  const line =
    process.env.LOG_FORMAT === "json"
      ? JSON.stringify({
          timestamp: time,
          level: level.toUpperCase(),
          target: "auth",
          message: text,
        })
      : `${time} ${level.toUpperCase().padStart(5)} auth: ${text}`;
  process.stderr.write(`${line}\n`);
}

function describe(detail: unknown): string {
  if (detail instanceof Error) {
    const calls = detail.stack?.indexOf("\n    at ") ?? -1;
    const said = withoutControls(`${detail.name}: ${detail.message}`);
    return calls < 0 ? said : said + detail.stack?.slice(calls);
  }
  return withoutControls(typeof detail === "string" ? detail : (JSON.stringify(detail) ?? ""));
}

/** What came from a request must not end its line and begin another, nor steer a terminal. */
function withoutControls(text: string): string {
  return text.replace(
    /[\p{Cc}\u2028\u2029]/gu,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
