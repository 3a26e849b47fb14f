import { characters, DESCRIPTION_LIMIT } from "~/lib/data/task.ts";
import { dueWords } from "~/lib/dates.ts";
import { t } from "~/lib/i18n/t.ts";
import type { Understood } from "~/lib/quick-add/understand.ts";
import { recurrenceWords } from "~/lib/recurrence/words.ts";
import { Button } from "~/ui/button.tsx";
import { Dialog } from "~/ui/dialog.tsx";
import styles from "./paste-dialog.module.css";
import { PASTE_LIMIT } from "./pasted-lines.ts";
import { priorityName } from "./priorities.ts";

/** So many are shown; of the others only how many there are. */
const SHOWN = 6;

interface PasteDialogProps {
  readonly tasks: readonly Understood[];
  readonly now: Date;
  readonly onAddAll: () => void;
  /** Puts the lines into the field, one behind the other. */
  readonly onAsOne: () => void;
  readonly onClose: () => void;
}

/** Asks whether each of several pasted lines is a task. */
export default function PasteDialog({ tasks, now, onAddAll, onAsOne, onClose }: PasteDialogProps) {
  const problem =
    tasks.length > PASTE_LIMIT
      ? t("paste.tooMany", { limit: PASTE_LIMIT })
      : tasks.some(({ title }) => characters(title) > DESCRIPTION_LIMIT)
        ? t("paste.tooLong", { limit: DESCRIPTION_LIMIT })
        : null;
  const rest = tasks.length - SHOWN;
  return (
    <Dialog title={t("paste.title", { count: tasks.length })} isOpen onClose={onClose}>
      <ul className={styles.tasks}>
        {tasks.slice(0, SHOWN).map(({ title, due, recurrence, priority }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines may be the same, and stay where they are
          <li key={index} className={styles.task}>
            <span className={styles.title} dir="auto">
              {title}
            </span>
            <span className={styles.facts}>
              {[
                due === null ? [] : dueWords(due, now),
                recurrence === null ? [] : recurrenceWords(recurrence, due),
                priority === 4 ? [] : priorityName(priority),
              ]
                .flat()
                .join(" · ")}
            </span>
          </li>
        ))}
      </ul>
      {rest > 0 ? <p className={styles.rest}>{t("paste.more", { count: rest })}</p> : null}
      {problem === null ? null : (
        <p className={styles.problem} role="alert">
          {problem}
        </p>
      )}
      <div className={styles.buttons}>
        <Button look="plain" onClick={onAsOne}>
          {t("paste.asOne")}
        </Button>
        <Button look="primary" autoFocus disabled={problem !== null} onClick={onAddAll}>
          {t("paste.add", { count: tasks.length })}
        </Button>
      </div>
    </Dialog>
  );
}
