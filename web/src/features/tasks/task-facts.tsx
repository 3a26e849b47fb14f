import { Flag } from "lucide-react";
import type { Task } from "~/lib/data/task.ts";
import { DueMark } from "./due-mark.tsx";
import { priorityName } from "./priorities.ts";
import styles from "./task-facts.module.css";

/** When a task is due and how urgent it is, in words; nothing if nobody said. */
export function TaskFacts({ task }: { readonly task: Task }) {
  if (task.due === null && task.priority === 4) return null;
  return (
    <p className={styles.facts}>
      {task.due === null ? null : <DueMark due={task.due} done={task.completed} />}
      {task.priority === 4 ? null : (
        <span className={styles.priority} data-priority={task.priority}>
          <Flag size={13} aria-hidden />
          {priorityName(task.priority)}
        </span>
      )}
    </p>
  );
}
