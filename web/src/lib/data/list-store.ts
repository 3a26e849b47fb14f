import type { QueryClient, QueryKey } from "@tanstack/react-query";
import { RefusedError } from "~/lib/api/errors.ts";
import type { List } from "./list.ts";
import { afterDeletions, type ListChange } from "./list-changes.ts";
import type { ListRepository } from "./list-repository.ts";
import { isPassing, retryDelay } from "./retry.ts";
import type { Changes, Task } from "./task.ts";
import { CHANGES, TASK_LISTS, TASKS, type TaskPages } from "./task-store.ts";

/** What is asked for anew, and waited for, together with tasks stands under their key. */
export const ALL_LISTS: QueryKey = [...TASKS, "lists"];
/** Pending changes of lists are the mutations under this key. */
export const LIST_CHANGES = [...CHANGES, "list"] as const;

/** A write is tried this often while the trouble is a passing one: about half a minute in all. */
const WRITE_TRIES = 5;

type FailureListener = (change: ListChange, error: unknown) => void;

/**
 * The one way in which features change lists. As with tasks, a change shows from `submit` on and is rolled back by being
 * forgotten; changes of one list are sent in order.
 */
export class ListStore {
  readonly #client: QueryClient;
  readonly #repository: ListRepository;
  readonly #failureListeners = new Set<FailureListener>();
  /** Creations and deletions that are under way, by the list's id. */
  readonly #underWay = new Map<string, Promise<void>>();

  constructor(client: QueryClient, repository: ListRepository) {
    this.#client = client;
    this.#repository = repository;
  }

  /** Makes a change. It shows at once; failures reach the failure listeners, never the caller. */
  submit(change: ListChange): void {
    const { id } = change.list;
    const mutation = this.#client
      .getMutationCache()
      .build<List | null, Error, ListChange, unknown>(this.#client, {
        mutationKey: LIST_CHANGES,
        scope: { id },
        mutationFn: (variables) => this.#repository.change(variables),
        retry: (failures, error) => isPassing(error) && failures < WRITE_TRIES - 1,
        retryDelay,
        onSuccess: (list) => this.#confirmed(change, list),
        onError: (error) => this.#failed(change, error),
      });
    const settled = mutation.execute(change).then(
      () => {},
      () => {
        // Reported by onError.
      },
    );
    if (change.kind === "edit") return;
    this.#underWay.set(id, settled);
    void settled.then(() => this.#underWay.delete(id));
  }

  /** Ends when the creation or deletion of a list is confirmed or refused. */
  async settled(id: string): Promise<void> {
    await this.#underWay.get(id);
  }

  /** Hears of every change that was rolled back. */
  onFailure(listener: FailureListener): () => void {
    this.#failureListeners.add(listener);
    return () => this.#failureListeners.delete(listener);
  }

  /** The newest revision of any list that is held; null if lists are not. */
  newestRevision(): number | null {
    const held = this.#client.getQueryData<List[]>(ALL_LISTS);
    return held === undefined ? null : held.reduce((newest, list) => Math.max(newest, list.revision), 0);
  }

  /** Puts what changed on the server into what is held. What is held and newer stays. */
  async merge({ lists, deleted }: Pick<Changes, "lists" | "deleted">): Promise<void> {
    const gone = new Map(
      deleted.flatMap(({ kind, id, revision }) => (kind === "list" ? [[id, revision] as const] : [])),
    );
    if (lists.length === 0 && gone.size === 0) return;
    await this.#change((held) =>
      lists
        .reduce(put, held)
        .filter(({ id, revision }) => revision > (gone.get(id) ?? Number.NEGATIVE_INFINITY)),
    );
  }

  /** An answer that left before the change would bring the old state back. */
  async #change(change: (held: List[]) => List[]): Promise<void> {
    const stale = this.#client.isFetching({ queryKey: ALL_LISTS }) > 0;
    if (stale) await this.#client.cancelQueries({ queryKey: ALL_LISTS });
    this.#client.setQueryData<List[]>(ALL_LISTS, (held) => (held === undefined ? undefined : change(held)));
    if (stale) void this.#client.invalidateQueries({ queryKey: ALL_LISTS });
  }

  async #confirmed(change: ListChange, list: List | null): Promise<void> {
    const { id } = change.list;
    await this.#change((held) => (list === null ? held.filter((each) => each.id !== id) : put(held, list)));
    if (list !== null) return;
    const leave = (tasks: readonly Task[]) => [...afterDeletions(tasks, [change])];
    this.#client.setQueriesData<TaskPages>(
      { queryKey: TASK_LISTS },
      (pages) =>
        pages && { ...pages, pages: pages.pages.map((page) => ({ ...page, items: leave(page.items) })) },
    );
    // Those that are in the Inbox now have to appear there.
    void this.#client.invalidateQueries({ queryKey: TASKS });
  }

  #failed(change: ListChange, error: unknown): void {
    // The server's state is not what this page believed: look again.
    if (error instanceof RefusedError) void this.#client.invalidateQueries({ queryKey: TASKS });
    for (const listener of this.#failureListeners) listener(change, error);
  }
}

function put(held: readonly List[], list: List): List[] {
  const there = held.find(({ id }) => id === list.id);
  if (there === undefined) return [...held, list];
  return held.map((each) => (each === there && there.revision <= list.revision ? list : each));
}
