import { Suspense } from "react";
import type { Task } from "~/lib/data/task.ts";
import { friendlyDate, fullDate } from "~/lib/dates.ts";
import { t } from "~/lib/i18n/t.ts";
import { lazyAhead } from "~/ui/lazy-ahead.ts";
import styles from "./task-details.module.css";
import { TaskFacts } from "./task-facts.tsx";

const TaskNotes = lazyAhead(() => import("./task-notes.tsx"));

/** Below the title: when it is due and how urgent, the description as Markdown, and when what happened. */
export function TaskDetails({ task }: { readonly task: Task }) {
  const now = new Date();
  const dates = [
    ["task.created", task.created_at],
    ["task.completedOn", task.completed_at],
    ["task.updated", task.updated_at === task.created_at || task.completed ? null : task.updated_at],
  ] as const;
  return (
    <div className={styles.details}>
      <TaskFacts task={task} />
      {task.description === null ? null : (
        <Suspense fallback={<p className={styles.plain}>{task.description}</p>}>
          <TaskNotes text={task.description} />
        </Suspense>
      )}
      <p className={styles.dates}>
        {dates.map(([key, instant]) =>
          instant === null ? null : (
            <time key={key} dateTime={instant} title={fullDate(instant)}>
              {t(key, { date: friendlyDate(instant, now) })}
            </time>
          ),
        )}
      </p>
    </div>
  );
}
