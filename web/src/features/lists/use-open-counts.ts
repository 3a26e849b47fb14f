import { useEffect, useMemo, useState } from "react";
import type { Task } from "~/lib/data/task.ts";
import { withChanges } from "~/lib/data/task-changes.ts";
import { useOpenTasks, usePagesAhead, usePendingChanges } from "~/lib/data/use-tasks.ts";
import { whenQuiet } from "~/ui/lazy-ahead.ts";

export interface OpenCounts {
  /** How many open tasks are in a list. */
  readonly of: (list: string) => number;
  /** There are more tasks than were counted. */
  readonly more: boolean;
}

/**
 * How many open tasks each list has, with every pending change counted; null until they are here. The service does not count,
 * so the first thousand are counted here, when the page is quiet; what changes them elsewhere comes by the feed.
 */
export function useOpenCounts(wanted: boolean): OpenCounts | null {
  const [quiet, setQuiet] = useState(false);
  useEffect(() => whenQuiet(() => setQuiet(true)), []);
  const held = useOpenTasks(wanted && quiet);
  usePagesAhead(held);
  const { data, hasNextPage } = held;
  const changes = usePendingChanges();

  const tasks = useMemo(
    () => data && new Map(data.pages.flatMap((page) => page.items).map((task) => [task.id, task])),
    [data],
  );
  const counted = useMemo(() => tasks && countByList(tasks.values()), [tasks]);

  return useMemo(() => {
    if (tasks === undefined || counted === undefined) return null;
    const counts = new Map(counted);
    const add = (task: Task | null | undefined, one: 1 | -1) => {
      if (task == null || task.completed || task.list_id == null) return;
      counts.set(task.list_id, (counts.get(task.list_id) ?? 0) + one);
    };
    for (const id of new Set(changes.map((change) => change.task.id))) {
      const ofTask = changes.filter((change) => change.task.id === id);
      const first = ofTask[0];
      const before = tasks.get(id);
      add(before, -1);
      add(withChanges(before ?? (first?.kind === "create" ? null : (first?.task ?? null)), ofTask), 1);
    }
    return { of: (list) => counts.get(list) ?? 0, more: hasNextPage };
  }, [tasks, counted, changes, hasNextPage]);
}

function countByList(tasks: Iterable<Task>): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { completed, list_id } of tasks) {
    if (!completed && list_id != null) counts.set(list_id, (counts.get(list_id) ?? 0) + 1);
  }
  return counts;
}
