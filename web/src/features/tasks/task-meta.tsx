import type { Task } from "~/lib/data/task.ts";
import { DueMark } from "./due-mark.tsx";
import { ListMark, useListOf } from "./list-mark.tsx";
import { preview } from "./preview.ts";
import { priorityName } from "./priorities.ts";
import { RepeatMark } from "./repeat-mark.tsx";
import styles from "./task-meta.module.css";

/** One quiet line under a title, of what there is: when it is due, how it repeats, its list, how its description begins. The ring has the priority. */
export function TaskMeta({ task }: { readonly task: Task }) {
  const list = useListOf(task);
  return (
    <>
      {task.priority === 4 ? null : <span className="visually-hidden">{priorityName(task.priority)}</span>}
      {task.due === null && list === null && task.description === null ? null : (
        <span className={styles.meta}>
          {task.due === null ? null : (
            <span className={styles.due}>
              <DueMark due={task.due} done={task.completed} />
            </span>
          )}
          <RepeatMark task={task} />
          {list === null ? null : <ListMark list={list} />}
          {task.description === null ? null : (
            <span className={styles.preview} dir="auto">
              {preview(task.description)}
            </span>
          )}
        </span>
      )}
    </>
  );
}
