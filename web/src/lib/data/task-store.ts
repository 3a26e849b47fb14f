import type { InfiniteData, QueryClient, QueryKey } from "@tanstack/react-query";
import { RefusedError } from "~/lib/api/errors.ts";
import { isPassing, retryDelay } from "./retry.ts";
import {
  belongs,
  type Changes,
  comparator,
  movesAtOnce,
  type Task,
  type TaskListQuery,
  type TaskPage,
} from "./task.ts";
import { addsUp, insertTask, type TaskChange } from "./task-changes.ts";
import type { TaskRepository } from "./task-repository.ts";

export type TaskPages = InfiniteData<TaskPage, string | null>;

/** Everything that is held of a person's. */
export const TASKS = ["tasks"] as const;
/** Lists of tasks, each by its query. */
export const TASK_LISTS = ["tasks", "list"] as const;
const ONES = ["tasks", "one"] as const;
/** Pending changes are the mutations under this key; see `usePendingChanges`. */
export const CHANGES = ["tasks", "change"] as const;

export const listKey = (query: TaskListQuery): QueryKey => [...TASK_LISTS, query];
export const taskKey = (id: string): QueryKey => [...ONES, id];

/** A write is tried this often while the trouble is a passing one: about half a minute in all. */
const WRITE_TRIES = 5;

type FailureListener = (change: TaskChange, error: unknown) => void;

/**
 * The one way in which features change tasks. A change is pending from `submit` until the server
 * confirms it; views show pending changes on top of the cache, so a refusal needs no undoing.
 * Changes of one task are sent in order, one after the other, and so are creations.
 */
export class TaskStore {
  readonly #client: QueryClient;
  readonly #repository: TaskRepository;
  readonly #failureListeners = new Set<FailureListener>();
  /** Settled when the latest creation is. */
  #creation: Promise<void> = Promise.resolve();

  constructor(client: QueryClient, repository: TaskRepository) {
    this.#client = client;
    this.#repository = repository;
  }

  /** Makes a change. It shows at once; failures reach the failure listeners, never the caller. */
  submit(change: TaskChange): void {
    // The server's clock orders tasks, so they are created one after the other, as they were typed.
    const before = change.kind === "create" ? this.#creation : null;
    const mutation = this.#client
      .getMutationCache()
      .build<Task | null, Error, TaskChange, unknown>(this.#client, {
        mutationKey: CHANGES,
        scope: { id: change.task.id },
        mutationFn: async (variables) => {
          await before;
          return this.#repository.change(variables);
        },
        // Where no answer came, it may have been done.
        retry: (failures, error) => !addsUp(change) && isPassing(error) && failures < WRITE_TRIES - 1,
        retryDelay,
        onSuccess: (task) => this.#confirmed(change, task),
        onError: (error) => this.#failed(change, error),
      });
    const settled = mutation.execute(change).then(
      () => {},
      () => {
        // Reported by onError.
      },
    );
    if (change.kind === "create") this.#creation = settled;
  }

  /** Hears of every change that was rolled back. */
  onFailure(listener: FailureListener): () => void {
    this.#failureListeners.add(listener);
    return () => this.#failureListeners.delete(listener);
  }

  /** Whether a change of a task or a list waits for its confirmation. */
  hasPending(): boolean {
    return this.#client.isMutating({ mutationKey: CHANGES }) > 0;
  }

  /** Ends when no change waits for its confirmation and no read of tasks is under way. */
  idle(): Promise<void> {
    const isIdle = () => !this.hasPending() && this.#client.isFetching({ queryKey: TASKS }) === 0;
    return new Promise((resolve) => {
      if (isIdle()) return resolve();
      const look = () => {
        if (!isIdle()) return;
        for (const stop of stops) stop();
        resolve();
      };
      const stops = [
        this.#client.getQueryCache().subscribe(look),
        this.#client.getMutationCache().subscribe(look),
      ];
    });
  }

  /** The newest revision of any task that is held; 0 if lists without tasks are, null if nothing is. */
  newestRevision(): number | null {
    const revisions: number[] = [];
    for (const [, pages] of this.#client.getQueriesData<TaskPages>({ queryKey: TASK_LISTS })) {
      if (pages === undefined) continue;
      const items = pages.pages.flatMap((page) => page.items);
      revisions.push(0, ...items.map((task) => task.revision));
    }
    for (const [, task] of this.#client.getQueriesData<Task>({ queryKey: ONES })) {
      if (task !== undefined) revisions.push(task.revision);
    }
    return revisions.length === 0 ? null : revisions.reduce((a, b) => Math.max(a, b));
  }

  /** Puts what changed on the server into everything that is held. What is held and newer stays. */
  async merge({ tasks, deleted }: Changes): Promise<void> {
    const ids = tasks.map((task) => task.id);
    await this.#withoutStaleAnswers(ids, () => {
      for (const [key, pages] of this.#client.getQueriesData<TaskPages>({ queryKey: TASK_LISTS })) {
        if (pages === undefined) continue;
        const query = key[TASK_LISTS.length] as TaskListQuery;
        let merged = tasks.reduce((held, task) => putChanged(held, task, query), pages);
        for (const { id, revision } of deleted) {
          const item = find(merged, id);
          if (item !== undefined && item.revision < revision) merged = remove(merged, id);
        }
        if (merged !== pages) this.#client.setQueryData<TaskPages>(key, merged);
      }
      for (const task of tasks) {
        this.#client.setQueryData<Task>(taskKey(task.id), (held) =>
          held !== undefined && held.revision < task.revision ? task : held,
        );
      }
    });
    this.#askFiltersAnew();
    // Whoever has it open is told by the server that it is gone.
    for (const { id } of deleted) void this.#client.invalidateQueries({ queryKey: taskKey(id) });
  }

  /** Asks the server anew for everything that is held. */
  lookAgain(): void {
    void this.#client.invalidateQueries({ queryKey: TASKS });
  }

  /** An answer that left before what `change` makes of the lists and these tasks would bring the old state back. */
  async #withoutStaleAnswers(ids: readonly string[], change: () => void): Promise<void> {
    const keys: QueryKey[] = [TASK_LISTS, ...ids.map(taskKey)];
    const stale = keys.filter((queryKey) => this.#client.isFetching({ queryKey }) > 0);
    await Promise.all(stale.map((queryKey) => this.#client.cancelQueries({ queryKey })));
    change();
    for (const queryKey of stale) void this.#client.invalidateQueries({ queryKey });
  }

  async #confirmed(change: TaskChange, task: Task | null): Promise<void> {
    await this.#withoutStaleAnswers([change.task.id], () => {
      for (const [key, pages] of this.#client.getQueriesData<TaskPages>({ queryKey: TASK_LISTS })) {
        const query = key[TASK_LISTS.length] as TaskListQuery;
        if (pages === undefined) continue;
        const confirm = movesAtOnce(query.sort) ? putChanged : put;
        this.#client.setQueryData<TaskPages>(
          key,
          task === null ? remove(pages, change.task.id) : confirm(pages, task, query),
        );
      }
      if (task === null) this.#client.removeQueries({ queryKey: taskKey(change.task.id) });
      else this.#client.setQueryData<Task>(taskKey(task.id), task);
    });
    this.#askFiltersAnew();
  }

  /** Which tasks a filter lets through now, only the server can tell. */
  #askFiltersAnew(): void {
    void this.#client.invalidateQueries({
      queryKey: TASK_LISTS,
      predicate: ({ queryKey }) => (queryKey[TASK_LISTS.length] as TaskListQuery).filter !== undefined,
    });
  }

  #failed(change: TaskChange, error: unknown): void {
    // The server's state is not what this page believed: look again.
    if (error instanceof RefusedError || addsUp(change)) this.lookAgain();
    for (const listener of this.#failureListeners) listener(change, error);
  }
}

function find(pages: TaskPages, id: string): Task | undefined {
  for (const page of pages.pages) {
    const found = page.items.find((item) => item.id === id);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Puts a task that was changed elsewhere into a list. One whose place has changed moves there. */
function putChanged(pages: TaskPages, task: Task, query: TaskListQuery): TaskPages {
  const held = find(pages, task.id);
  if (held !== undefined && held.revision >= task.revision) return pages;
  const moves = held !== undefined && comparator(query.sort)(held, task) !== 0;
  return put(moves ? remove(pages, task.id) : pages, task, query);
}

function remove(pages: TaskPages, id: string): TaskPages {
  return {
    ...pages,
    pages: pages.pages.map((page) => ({ ...page, items: page.items.filter((task) => task.id !== id) })),
  };
}

/** Puts a confirmed task into a cached list: in its place if it is there, else where it belongs. */
function put(pages: TaskPages, task: Task, query: TaskListQuery): TaskPages {
  const present = pages.pages.some((page) => page.items.some((item) => item.id === task.id));
  if (present) {
    return {
      ...pages,
      pages: pages.pages.map((page) => ({
        ...page,
        items: page.items.map((item) =>
          item.id === task.id && item.revision <= task.revision ? task : item,
        ),
      })),
    };
  }
  if (query.filter !== undefined || !belongs(task, query)) return pages;

  const items = pages.pages.flatMap((page) => page.items);
  const last = pages.pages.at(-1);
  insertTask(items, task, query, last?.next != null);
  const next = items[items.indexOf(task) + 1];
  const at =
    next === undefined ? pages.pages.length - 1 : pages.pages.findIndex((page) => page.items.includes(next));
  return {
    ...pages,
    pages: pages.pages.map((page, index) => {
      if (index !== at || !items.includes(task)) return page;
      const position = next === undefined ? page.items.length : page.items.indexOf(next);
      return { ...page, items: page.items.toSpliced(position, 0, task) };
    }),
  };
}
