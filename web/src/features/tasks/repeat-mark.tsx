import { Repeat } from "lucide-react";
import type { Task } from "~/lib/data/task.ts";
import { t } from "~/lib/i18n/t.ts";
import { recurrenceWords } from "~/lib/recurrence/words.ts";
import styles from "./repeat-mark.module.css";

/** How a task comes back, in words; nothing if it does not. */
export function RepeatMark({ task: { recurrence, due } }: { readonly task: Task }) {
  if (recurrence == null) return null;
  const words = recurrenceWords(recurrence, due ?? null);
  return (
    <span className={styles.repeat} title={words}>
      <Repeat size={13} aria-hidden />
      <span className={styles.words}>
        <span className="visually-hidden">{t("repeat.repeats")} </span>
        {words}
      </span>
    </span>
  );
}
