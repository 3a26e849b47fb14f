import { afterEach, describe, expect, it, vi } from "vitest";
import {
  addTasks,
  editTask,
  redoLast,
  setDue,
  setPriority,
  undoLast,
  withdraw,
} from "~/features/tasks/task-actions.ts";
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

describe("adding several tasks", () => {
  const one = { title: "Milk", priority: 4, due: null };
  const kinds = () => store.submit.mock.calls.map(([change]) => `${change.kind} ${change.task.title}`);
  afterEach(() => {
    store.submit.mockClear();
  });

  it("is one thing to undo and to redo", () => {
    addTasks("mira", [one, { ...one, title: "Bread" }]);
    undoLast();
    redoLast();
    expect(kinds()).toEqual([
      "create Milk",
      "create Bread",
      "delete Milk",
      "delete Bread",
      "restore Milk",
      "restore Bread",
    ]);
  });

  it("leaves out what the server refused", () => {
    addTasks("mira", [one, { ...one, title: "Bread" }]);
    withdraw(store.submit.mock.calls[0]?.[0].task.id);
    undoLast();
    expect(kinds().slice(2)).toEqual(["delete Bread"]);
  });
});
