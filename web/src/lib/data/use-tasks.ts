import { keepPreviousData, useInfiniteQuery, useMutationState, useQuery } from "@tanstack/react-query";
import { useEffect, useMemo } from "react";
import { afterDeletions } from "./list-changes.ts";
import { queryClient } from "./query-client.ts";
import { byDue, type DueDays, type Task, type TaskListQuery } from "./task.ts";
import { type TaskChange, visibleTasks, withChanges } from "./task-changes.ts";
import { serverTasks, type TaskRepository } from "./task-repository.ts";
import { CHANGES, listKey, TaskStore, taskKey } from "./task-store.ts";
import { listStore, usePendingListChanges } from "./use-lists.ts";

/** A task that goes into a list which was just made has to wait for it. */
const afterItsList: TaskRepository = {
  ...serverTasks,
  change: async (change) => {
    const list = change.kind === "edit" ? change.fields.list_id : change.task.list_id;
    if (list != null) await listStore.settled(list);
    return serverTasks.change(change);
  },
};

export const taskStore = new TaskStore(queryClient, afterItsList);

/** Changes of tasks that the server has not confirmed, oldest first. */
export function usePendingChanges(): TaskChange[] {
  return useMutationState({
    filters: { mutationKey: CHANGES, exact: true, status: "pending" },
    select: (mutation) => mutation.state.variables as TaskChange,
  });
}

/** A list of tasks, page after page, with every pending change shown; it is not asked for unless `enabled`. */
export function useTaskList(query: TaskListQuery, lingering: ReadonlySet<string>, enabled = true) {
  const changes = usePendingChanges();
  const listChanges = usePendingListChanges();
  const { data, hasNextPage, ...rest } = useInfiniteQuery({
    queryKey: listKey(query),
    queryFn: ({ pageParam, signal }) => serverTasks.page(query, pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    enabled,
    // While the next search is on its way, the last result stays.
    placeholderData: (previous, previousQuery) => {
      const before = previousQuery?.queryKey[2] as TaskListQuery | undefined;
      return before?.show === query.show && before.list === query.list
        ? keepPreviousData(previous)
        : undefined;
    },
  });

  const tasks = useMemo<Task[] | undefined>(() => {
    if (data === undefined) return undefined;
    const items = afterDeletions(
      data.pages.flatMap((page) => page.items),
      listChanges,
    );
    return visibleTasks({ items, more: hasNextPage, query, changes, lingering });
  }, [data, hasNextPage, query, changes, listChanges, lingering]);

  return { ...rest, data, hasNextPage, tasks };
}

/** Pages of a view that shows its tasks whole which are fetched without being asked for: a thousand tasks. */
const PAGES_AHEAD = 5;

type Pages = Pick<
  ReturnType<typeof useTaskList>,
  "data" | "hasNextPage" | "isFetching" | "isFetchNextPageError" | "fetchNextPage"
>;

/** Fetches what is to be shown whole, up to a thousand tasks. */
export function usePagesAhead({
  data,
  hasNextPage,
  isFetching,
  isFetchNextPageError,
  fetchNextPage,
}: Pages): void {
  const pages = data?.pages.length ?? 0;
  useEffect(() => {
    if (hasNextPage && !isFetching && !isFetchNextPageError && pages < PAGES_AHEAD) void fetchNextPage();
  }, [hasNextPage, isFetching, isFetchNextPageError, fetchNextPage, pages]);
}

/** The open tasks that are due on certain days, by when they are due, with every pending change shown. */
export function useDueTasks(due: DueDays, lingering: ReadonlySet<string>) {
  const { from, to } = due;
  const query = useMemo<TaskListQuery>(
    () => ({ show: "open", q: "", sort: "due", due: { from, to } }),
    [from, to],
  );
  const list = useTaskList(query, lingering);
  // A day is shown whole: the tasks of one come on any page.
  usePagesAhead(list);

  const tasks = useMemo(() => list.tasks?.toSorted(byDue), [list.tasks]);
  return { ...list, tasks };
}

/** What is counted by list; the feed keeps it, so that it need not be asked for with each visit. */
const ALL_OPEN: TaskListQuery = { show: "open", q: "", sort: "created" };
const FRESH_FOR = 10 * 60_000;

/** All open tasks as the server sent them, page after page. */
export function useOpenTasks(enabled: boolean) {
  return useInfiniteQuery({
    queryKey: listKey(ALL_OPEN),
    queryFn: ({ pageParam, signal }) => serverTasks.page(ALL_OPEN, pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    staleTime: FRESH_FOR,
    enabled,
  });
}

/** One task with its pending changes; `task` is null when it is being deleted. */
export function useTask(id: string) {
  const changes = usePendingChanges();
  const { data, ...rest } = useQuery({
    queryKey: taskKey(id),
    queryFn: ({ signal }) => serverTasks.one(id, signal),
  });
  const ofTask = changes.filter((change) => change.task.id === id);
  return { ...rest, task: data === undefined ? undefined : withChanges(data, ofTask) };
}
