import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { chooseLanguage } from "~/lib/i18n/language.ts";
import { readRrule } from "~/lib/recurrence/read-rrule.ts";
import {
  dueUnder,
  isRecurrence,
  recurrenceOf,
  sameRecurrence,
  usualRules,
} from "~/lib/recurrence/recurrence.ts";
import { readDate, toRrule } from "~/lib/recurrence/rule.ts";
import { recurrenceWords } from "~/lib/recurrence/words.ts";

const words = (rule: string, day = "2026-04-14", base: "due" | "completion" = "due") =>
  recurrenceWords({ rule, base }, { date: day });

/** A rule, and its words in English, German and French; what it leaves open is Tuesday, 14 April 2026. */
const RULES: ReadonlyArray<readonly [rule: string, en: string, de: string, fr: string]> = [
  ["FREQ=DAILY", "Every day", "Jeden Tag", "Chaque jour"],
  ["FREQ=DAILY;INTERVAL=3", "Every 3 days", "Alle 3 Tage", "Tous les 3 jours"],
  ["FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", "Every weekday", "An jedem Werktag", "Chaque jour ouvré"],
  ["FREQ=WEEKLY", "Every Tuesday", "Jeden Dienstag", "Chaque mardi"],
  [
    "FREQ=WEEKLY;BYDAY=MO,TH",
    "Every Monday and Thursday",
    "Jeden Montag und Donnerstag",
    "Chaque lundi et jeudi",
  ],
  [
    "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO",
    "Every 2 weeks on Monday",
    "Alle 2 Wochen am Montag",
    "Toutes les 2 semaines le lundi",
  ],
  ["FREQ=MONTHLY", "Every month on the 14th", "Jeden Monat am 14.", "Chaque mois le 14"],
  ["FREQ=MONTHLY;BYMONTHDAY=1", "Every month on the 1st", "Jeden Monat am 1.", "Chaque mois le 1er"],
  ["FREQ=MONTHLY;BYMONTHDAY=22", "Every month on the 22nd", "Jeden Monat am 22.", "Chaque mois le 22"],
  [
    "FREQ=MONTHLY;BYMONTHDAY=-1",
    "Every month on the last day",
    "Jeden Monat am letzten Tag",
    "Chaque mois le dernier jour",
  ],
  [
    "FREQ=MONTHLY;BYDAY=2TU",
    "Every month on the second Tuesday",
    "Jeden Monat am zweiten Dienstag",
    "Chaque mois le deuxième mardi",
  ],
  [
    "FREQ=MONTHLY;INTERVAL=2;BYDAY=-1FR",
    "Every 2 months on the last Friday",
    "Alle 2 Monate am letzten Freitag",
    "Tous les 2 mois le dernier vendredi",
  ],
  ["FREQ=YEARLY", "Every year on April 14", "Jedes Jahr am 14. April", "Chaque année le 14 avril"],
  [
    "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=24",
    "Every year on December 24",
    "Jedes Jahr am 24. Dezember",
    "Chaque année le 24 décembre",
  ],
  ["FREQ=DAILY;COUNT=3", "Every day, 3 more times", "Jeden Tag, noch 3-mal", "Chaque jour, encore 3 fois"],
  [
    "FREQ=DAILY;UNTIL=20261224",
    "Every day, until Dec 24, 2026",
    "Jeden Tag, bis 24. Dez. 2026",
    "Chaque jour, jusqu’au 24 déc. 2026",
  ],
  [
    "FREQ=MONTHLY;BYMONTHDAY=1;BYDAY=FR",
    "By a rule of its own",
    "Nach einer eigenen Regel",
    "Selon une règle particulière",
  ],
];

describe("a rule in words", () => {
  afterEach(() => chooseLanguage("en"));

  it.each(RULES)("%s", async (rule, en, de, fr) => {
    expect(words(rule)).toBe(en);
    await chooseLanguage("de");
    expect(words(rule)).toBe(de);
    await chooseLanguage("fr");
    expect(words(rule)).toBe(fr);
  });

  it("says what it is counted from, where that is not usual", () => {
    expect(words("FREQ=DAILY", "2026-04-14", "completion")).toBe("Every day, from completion");
  });
});

describe("reading a rule", () => {
  const phrases = readFileSync(join(import.meta.dirname, "quick-add-phrases.txt"), "utf8");
  const rules = [...new Set(phrases.match(/FREQ=[A-Z0-9=;,-]+/g))];

  it("gives every rule back that quick add understands", () => {
    expect(rules.length).toBeGreaterThan(20);
    for (const text of rules) {
      const rule = readRrule(text);
      expect(rule === null ? null : toRrule(rule), text).toBe(text);
    }
  });

  it.each([
    "FREQ=HOURLY",
    "FREQ=WEEKLY;BYDAY=MO;BYSETPOS=1",
    "FREQ=WEEKLY;BYDAY=2MO",
    "FREQ=MONTHLY;BYDAY=MO",
    "FREQ=MONTHLY;BYDAY=1MO,2TU",
    "FREQ=YEARLY;BYMONTH=1,7;BYMONTHDAY=1",
    "FREQ=YEARLY;BYMONTH=4;BYMONTHDAY=31",
    "FREQ=DAILY;WKST=SU",
    "",
  ])("has no words for %s", (rule) => {
    expect(readRrule(rule)).toBeNull();
  });
});

describe("what is offered for a day", () => {
  const offered = (day: string) =>
    usualRules(readDate(day)).map((rule) => recurrenceWords(recurrenceOf(rule, "due"), { date: day }));

  it("fits the day", () => {
    expect(offered("2026-04-14")).toEqual([
      "Every day",
      "Every weekday",
      "Every Tuesday",
      "Every month on the 14th",
      "Every month on the second Tuesday",
      "Every year on April 14",
    ]);
  });

  it("names the last one where it is the last", () => {
    expect(offered("2026-04-28")).toContain("Every month on the fourth Tuesday");
    expect(offered("2026-04-28")).toContain("Every month on the last Tuesday");
    expect(offered("2026-04-30")).not.toContain("Every month on the fifth Thursday");
    expect(offered("2026-04-30")).toContain("Every month on the last Thursday");
  });
});

describe("a task that gets a rule", () => {
  const weekdays = { rule: "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", base: "due" } as const;

  it("is due on the first day that it falls on, at its time", () => {
    expect(dueUnder(weekdays, { date: "2026-04-14" }, "2026-01-01")).toEqual({ date: "2026-04-14" });
    expect(dueUnder(weekdays, { local: "2026-04-18T09:00", zone: "Asia/Tokyo" }, "2026-01-01")).toEqual({
      local: "2026-04-20T09:00",
      zone: "Asia/Tokyo",
    });
    expect(dueUnder(weekdays, null, "2026-04-18")).toEqual({ date: "2026-04-20" });
  });

  it("keeps its day under a rule that there are no words for", () => {
    const odd = { rule: "FREQ=DAILY;BYMONTH=1", base: "due" } as const;
    expect(dueUnder(odd, { date: "2026-04-14" }, "2026-01-01")).toEqual({ date: "2026-04-14" });
  });
});

describe("recurrences", () => {
  it("are the same whatever the order of their parts", () => {
    const one = { rule: "FREQ=DAILY;INTERVAL=2;COUNT=3", base: "due" } as const;
    expect(sameRecurrence(one, { rule: "FREQ=DAILY;COUNT=3;INTERVAL=2", base: "due" })).toBe(true);
    expect(sameRecurrence(one, { ...one, base: "completion" })).toBe(false);
    expect(sameRecurrence(one, null)).toBe(false);
    expect(sameRecurrence(null, null)).toBe(true);
  });

  it("are told from what else was kept", () => {
    expect(isRecurrence({ rule: "FREQ=DAILY", base: "due" })).toBe(true);
    expect(isRecurrence(null)).toBe(true);
    expect(isRecurrence({ rule: "FREQ=DAILY" })).toBe(false);
    expect(isRecurrence("FREQ=DAILY")).toBe(false);
  });
});
