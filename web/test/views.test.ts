import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { VIEW_NAMES, viewAt } from "~/app/views.ts";
import { byDay } from "~/features/tasks/due-groups.ts";
import { belongs, byDue, type Task, type TaskListQuery } from "~/lib/data/task.ts";
import { aTask } from "./support/task.ts";

const zoneBefore = process.env["TZ"];
beforeAll(() => {
  process.env["TZ"] = "Europe/Berlin";
});
afterAll(() => {
  if (zoneBefore === undefined) delete process.env["TZ"];
  else process.env["TZ"] = zoneBefore;
});

const NEW_YORK = { local: "2026-03-11T20:00", zone: "America/New_York" };
const due = (title: string, value: NonNullable<Task["due"]>, priority = 4) =>
  aTask({ title, due: value, priority });

describe("the days that a view asks for", () => {
  const query = (from: string | null, to: string): TaskListQuery => ({
    show: "open",
    q: "",
    sort: "created",
    due: { from, to },
  });

  it("are the reader's", () => {
    const call = due("Call Grace", NEW_YORK);
    expect(belongs(call, query(null, "2026-03-11"))).toBe(false);
    expect(belongs(call, query("2026-03-12", "2026-03-12"))).toBe(true);
  });

  it("have a first and a last, or only a last", () => {
    const rent = due("Rent", { date: "2026-03-11" });
    expect(belongs(rent, query(null, "2026-03-11"))).toBe(true);
    expect(belongs(rent, query(null, "2026-03-10"))).toBe(false);
    expect(belongs(rent, query("2026-03-12", "2026-03-20"))).toBe(false);
  });

  it("are of no task without a date, and of none that is done", () => {
    expect(belongs(aTask(), query(null, "2026-03-11"))).toBe(false);
    expect(
      belongs({ ...due("Rent", { date: "2026-03-01" }), completed: true }, query(null, "2026-03-11")),
    ).toBe(false);
  });
});

describe("tasks by when they are due", () => {
  it("come day by day, by time, then by urgency, then by age", () => {
    const tasks = [
      due("later", { date: "2026-03-13" }),
      due("all day", { date: "2026-03-12" }),
      due("urgent", { date: "2026-03-12" }, 1),
      due("timed", { local: "2026-03-12T09:00", zone: "Europe/Berlin" }),
      due("abroad", NEW_YORK),
      due("all day, younger", { date: "2026-03-12" }),
    ];
    const days = byDay(tasks.toSorted(byDue));
    expect(days.map(({ day, tasks: ofDay }) => [day, ofDay.map(({ title }) => title)])).toEqual([
      ["2026-03-12", ["abroad", "timed", "urgent", "all day", "all day, younger"]],
      ["2026-03-13", ["later"]],
    ]);
  });
});

describe("views", () => {
  it("are told by their address", () => {
    expect(viewAt("/")).toBe("open");
    expect(viewAt("/", "done")).toBe("done");
    expect(viewAt("/today")).toBe("today");
    expect(viewAt("/upcoming")).toBe("upcoming");
    expect(viewAt("/tasks/x")).toBeNull();
    expect(VIEW_NAMES).toContain("all");
  });
});
