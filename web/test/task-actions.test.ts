import { afterEach, describe, expect, it, vi } from "vitest";
import { editTask, setDue, setPriority, undoLast } from "~/features/tasks/task-actions.ts";
import { aTask } from "./support/task.ts";

const store = vi.hoisted(() => ({ submit: vi.fn() }));
vi.mock("~/lib/data/use-tasks.ts", () => ({ taskStore: store }));

const sent = () => store.submit.mock.calls.map(([change]) => change.fields);

describe("editing a task", () => {
  afterEach(() => {
    store.submit.mockClear();
  });

  it("sends what changed and nothing else, and the same back on undo", () => {
    const task = aTask({ title: "Rent", due: { date: "2026-03-10" }, priority: 2 });
    editTask(task, { title: "Rent", description: null, priority: 1, due: { date: "2026-03-10" } });
    expect(sent()).toEqual([{ priority: 1 }]);
    undoLast();
    expect(sent()).toEqual([{ priority: 1 }, { priority: 2 }]);
  });

  it("sends nothing where nothing changed", () => {
    const task = aTask({ due: { local: "2026-03-10T09:00", zone: "Europe/Berlin" } });
    editTask(task, { title: task.title, description: null, priority: 4, due: task.due ?? null });
    setPriority(task, 4);
    expect(store.submit).not.toHaveBeenCalled();
  });

  it("takes a date away, and brings it back whole", () => {
    const due = { local: "2026-03-10T09:00", zone: "Europe/Berlin" };
    const task = aTask({ due });
    setDue(task, null);
    undoLast();
    expect(sent()).toEqual([{ due: null }, { due }]);
  });
});
