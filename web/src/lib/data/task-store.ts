import type { InfiniteData, QueryClient, QueryKey } from "@tanstack/react-query";
import { RefusedError } from "~/lib/api/errors.ts";
import { isPassing, retryDelay } from "./retry.ts";
import { belongs, type Task, type TaskListQuery, type TaskPage } from "./task.ts";
import { insertTask, type TaskChange } from "./task-changes.ts";
import type { TaskRepository } from "./task-repository.ts";

export type TaskPages = InfiniteData<TaskPage, string | null>;

const LISTS = ["tasks", "list"] as const;
/** Pending changes are the mutations under this key; see `usePendingChanges`. */
export const CHANGES = ["tasks", "change"] as const;

export const listKey = (query: TaskListQuery): QueryKey => [...LISTS, query];
export const taskKey = (id: string): QueryKey => ["tasks", "one", id];

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
        retry: (failures, error) => isPassing(error) && failures < WRITE_TRIES - 1,
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

  /** Whether a change waits for its confirmation. */
  hasPending(): boolean {
    return this.#client.isMutating({ mutationKey: CHANGES }) > 0;
  }

  async #confirmed(change: TaskChange, task: Task | null): Promise<void> {
    // An answer that left before this change was made would bring the old state back.
    const stale = this.#client.isFetching({ queryKey: LISTS }) > 0;
    if (stale) await this.#client.cancelQueries({ queryKey: LISTS });

    for (const [key, pages] of this.#client.getQueriesData<TaskPages>({ queryKey: LISTS })) {
      const query = key[LISTS.length] as TaskListQuery;
      if (pages === undefined) continue;
      this.#client.setQueryData<TaskPages>(
        key,
        task === null ? remove(pages, change.task.id) : put(pages, task, query),
      );
    }
    if (task === null) this.#client.removeQueries({ queryKey: taskKey(change.task.id) });
    else this.#client.setQueryData<Task>(taskKey(task.id), task);

    if (stale) void this.#client.invalidateQueries({ queryKey: LISTS });
  }

  #failed(change: TaskChange, error: unknown): void {
    // The server's state is not what this page believed: look again.
    if (error instanceof RefusedError) void this.#client.invalidateQueries({ queryKey: ["tasks"] });
    for (const listener of this.#failureListeners) listener(change, error);
  }
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
  if (!belongs(task, query)) return pages;

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
