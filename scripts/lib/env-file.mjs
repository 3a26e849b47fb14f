import { randomBytes } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";

const FRESH = `# Written by the first \`make run\`. It holds a secret: keep it, and keep it to yourself.
# .env.example lists everything else that may stand here.
BETTER_AUTH_SECRET=`;

/** Writes a file with a fresh secret, readable by its owner only, unless there is one already. */
export function createEnvFile(path) {
  if (!existsSync(path)) {
    const secret = randomBytes(48).toString("base64url");
    writeFileSync(path, `${FRESH}${secret}\n`, { mode: 0o600, flag: "wx" });
  }
}

/** Reads `NAME=value` lines into the environment; what is set there already wins. */
export function loadEnvFile(path) {
  if (!existsSync(path)) {
    return;
  }
  for (const line of readFileSync(path, "utf8").split(/\r?\n/)) {
    const match = /^\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*=\s*(.*?)\s*$/.exec(line);
    if (match) {
      const [, name, raw] = match;
      process.env[name] ??= unquote(raw);
    }
  }
}

function unquote(value) {
  const quoted = /^(["'])(.*)\1$/.exec(value);
  return quoted ? quoted[2] : value.replace(/\s+#.*$/, "");
}
