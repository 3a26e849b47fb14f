import { CalendarClock, CircleQuestionMark, Flag } from "lucide-react";
import type { Task } from "~/lib/data/task.ts";
import { dayWords } from "~/lib/dates.ts";
import { t } from "~/lib/i18n/t.ts";
import { useNow } from "~/lib/now.ts";
import { lazyAhead } from "~/ui/lazy-ahead.ts";
import { Popup } from "~/ui/popup.tsx";
import { TextButton } from "~/ui/text-button.tsx";
import { DueMark } from "./due-mark.tsx";
import { ListMark, useListOf } from "./list-mark.tsx";
import { priorityName } from "./priorities.ts";
import { RepeatMark } from "./repeat-mark.tsx";
import styles from "./task-facts.module.css";

const WhySheet = lazyAhead(() => import("./why-sheet.tsx"));

/** When a task is due, how urgent it is and in which list, in words; nothing if nobody said. */
export function TaskFacts({ task }: { readonly task: Task }) {
  const now = useNow();
  const list = useListOf(task);
  if (task.due == null && task.start == null && task.priority === 4 && list === null) return null;
  return (
    <div className={styles.facts}>
      {task.due === null ? null : <DueMark due={task.due} done={task.completed} />}
      {task.start == null ? null : (
        <span className={styles.start}>
          <CalendarClock size={13} aria-hidden />
          {t("start.from", { day: dayWords(task.start, now) })}
        </span>
      )}
      <RepeatMark task={task} />
      {task.recurrence == null ? null : (
        <Popup
          opens="dialog"
          button={(opener) => (
            <TextButton {...opener}>
              <CircleQuestionMark size={15} aria-hidden />
              {t("why.label")}
            </TextButton>
          )}
          content={({ onClose }) => <WhySheet task={task} onClose={onClose} />}
        />
      )}
      {task.priority === 4 ? null : (
        <span className={styles.priority} data-priority={task.priority}>
          <Flag size={13} aria-hidden />
          {priorityName(task.priority)}
        </span>
      )}
      {list === null ? null : <ListMark list={list} />}
    </div>
  );
}
