import { dueHere } from "~/lib/data/due.ts";
import type { Task } from "~/lib/data/task.ts";
import type { Day } from "~/lib/days.ts";

/** The tasks of one day. */
export interface DayOfTasks {
  readonly day: Day;
  readonly tasks: readonly Task[];
}

/** Tasks by the day that they are due on where the reader is; the days come as their first tasks do. */
export function byDay(tasks: readonly Task[]): DayOfTasks[] {
  const days = new Map<Day, Task[]>();
  for (const task of tasks) {
    if (task.due == null) continue;
    const { day } = dueHere(task.due);
    const ofDay = days.get(day);
    if (ofDay === undefined) days.set(day, [task]);
    else ofDay.push(task);
  }
  return [...days].map(([day, ofDay]) => ({ day, tasks: ofDay }));
}
