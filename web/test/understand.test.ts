import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fitTitle, linesOf } from "~/features/tasks/pasted-lines.ts";
import { characters } from "~/lib/data/task.ts";
import { quickAddEn } from "~/lib/quick-add/languages/en.ts";
import { understand } from "~/lib/quick-add/understand.ts";

const zoneBefore = process.env["TZ"];
beforeAll(() => {
  process.env["TZ"] = "Europe/Berlin";
});
afterAll(() => {
  if (zoneBefore === undefined) delete process.env["TZ"];
  else process.env["TZ"] = zoneBefore;
});

/** A Wednesday, ten in the morning in Berlin. */
const now = new Date("2026-03-11T09:00:00Z");
const read = (text: string, plain: readonly string[] = []) =>
  understand(text, { language: quickAddEn, now, plain });

const HOUSE = { id: "house", name: "House" };
const LISTS = [HOUSE, { id: "cafe", name: "My Café" }, { id: null, name: "Inbox" }];
const readWithLists = (text: string, plain: readonly string[] = []) =>
  understand(text, { language: quickAddEn, now, plain, lists: LISTS });

describe("a line", () => {
  it("says when a task is due and how urgent it is", () => {
    expect(read("Call Ada tomorrow at 9am !2")).toEqual({
      title: "Call Ada",
      due: { local: "2026-03-12T09:00", zone: "Europe/Berlin" },
      recurrence: null,
      priority: 2,
      dueWords: ["tomorrow at 9am"],
      recurrenceWords: [],
      priorityWords: ["!2"],
      list: null,
      listWords: [],
    });
    expect(read("Report due Friday").due).toEqual({ date: "2026-03-13" });
  });

  it("keeps in the title what a task cannot keep elsewhere yet", () => {
    expect(read("Buy bread tomorrow #home /Errands").title).toBe("Buy bread #home /Errands");
  });

  it("says how a task comes back, and is due when that first falls", () => {
    expect(read("Pay rent every month on the 1st 9am")).toMatchObject({
      title: "Pay rent",
      due: { local: "2026-04-01T09:00", zone: "Europe/Berlin" },
      recurrence: { rule: "FREQ=MONTHLY;BYMONTHDAY=1", base: "due" },
      dueWords: ["9am"],
      recurrenceWords: ["every month on the 1st"],
    });
    expect(read("Water the ferns every 3 days after completion")).toMatchObject({
      title: "Water the ferns",
      recurrence: { rule: "FREQ=DAILY;INTERVAL=3", base: "completion" },
      dueWords: ["every 3 days after completion"],
    });
  });

  it("names a list that there is, in any case and with or without accents", () => {
    expect(readWithLists("Fix the roof /house tomorrow")).toMatchObject({
      title: "Fix the roof",
      list: HOUSE,
      listWords: ["/house"],
    });
    expect(readWithLists('Beans /"my cafe"')).toMatchObject({ title: "Beans", list: { id: "cafe" } });
    expect(readWithLists("Sort this /inbox").list).toEqual({ id: null, name: "Inbox" });
    expect(readWithLists("Read /etc/hosts or /Garden")).toMatchObject({
      title: "Read /etc/hosts or /Garden",
      list: null,
    });
    expect(readWithLists("Fix the roof /house", ["/house"])).toMatchObject({
      title: "Fix the roof /house",
      list: null,
    });
  });

  it("gets its words back", () => {
    const text = "Call Ada tomorrow !2";
    const { dueWords, priorityWords } = read(text);
    expect(read(text, dueWords)).toMatchObject({ title: "Call Ada tomorrow", due: null, priority: 2 });
    expect(read(text, [...dueWords, ...priorityWords])).toMatchObject({
      title: text,
      due: null,
      priority: 4,
    });
    const repeated = "Stretch every day at 7am";
    const { dueWords: time, recurrenceWords } = read(repeated);
    expect(read(repeated, time)).toMatchObject({ title: "Stretch at 7am", due: { date: "2026-03-11" } });
    expect(read(repeated, recurrenceWords)).toMatchObject({ title: "Stretch every day", recurrence: null });
    expect(read(repeated, [...time, ...recurrenceWords])).toMatchObject({ title: repeated, due: null });
  });

  it("is a title if it says nothing else", () => {
    expect(read("tomorrow")).toMatchObject({ title: "tomorrow", due: null });
    expect(read(" Buy  bread ").title).toBe("Buy  bread");
    expect(read("x".repeat(2_000)).title).toHaveLength(2_000);
  });
});

describe("pasted text", () => {
  it("is its lines, without the signs of a list", () => {
    expect(linesOf("- Milk\r\n\n* [ ] Bread\n  • Eggs \r[x] Salt\n2026-03-01\n-5 degrees")).toEqual([
      "Milk",
      "Bread",
      "Eggs",
      "Salt",
      "2026-03-01",
      "-5 degrees",
    ]);
    expect(linesOf("Milk\n")).toEqual(["Milk"]);
  });

  it("loses nothing of a line that is too long for a title", () => {
    expect(fitTitle("Milk")).toEqual({ title: "Milk", description: null });
    const long = "so many words ".repeat(40).trim();
    const { title, description } = fitTitle(long);
    expect(characters(title)).toBeLessThanOrEqual(255);
    expect(title).toMatch(/ (?:so|many|words)…$/);
    expect(description).toBe(long);
    expect(characters(fitTitle("🪴".repeat(300)).title)).toBe(255);
  });
});
