import type { Due } from "~/lib/data/due.ts";
import { dueWords } from "~/lib/dates.ts";
import { t } from "~/lib/i18n/t.ts";
import { useNow } from "~/lib/now.ts";
import { Button } from "~/ui/button.tsx";
import { Dialog } from "~/ui/dialog.tsx";
import type { LateCompletion } from "./late-completion.ts";
import styles from "./late-dialog.module.css";

/** Asks what the next date of a task that was finished late counts from. */
export default function LateDialog({ task, next, answer }: LateCompletion) {
  const now = useNow();
  const words = (due: Due | null) => (due === null ? t("late.ended") : dueWords(due, now));
  return (
    <Dialog title={t("late.title")} isOpen onClose={() => answer(null)}>
      {task.due == null ? null : (
        <p className={styles.text} dir="auto">
          {t("late.text", { title: task.title, due: dueWords(task.due, now) })}
        </p>
      )}
      <div className={styles.choices}>
        <Button wide autoFocus onClick={() => answer("due")}>
          {t("late.fromDue")}
          <span className={styles.day}>{words(next.due)}</span>
        </Button>
        <Button wide onClick={() => answer("completion")}>
          {t("late.fromCompletion")}
          <span className={styles.day}>{words(next.completion)}</span>
        </Button>
      </div>
    </Dialog>
  );
}
