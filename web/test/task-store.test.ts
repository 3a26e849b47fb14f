import { QueryClient } from "@tanstack/react-query";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { RefusedError, UnreachableError } from "~/lib/api/errors.ts";
import type { Task, TaskListQuery, TaskPage } from "~/lib/data/task.ts";
import type { TaskChange } from "~/lib/data/task-changes.ts";
import type { TaskRepository } from "~/lib/data/task-repository.ts";
import { CHANGES, listKey, type TaskPages, TaskStore, taskKey } from "~/lib/data/task-store.ts";
import { aTask } from "./support/task.ts";

const OPEN: TaskListQuery = { show: "open", q: "", sort: "-created" };
const DONE: TaskListQuery = { ...OPEN, show: "done" };

const refusal = (status: number) => new RefusedError(status, null, 0);
const pages = (...items: Task[][]): TaskPages => ({
  pages: items.map(
    (page, index): TaskPage => ({ items: page, next: index < items.length - 1 ? String(index + 1) : null }),
  ),
  pageParams: items.map((_, index) => (index === 0 ? null : String(index))),
});

/** A repository whose answers the test gives by hand, one change after the other. */
function byHand() {
  const asked: Array<{
    change: TaskChange;
    succeed: (task: Task | null) => void;
    fail: (error: Error) => void;
  }> = [];
  const repository: TaskRepository = {
    page: () => Promise.reject(new Error("not asked for")),
    one: () => Promise.reject(new Error("not asked for")),
    changes: () => Promise.reject(new Error("not asked for")),
    change: (change) =>
      new Promise((succeed, fail) => {
        asked.push({ change, succeed, fail });
      }),
  };
  return { asked, repository };
}

describe("TaskStore", () => {
  let client: QueryClient;
  let store: TaskStore;
  let asked: ReturnType<typeof byHand>["asked"];
  const first = aTask();
  const second = aTask();
  const titles = (query: TaskListQuery) =>
    client
      .getQueryData<TaskPages>(listKey(query))
      ?.pages.flatMap(({ items }) => items.map(({ title }) => title));
  const pending = () => client.isMutating({ mutationKey: CHANGES });
  const waitForRequests = (count: number) => vi.waitFor(() => expect(asked).toHaveLength(count));

  beforeEach(() => {
    client = new QueryClient();
    const hand = byHand();
    asked = hand.asked;
    store = new TaskStore(client, hand.repository);
    client.setQueryData(listKey(OPEN), pages([second, first]));
    client.setQueryData(listKey(DONE), pages([]));
  });

  it("puts a confirmed change into every list it concerns", async () => {
    store.submit({ kind: "complete", task: first, completed: true, at: first.created_at });
    await waitForRequests(1);
    expect(store.hasPending()).toBe(true);
    const done = { ...first, completed: true, revision: 99 };
    asked[0]?.succeed(done);
    await vi.waitFor(() => expect(pending()).toBe(0));
    expect(titles(DONE)).toEqual([first.title]);
    expect(client.getQueryData(taskKey(first.id))).toEqual(done);
  });

  it("drops an answer about a task that left before its change was confirmed", async () => {
    let answer: (task: Task) => void = () => {};
    client.setQueryData(taskKey(first.id), first);
    const asking = client.fetchQuery<Task>({
      queryKey: taskKey(first.id),
      queryFn: () =>
        new Promise((resolve) => {
          answer = resolve;
        }),
    });
    const dropped = asking.catch((error: unknown) => error);
    store.submit({ kind: "complete", task: first, completed: true, at: first.created_at });
    await waitForRequests(1);
    const done = { ...first, completed: true, revision: 99 };
    asked[0]?.succeed(done);
    await vi.waitFor(() => expect(pending()).toBe(0));
    answer(first);
    await dropped;
    expect(client.getQueryData(taskKey(first.id))).toEqual(done);
  });

  it("adds a created task at its place, across pages", async () => {
    const early = aTask({ created_at: "2020-01-01T00:00:00Z", title: "Early" });
    client.setQueryData(listKey(OPEN), pages([second], [first]));
    store.submit({ kind: "create", task: early });
    const late = aTask({ title: "Late" });
    store.submit({ kind: "create", task: late });
    await waitForRequests(1);
    asked[0]?.succeed(early);
    await waitForRequests(2);
    asked[1]?.succeed(late);
    await vi.waitFor(() => expect(pending()).toBe(0));
    expect(titles(OPEN)).toEqual(["Late", second.title, first.title, "Early"]);
  });

  it("does not go back to an older revision", async () => {
    const newer = { ...first, title: "Newer", revision: 1000 };
    client.setQueryData(listKey(OPEN), pages([newer]));
    store.submit({ kind: "edit", task: first, fields: { title: "Older" } });
    await waitForRequests(1);
    asked[0]?.succeed({ ...first, title: "Older", revision: 999 });
    await vi.waitFor(() => expect(pending()).toBe(0));
    expect(titles(OPEN)).toEqual(["Newer"]);
  });

  it("removes a deleted task", async () => {
    store.submit({ kind: "delete", task: first });
    await waitForRequests(1);
    asked[0]?.succeed(null);
    await vi.waitFor(() => expect(pending()).toBe(0));
    expect(titles(OPEN)).toEqual([second.title]);
  });

  it("reports a refusal once, without trying again, and drops the change", async () => {
    const failed = vi.fn();
    store.onFailure(failed);
    const change: TaskChange = { kind: "edit", task: first, fields: { title: "Nope" } };
    store.submit(change);
    await waitForRequests(1);
    asked[0]?.fail(refusal(422));
    await vi.waitFor(() => expect(pending()).toBe(0));
    expect(failed).toHaveBeenCalledExactlyOnceWith(change, expect.objectContaining({ status: 422 }));
    expect(asked).toHaveLength(1);
    expect(titles(OPEN)).toEqual([second.title, first.title]);
  });

  it("tries again while the server is away", async () => {
    vi.useFakeTimers();
    try {
      const failed = vi.fn();
      store.onFailure(failed);
      store.submit({ kind: "create", task: aTask() });
      for (const [tries, wait] of [1000, 2000, 4000, 8000].entries()) {
        await vi.advanceTimersByTimeAsync(0);
        expect(asked).toHaveLength(tries + 1);
        asked[tries]?.fail(new UnreachableError("away"));
        await vi.advanceTimersByTimeAsync(wait - 1);
        expect(asked).toHaveLength(tries + 1);
        await vi.advanceTimersByTimeAsync(1);
      }
      expect(asked).toHaveLength(5);
      expect(new Set(asked.map(({ change }) => change.task.id)).size).toBe(1);
      asked[4]?.fail(refusal(503));
      await vi.advanceTimersByTimeAsync(60_000);
      expect(failed).toHaveBeenCalledTimes(1);
      expect(asked).toHaveLength(5);
    } finally {
      vi.useRealTimers();
    }
  });

  it("creates tasks in the order they were typed, also past one that is refused", async () => {
    for (const title of ["A", "B", "C"]) store.submit({ kind: "create", task: aTask({ title }) });
    await waitForRequests(1);
    asked[0]?.succeed(asked[0].change.task);
    await waitForRequests(2);
    asked[1]?.fail(refusal(422));
    await waitForRequests(3);
    expect(asked.map(({ change }) => change.task.title)).toEqual(["A", "B", "C"]);
  });

  it("sends changes of one task one after the other, of others at once", async () => {
    const task = aTask();
    store.submit({ kind: "create", task });
    store.submit({ kind: "edit", task, fields: { title: "Edited" } });
    store.submit({ kind: "delete", task: first });
    await waitForRequests(2);
    expect(asked.map(({ change }) => change.kind)).toEqual(["create", "delete"]);
    asked[0]?.succeed(task);
    await waitForRequests(3);
    expect(asked[2]?.change.kind).toBe("edit");
  });

  describe("what changed elsewhere", () => {
    const changed = (...tasks: Task[]) => ({
      revision: 99,
      tasks,
      lists: [],
      labels: [],
      deleted: [],
      next: null,
    });
    const deleted = (task: Task, revision: number) => ({
      revision: 99,
      tasks: [],
      lists: [],
      labels: [],
      deleted: [{ kind: "task" as const, id: task.id, revision }],
      next: null,
    });

    it("comes into every list it belongs to, at its place", async () => {
      const byTitle: TaskListQuery = { ...OPEN, sort: "title" };
      const [apple, pear] = [aTask({ title: "Apple", revision: 1 }), aTask({ title: "Pear", revision: 2 })];
      client.setQueryData(listKey(byTitle), pages([apple], [pear]));
      await store.merge(
        changed({ ...apple, title: "Zebra", revision: 3 }, aTask({ title: "Quince", revision: 4 })),
      );
      expect(titles(byTitle)).toEqual(["Pear", "Quince", "Zebra"]);
      await store.merge(changed({ ...pear, completed: true, revision: 5 }));
      expect(titles(DONE)).toEqual(["Pear"]);
    });

    it("leaves what is newer, and every page as it is where nothing is new", async () => {
      const before = client.getQueryData(listKey(OPEN));
      await store.merge(changed({ ...first, title: "Older" }));
      await store.merge(deleted(first, first.revision - 1));
      expect(client.getQueryData(listKey(OPEN))).toBe(before);
      await store.merge(deleted(first, first.revision + 1));
      expect(titles(OPEN)).toEqual([second.title]);
    });

    it("reaches a task that is open by itself", async () => {
      client.setQueryData(taskKey(first.id), first);
      const newer = { ...first, title: "Newer", revision: first.revision + 1 };
      await store.merge(changed(newer));
      expect(client.getQueryData(taskKey(first.id))).toEqual(newer);
      expect(client.getQueryData(taskKey(second.id))).toBeUndefined();
      await store.merge(deleted(first, newer.revision + 1));
      expect(client.getQueryState(taskKey(first.id))?.isInvalidated).toBe(true);
    });

    it("is told from the newest revision that is held", () => {
      expect(store.newestRevision()).toBe(Math.max(first.revision, second.revision));
      client.setQueryData(listKey(OPEN), pages([]));
      expect(store.newestRevision()).toBe(0);
      client.clear();
      expect(store.newestRevision()).toBeNull();
    });

    it("waits until nothing is on its way", async () => {
      const order: string[] = [];
      store.submit({ kind: "delete", task: first });
      await waitForRequests(1);
      const idle = store.idle().then(() => order.push("idle"));
      order.push("confirmed");
      asked[0]?.succeed(null);
      await idle;
      expect(order).toEqual(["confirmed", "idle"]);
      await store.idle();
    });
  });
});
