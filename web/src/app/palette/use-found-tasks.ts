import { keepPreviousData, useQuery } from "@tanstack/react-query";
import type { Task } from "~/lib/data/task.ts";
import { serverTasks } from "~/lib/data/task-repository.ts";

/** Of the tasks that are found, so many are offered. */
const OFFERED = 6;
const NONE: readonly Task[] = [];

/** Tasks that say what is looked for, those changed last first; none as long as nothing is. */
export function useFoundTasks(text: string): readonly Task[] {
  const q = text.trim();
  const { data } = useQuery({
    queryKey: ["palette", q],
    queryFn: ({ signal }) => serverTasks.page({ show: "all", q, sort: "-updated" }, null, signal),
    enabled: q !== "",
    placeholderData: keepPreviousData,
  });
  return q === "" ? NONE : (data?.items.slice(0, OFFERED) ?? NONE);
}
