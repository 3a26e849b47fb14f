import { keepPreviousData, useInfiniteQuery, useMutationState, useQuery } from "@tanstack/react-query";
import { useEffect, useMemo } from "react";
import { queryClient } from "./query-client.ts";
import { byDue, type DueDays, type Task, type TaskListQuery } from "./task.ts";
import { type TaskChange, visibleTasks, withChanges } from "./task-changes.ts";
import { serverTasks } from "./task-repository.ts";
import { CHANGES, listKey, TaskStore, taskKey } from "./task-store.ts";

export const taskStore = new TaskStore(queryClient, serverTasks);

function usePendingChanges(): TaskChange[] {
  return useMutationState({
    filters: { mutationKey: CHANGES, status: "pending" },
    select: (mutation) => mutation.state.variables as TaskChange,
  });
}

/** A list of tasks, page after page, with every pending change shown. */
export function useTaskList(query: TaskListQuery, lingering: ReadonlySet<string>) {
  const changes = usePendingChanges();
  const { data, hasNextPage, ...rest } = useInfiniteQuery({
    queryKey: listKey(query),
    queryFn: ({ pageParam, signal }) => serverTasks.page(query, pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    // While the next search is on its way, the last result stays.
    placeholderData: (previous, previousQuery) => {
      const before = previousQuery?.queryKey[2] as TaskListQuery | undefined;
      return before?.show === query.show ? keepPreviousData(previous) : undefined;
    },
  });

  const tasks = useMemo<Task[] | undefined>(() => {
    if (data === undefined) return undefined;
    const items = data.pages.flatMap((page) => page.items);
    return visibleTasks({ items, more: hasNextPage, query, changes, lingering });
  }, [data, hasNextPage, query, changes, lingering]);

  return { ...rest, data, hasNextPage, tasks };
}

/** Pages of a span of days that are fetched without being asked for: a thousand tasks. */
const PAGES_AHEAD = 5;

/** The open tasks that are due on certain days, by when they are due, with every pending change shown. */
export function useDueTasks(due: DueDays, lingering: ReadonlySet<string>) {
  const { from, to } = due;
  const query = useMemo<TaskListQuery>(
    () => ({ show: "open", q: "", sort: "due", due: { from, to } }),
    [from, to],
  );
  const list = useTaskList(query, lingering);
  const { hasNextPage, isFetching, isFetchNextPageError, fetchNextPage, data } = list;
  const pages = data?.pages.length ?? 0;

  // A day is shown whole: the tasks of one come on any page.
  useEffect(() => {
    if (hasNextPage && !isFetching && !isFetchNextPageError && pages < PAGES_AHEAD) void fetchNextPage();
  }, [hasNextPage, isFetching, isFetchNextPageError, fetchNextPage, pages]);

  const tasks = useMemo(() => list.tasks?.toSorted(byDue), [list.tasks]);
  return { ...list, tasks };
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
