import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { LANGUAGES } from "~/lib/i18n/language.ts";
import { loadQuickAdd } from "~/lib/quick-add/load.ts";
import { parseQuickAdd, type QuickAdd } from "~/lib/quick-add/quick-add.ts";
import { firstDate, isPossible, toRrule } from "~/lib/recurrence/rule.ts";

/** A Wednesday. */
const NOW = new Date(2026, 2, 11, 10, 0);

const sections = new Map(
  readFileSync(join(import.meta.dirname, "quick-add-phrases.txt"), "utf8")
    .split(/^\[(?=\w+\]$)/m)
    .slice(1)
    .map((section) => {
      const [language = "", ...lines] = section.split(/\]?\n/);
      return [language, lines.filter((line) => line !== "" && !line.startsWith("#"))];
    }),
);

/** What was understood, as the table writes it. */
function written(text: string, { title, due, recurrence, labels, priority, list }: QuickAdd): string {
  const signs = [
    ...labels.map((label) => `#${label}`),
    ...(priority === null ? [] : [`!${priority}`]),
    ...(list === null ? [] : [`/${list}`]),
  ];
  const cells = [
    text,
    title,
    due === null ? "" : due.time === null ? due.date : `${due.date} ${due.time}`,
    recurrence === null
      ? ""
      : `${recurrence.rrule}${recurrence.from === "completion" ? " after completion" : ""}`,
    signs.join(" "),
  ];
  while (cells.at(-1) === "") cells.pop();
  return cells.join(" | ");
}

const tidy = (line: string) =>
  line
    .split("|")
    .map((cell) => cell.trim())
    .join(" | ");

it("is tried on at least 150 phrases, and on every language", () => {
  expect([...sections.keys()].sort()).toEqual([...LANGUAGES].sort());
  expect([...sections.values()].flat().length).toBeGreaterThanOrEqual(150);
});

describe.each(LANGUAGES)("in %s", async (name) => {
  const language = await loadQuickAdd(name);

  it.each(sections.get(name) ?? [])("%s", (line) => {
    const [text = ""] = line.split(" | ");
    const read = parseQuickAdd(text, { language, now: NOW });
    expect(written(text, read)).toBe(tidy(line));
  });

  it.each(sections.get(name) ?? [])("nothing is lost of: %s", (line) => {
    const [text = ""] = line.split(" | ");
    const { title, parts } = parseQuickAdd(text, { language, now: NOW });
    let end = 0;
    let rest = "";
    for (const part of parts) {
      expect(part.start).toBeGreaterThanOrEqual(end);
      rest += `${text.slice(end, part.start)} `;
      end = part.end;
    }
    rest += text.slice(end);
    expect(rest.replaceAll(/\s+/g, " ").trim()).toBe(title);
  });

  it("answers for any text", () => {
    const pieces = [
      "every",
      "jeden",
      "chaque",
      "1.",
      "mois",
      "#",
      "!",
      "/",
      '"',
      "on",
      "the",
      "👩‍🚀",
      "’",
      "31",
      ":",
    ];
    for (let seed = 1; seed < 200; seed += 1) {
      const text = Array.from(
        { length: 12 },
        (_, place) => pieces[(seed * (place + 7) * 31) % pieces.length],
      ).join(seed % 3 === 0 ? "" : " ");
      const { parts } = parseQuickAdd(text, { language, now: NOW });
      for (const { start, end } of parts) expect(start < end && end <= text.length).toBe(true);
    }
    // An expression that tries every way to split this would not come back.
    const phrase = { en: "every monday and ", de: "jeden montag und ", fr: "chaque lundi et " }[name];
    expect(parseQuickAdd(phrase.repeat(15), { language, now: NOW }).recurrence).not.toBeNull();
  });
});

describe("a part that was taken back", async () => {
  const language = await loadQuickAdd("en");
  const text = "Read Tomorrow by Ada on Friday !1 #books";
  const title = (...plain: string[]) => parseQuickAdd(text, { language, now: NOW, plain }).title;

  it("says which characters it is", () => {
    const { parts } = parseQuickAdd(text, { language, now: NOW });
    expect(parts.map(({ kind, start, end }) => [kind, text.slice(start, end)])).toEqual([
      ["date", "Tomorrow"],
      ["priority", "!1"],
      ["label", "#books"],
    ]);
  });

  it("stays text, and what comes after it is understood", () => {
    const read = parseQuickAdd(text, { language, now: NOW, plain: ["Tomorrow"] });
    expect(read.title).toBe("Read Tomorrow by Ada");
    expect(read.due).toEqual({ date: "2026-03-13", time: null });
    expect(title("Tomorrow", "on Friday", "!1", "#books")).toBe(text);
    expect(title("#books")).toBe("Read by Ada on Friday #books");
  });
});

describe("a rule", () => {
  it("is written as RFC 5545 has it", () => {
    expect(toRrule({ freq: "MONTHLY", interval: 2, byDay: ["FR"], nth: -1, count: 5 })).toBe(
      "FREQ=MONTHLY;INTERVAL=2;BYDAY=-1FR;COUNT=5",
    );
  });

  it("that never falls is no rule", () => {
    expect(isPossible({ freq: "YEARLY", byMonth: 4, byMonthDay: [31] })).toBe(false);
    expect(isPossible({ freq: "YEARLY", byMonth: 2, byMonthDay: [29] })).toBe(true);
    expect(isPossible({ freq: "MONTHLY", byMonthDay: [32] })).toBe(false);
    expect(isPossible({ freq: "DAILY", interval: 0 })).toBe(false);
  });

  it("falls first on the day itself, and passes over months that are too short", () => {
    expect(firstDate({ freq: "MONTHLY", byMonthDay: [31] }, { year: 2026, month: 2, day: 1 })).toEqual({
      year: 2026,
      month: 3,
      day: 31,
    });
    expect(firstDate({ freq: "WEEKLY", byDay: ["WE"] }, { year: 2026, month: 3, day: 11 }).day).toBe(11);
    expect(
      firstDate({ freq: "YEARLY", byMonth: 2, byMonthDay: [29] }, { year: 2097, month: 1, day: 1 }),
    ).toEqual({
      year: 2104,
      month: 2,
      day: 29,
    });
  });
});
