import { Calendar, CircleAlert } from "lucide-react";
import { type Due, isOverdue } from "~/lib/data/due.ts";
import { dueWords, fullDue } from "~/lib/dates.ts";
import { t } from "~/lib/i18n/t.ts";
import { useNow } from "~/lib/now.ts";
import styles from "./due-mark.module.css";

interface DueMarkProps {
  readonly due: Due;
  /** What is done is not overdue. */
  readonly done: boolean;
}

/** When a task is due, in words that follow the clock; what is overdue has another sign, colour and word. */
export function DueMark({ due, done }: DueMarkProps) {
  const now = useNow();
  const overdue = !done && isOverdue(due, now);
  const Sign = overdue ? CircleAlert : Calendar;
  return (
    <span className={styles.due} data-overdue={overdue || undefined} title={fullDue(due)}>
      <Sign size={13} aria-hidden />
      <span>
        <span className="visually-hidden">{t(overdue ? "due.overdue" : "due.due")} </span>
        <time dateTime={"date" in due ? due.date : due.local}>{dueWords(due, now)}</time>
      </span>
    </span>
  );
}
