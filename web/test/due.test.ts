import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  compareDue,
  type Due,
  dueHere,
  isDue,
  isOverdue,
  movedTo,
  sameDue,
  timedAt,
} from "~/lib/data/due.ts";
import { dueWords } from "~/lib/dates.ts";
import { addDays, dayAt, daysBetween, nextMonday } from "~/lib/days.ts";
import { chooseLanguage } from "~/lib/i18n/language.ts";
import { momentOf, readersZone, zoneName } from "~/lib/zones.ts";

const zoneBefore = process.env["TZ"];
beforeAll(() => {
  process.env["TZ"] = "Europe/Berlin";
});
afterAll(() => {
  if (zoneBefore === undefined) delete process.env["TZ"];
  else process.env["TZ"] = zoneBefore;
});

const moment = (text: string) => Date.parse(text);
/** A Wednesday, ten in the morning in Berlin. */
const NOW = new Date("2026-03-11T09:00:00Z");

describe("days", () => {
  it("are those of the reader's calendar", () => {
    expect(readersZone()).toBe("Europe/Berlin");
    expect(dayAt(new Date("2026-03-11T23:30:00Z"))).toBe("2026-03-12");
  });

  it("are counted over months, leap days and changes of the clocks", () => {
    expect(addDays("2026-12-31", 1)).toBe("2027-01-01");
    expect(addDays("2028-02-28", 1)).toBe("2028-02-29");
    expect(addDays("2026-03-29", -1)).toBe("2026-03-28");
    expect(daysBetween("2026-03-28", "2026-03-30")).toBe(2);
    expect(daysBetween("2026-03-30", "2026-03-28")).toBe(-2);
  });

  it("next week begins on Monday, never today", () => {
    expect(nextMonday("2026-03-11")).toBe("2026-03-16");
    expect(nextMonday("2026-03-15")).toBe("2026-03-16");
    expect(nextMonday("2026-03-16")).toBe("2026-03-23");
  });
});

describe("the moment of a local time", () => {
  it("is found in any zone", () => {
    expect(momentOf("2026-03-11T10:00", "Europe/Berlin")).toBe(moment("2026-03-11T09:00Z"));
    expect(momentOf("2026-03-11T20:00", "America/New_York")).toBe(moment("2026-03-12T00:00Z"));
    expect(momentOf("2026-03-11T00:15", "Asia/Kathmandu")).toBe(moment("2026-03-10T18:30Z"));
    expect(momentOf("2026-01-01T00:00", "Pacific/Kiritimati")).toBe(moment("2025-12-31T10:00Z"));
  });

  it("is the first of two when clocks are set back, and later when they leap over it", () => {
    expect(momentOf("2026-11-01T01:30", "America/New_York")).toBe(moment("2026-11-01T05:30Z"));
    expect(momentOf("2026-03-08T02:30", "America/New_York")).toBe(moment("2026-03-08T07:30Z"));
    expect(momentOf("2026-03-08T03:00", "America/New_York")).toBe(moment("2026-03-08T07:00Z"));
    expect(momentOf("2026-03-08T01:59", "America/New_York")).toBe(moment("2026-03-08T06:59Z"));
  });

  it("counts as the reader's where the zone is not known here", () => {
    expect(momentOf("2026-03-11T10:00", "Mars/Olympus_Mons")).toBe(moment("2026-03-11T09:00Z"));
  });
});

describe("a due value", () => {
  const elsewhere: Due = { local: "2026-03-11T20:00", zone: "America/New_York" };

  it("is shown where the reader is, with the other clocks if they differ", () => {
    expect(dueHere({ date: "2026-03-11" })).toEqual({ day: "2026-03-11", time: null, elsewhere: null });
    expect(dueHere(elsewhere)).toEqual({
      day: "2026-03-12",
      time: "01:00",
      elsewhere: { time: "20:00", zone: "America/New_York" },
    });
    expect(dueHere({ local: "2026-03-11T20:00", zone: "Europe/Vienna" }).elsewhere).toBeNull();
  });

  it("is overdue after its day, or its minute", () => {
    expect(isOverdue({ date: "2026-03-10" }, NOW)).toBe(true);
    expect(isOverdue({ date: "2026-03-11" }, NOW)).toBe(false);
    expect(isOverdue({ local: "2026-03-11T09:59", zone: "Europe/Berlin" }, NOW)).toBe(true);
    expect(isOverdue({ local: "2026-03-11T10:01", zone: "Europe/Berlin" }, NOW)).toBe(false);
    expect(isOverdue(elsewhere, NOW)).toBe(false);
  });

  it("is the same if every part is", () => {
    expect(sameDue(elsewhere, { ...elsewhere })).toBe(true);
    expect(sameDue(elsewhere, { ...elsewhere, zone: "Europe/Berlin" })).toBe(false);
    expect(sameDue({ date: "2026-03-11" }, elsewhere)).toBe(false);
    expect(sameDue(null, null)).toBe(true);
    expect(sameDue(null, { date: "2026-03-11" })).toBe(false);
  });

  it("comes in order, timed ones first on their day", () => {
    const dues: Due[] = [
      { date: "2026-03-12" },
      { local: "2026-03-12T09:00", zone: "Europe/Berlin" },
      elsewhere,
      { date: "2026-03-11" },
    ];
    expect(dues.sort(compareDue).map((due) => ("date" in due ? due.date : due.local))).toEqual([
      "2026-03-11",
      "2026-03-11T20:00",
      "2026-03-12T09:00",
      "2026-03-12",
    ]);
  });

  it("keeps its time on another day, unless it would be over", () => {
    const nine: Due = { local: "2026-03-10T09:00", zone: "Europe/Berlin" };
    expect(movedTo("2026-03-12", nine, NOW)).toEqual({ local: "2026-03-12T09:00", zone: "Europe/Berlin" });
    expect(movedTo("2026-03-11", nine, NOW)).toEqual({ date: "2026-03-11" });
    expect(movedTo("2026-03-01", nine, NOW)).toEqual({ local: "2026-03-01T09:00", zone: "Europe/Berlin" });
    expect(movedTo("2026-03-11", { date: "2026-03-01" }, NOW)).toEqual({ date: "2026-03-11" });
    expect(movedTo("2026-03-11", null, NOW)).toEqual({ date: "2026-03-11" });
  });

  it("gets a time on its day, and the next such time if it has none", () => {
    expect(timedAt("11:00", null, NOW)).toEqual({ local: "2026-03-11T11:00", zone: "Europe/Berlin" });
    expect(timedAt("09:00", null, NOW)).toEqual({ local: "2026-03-12T09:00", zone: "Europe/Berlin" });
    expect(timedAt("09:00", { date: "2026-03-20" }, NOW)).toEqual({
      local: "2026-03-20T09:00",
      zone: "Europe/Berlin",
    });
    expect(timedAt("21:00", elsewhere, NOW)).toEqual({ ...elsewhere, local: "2026-03-11T21:00" });
    expect(timedAt(null, elsewhere, NOW)).toEqual({ date: "2026-03-11" });
    expect(timedAt(null, null, NOW)).toBeNull();
  });

  it("is told from other things that may be kept", () => {
    expect([null, { date: "2026-03-11" }, elsewhere].every(isDue)).toBe(true);
    expect([undefined, 1, "x", {}, { date: 1 }, { local: "x" }].some(isDue)).toBe(false);
  });
});

describe("due values in words", () => {
  const words = (due: Due) => dueWords(due, NOW);

  it("are relative within a week", () => {
    expect(words({ date: "2026-03-10" })).toBe("Yesterday");
    expect(words({ date: "2026-03-11" })).toBe("Today");
    expect(words({ date: "2026-03-12" })).toBe("Tomorrow");
    expect(words({ date: "2026-03-17" })).toBe("Tuesday");
    expect(words({ date: "2026-03-18" })).toBe("Mar 18");
    expect(words({ date: "2026-03-09" })).toBe("Mar 9");
    expect(words({ date: "2027-03-09" })).toBe("Mar 9, 2027");
  });

  it("have the time, and the other clocks where they differ", () => {
    expect(words({ local: "2026-03-11T14:30", zone: "Europe/Berlin" })).toMatch(/^Today, 2:30\sPM$/);
    expect(words({ local: "2026-03-11T20:00", zone: "America/New_York" })).toMatch(
      /^Tomorrow, 1:00\sAM \(8:00\sPM in New York\)$/,
    );
    expect(zoneName("America/Argentina/Buenos_Aires")).toBe("Buenos Aires");
  });

  it("are in the page's language", async () => {
    try {
      await chooseLanguage("de");
      expect(words({ local: "2026-03-12T14:30", zone: "Europe/Berlin" })).toBe("Morgen, 14:30");
      expect(words({ date: "2026-03-13" })).toBe("Freitag");
      await chooseLanguage("fr");
      expect(words({ date: "2026-03-11" })).toBe("Aujourd’hui");
      expect(words({ date: "2026-03-13" })).toBe("Vendredi");
    } finally {
      await chooseLanguage("en");
      localStorage.clear();
    }
  });
});
