import { DAYS, type Day, isPossible, type PlainDate, type Rule } from "./rule.ts";

const FREQUENCIES = ["DAILY", "WEEKLY", "MONTHLY", "YEARLY"] as const;

const KNOWN = new Set(["FREQ", "INTERVAL", "COUNT", "UNTIL", "BYMONTH", "BYMONTHDAY", "BYDAY"]);

/** The day of an `UNTIL`, which may be a point in time as well. */
function untilOf(value: string): PlainDate | null {
  const match = /^(\d{4})(\d{2})(\d{2})(?:T\d{6}Z)?$/.exec(value);
  return match === null ? null : { year: Number(match[1]), month: Number(match[2]), day: Number(match[3]) };
}

function daysOf(value: string): { byDay: Day[]; nth: number | undefined } | null {
  const days = value.split(",").map((text) => /^(-1|[1-5])?([A-Z]{2})$/.exec(text));
  const byDay = days.flatMap((match) => DAYS.find((day) => day === match?.[2]) ?? []);
  const nths = new Set(days.map((match) => match?.[1]));
  if (byDay.length !== days.length || nths.size !== 1) return null;
  const [nth] = nths;
  return { byDay, nth: nth === undefined ? undefined : Number(nth) };
}

/** Which parts go together so that people have words for it. */
function isPlain({ freq, byDay, nth, byMonthDay, byMonth }: Rule): boolean {
  const none = (...parts: readonly unknown[]) => parts.every((part) => part === undefined);
  switch (freq) {
    case "DAILY":
      return none(byDay, byMonthDay, byMonth);
    case "WEEKLY":
      return none(nth, byMonthDay, byMonth);
    case "MONTHLY":
      return none(byMonth) && (byDay === undefined || (none(byMonthDay) && nth !== undefined));
    case "YEARLY":
      return none(byDay) && none(byMonth) === none(byMonthDay) && (byMonthDay ?? [1]).length === 1;
  }
}

/** Reads the value of an `RRULE`; null for one that says more than `Rule` can, which there are no words for. */
export function readRrule(text: string): Rule | null {
  const parts = new Map(
    text.split(";").map((part): [string, string] => {
      const [name = "", value = ""] = part.split("=");
      return [name, value];
    }),
  );
  if ([...parts.keys()].some((name) => !KNOWN.has(name))) return null;
  const part = <Value>(name: string, read: (value: string) => Value): Value | undefined => {
    const value = parts.get(name);
    return value === undefined ? undefined : read(value);
  };
  const freq = FREQUENCIES.find((candidate) => candidate === parts.get("FREQ"));
  const days = part("BYDAY", daysOf);
  const until = part("UNTIL", untilOf);
  if (freq === undefined || days === null || until === null) return null;
  const byMonthDay = part("BYMONTHDAY", (value) => value.split(",").map(Number));
  const rule: Rule = {
    freq,
    interval: part("INTERVAL", Number),
    ...(days === undefined ? {} : { byDay: days.byDay, nth: days.nth }),
    ...(byMonthDay === undefined ? {} : { byMonthDay }),
    byMonth: part("BYMONTH", Number),
    count: part("COUNT", Number),
    until,
  };
  return isPlain(rule) && isPossible(rule) && !Number.isNaN(rule.byMonth ?? 1) ? rule : null;
}
