import { describe, expect, it } from "vitest";
import type { Task, TaskFields, TaskListQuery } from "~/lib/data/task.ts";
import { addsUp, type TaskChange, visibleTasks } from "~/lib/data/task-changes.ts";
import { aTask } from "./support/task.ts";

const OPEN: TaskListQuery = { show: "open", q: "", sort: "-created" };
const AT = "2026-02-01T00:00:00Z";
const none: ReadonlySet<string> = new Set();

describe("visibleTasks", () => {
  const [first, second, third] = [aTask(), aTask(), aTask()];
  const items = [third, second, first];
  const list = (changes: TaskChange[], query = OPEN, lingering = none, more = false) =>
    visibleTasks({ items, more, query, changes, lingering }).map(({ title }) => title);

  it("shows what the server sent, in its order", () => {
    expect(list([])).toEqual([third.title, second.title, first.title]);
  });

  it("shows a new task where it belongs", () => {
    const task = aTask({ title: "New" });
    expect(list([{ kind: "create", task }])[0]).toBe("New");
    expect(list([{ kind: "create", task }], { ...OPEN, sort: "created" }, none, false).at(-1)).toBe("New");
  });

  it("counts an unconfirmed task as the newest, whatever the device's clock says", () => {
    const late = aTask({ title: "Slow clock", created_at: "2001-01-01T00:00:00Z", revision: 0 });
    expect(list([{ kind: "create", task: late }])[0]).toBe("Slow clock");
  });

  it("leaves a task to the page it will come with", () => {
    const task = aTask({ title: "New" });
    expect(list([{ kind: "create", task }], { ...OPEN, sort: "created" }, none, true)).not.toContain("New");
  });

  it("shows a created task once when the server has sent it too", () => {
    expect(list([{ kind: "create", task: second }])).toHaveLength(3);
  });

  it("applies several changes of one task, in order", () => {
    const changes: TaskChange[] = [
      { kind: "edit", task: second, fields: { title: "One" } },
      { kind: "edit", task: second, fields: { description: "more" } },
      { kind: "edit", task: second, fields: { title: "Two" } },
    ];
    const [, changed] = visibleTasks({ items, more: false, query: OPEN, changes, lingering: none });
    expect(changed).toMatchObject({ title: "Two", description: "more" });
  });

  it("rolls one change back and leaves the others", () => {
    const edit: TaskChange = { kind: "edit", task: second, fields: { title: "Edited" } };
    const remove: TaskChange = { kind: "delete", task: first };
    expect(list([edit, remove])).toEqual([third.title, "Edited"]);
    expect(list([remove])).toEqual([third.title, second.title]);
    expect(list([edit])).toEqual([third.title, "Edited", first.title]);
  });

  it("takes a completed task out of the open ones, unless it lingers", () => {
    const complete: TaskChange = { kind: "complete", task: second, completed: true, at: AT };
    expect(list([complete])).toEqual([third.title, first.title]);
    expect(list([complete], OPEN, new Set([second.id]))).toEqual([third.title, second.title, first.title]);
  });

  it("brings a task back that the list no longer has", () => {
    const gone = aTask({ title: "Back again", completed: true });
    const reopen: TaskChange = { kind: "complete", task: gone, completed: false, at: AT };
    expect(list([reopen])[0]).toBe("Back again");
    expect(list([{ kind: "restore", task: aTask({ title: "Restored" }) }])[0]).toBe("Restored");
  });

  it("has a task that recurs as it was before its completion, once that is taken back", () => {
    const due = { date: "2026-03-10" };
    const recurrence = { rule: "FREQ=DAILY", base: "due" } as const;
    const before = aTask({ title: "Water the ferns", due, recurrence });
    const moved = { ...before, due: { date: "2026-03-11" }, title: "Water all ferns" };
    const changes: TaskChange[] = [{ kind: "uncomplete", task: before }];
    const shown = visibleTasks({ items: [moved], more: false, query: OPEN, changes, lingering: none });
    expect(shown).toEqual([{ ...moved, due }]);
    expect(addsUp({ kind: "complete", task: before, completed: true, at: AT })).toBe(true);
    expect(addsUp({ kind: "complete", task: first, completed: true, at: AT })).toBe(false);
  });

  it("puts a new task into a search only if it says what is searched for", () => {
    const create = (title: string): TaskChange => ({ kind: "create", task: aTask({ title }) });
    const query = { ...OPEN, q: " CAFE  milk " };
    const found = list([create("Buy milk for the Café"), create("Buy milk")], query);
    expect(found).toContain("Buy milk for the Café");
    expect(found).not.toContain("Buy milk");
  });

  it("takes a task to its place the moment its date or priority changes, in lists sorted by that", () => {
    const [rent, ferns, plain] = [
      aTask({ title: "Rent", due: { date: "2026-03-10" }, priority: 2 }),
      aTask({ title: "Ferns", due: { local: "2026-03-11T09:00", zone: "Europe/Berlin" }, priority: 1 }),
      aTask({ title: "Plain" }),
    ];
    const shown = (sort: "due" | "priority", sent: Task[], fields: TaskFields) =>
      visibleTasks({
        items: sent,
        more: false,
        query: { ...OPEN, sort },
        changes: [{ kind: "edit", task: rent, fields }],
        lingering: none,
      }).map(({ title }) => title);
    const byDate = [rent, ferns, plain];
    expect(shown("due", byDate, { title: "Rent" })).toEqual(["Rent", "Ferns", "Plain"]);
    expect(shown("due", byDate, { due: { date: "2026-03-11" } })).toEqual(["Rent", "Ferns", "Plain"]);
    expect(shown("due", byDate, { due: { date: "2026-03-12" } })).toEqual(["Ferns", "Rent", "Plain"]);
    expect(shown("due", byDate, { due: null })).toEqual(["Ferns", "Rent", "Plain"]);
    const byPriority = [ferns, rent, plain];
    expect(shown("priority", byPriority, { priority: 4 })).toEqual(["Ferns", "Rent", "Plain"]);
    expect(shown("priority", byPriority, { priority: 1 })[2]).toBe("Plain");
  });
});
