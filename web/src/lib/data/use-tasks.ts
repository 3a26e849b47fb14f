import { keepPreviousData, useInfiniteQuery, useMutationState, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { queryClient } from "./query-client.ts";
import type { Task, TaskListQuery } from "./task.ts";
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

  return { ...rest, hasNextPage, tasks };
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
