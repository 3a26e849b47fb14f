import { useQuery } from "@tanstack/react-query";
import { readCompletions, readOccurrences } from "~/lib/data/occurrences.ts";
import type { Task } from "~/lib/data/task.ts";
import { dueWords, friendlyDate, fullDue } from "~/lib/dates.ts";
import { t } from "~/lib/i18n/t.ts";
import { useNow } from "~/lib/now.ts";
import { readRrule } from "~/lib/recurrence/read-rrule.ts";
import { recurrenceWords } from "~/lib/recurrence/words.ts";
import { Dialog } from "~/ui/dialog.tsx";
import styles from "./why-sheet.module.css";

/** Of what was done before, the latest. */
const DONE_SHOWN = 5;

interface WhySheetProps {
  readonly task: Task;
  readonly onClose: () => void;
}

/** The rule that a task comes back by, when it is due next, and when it was done before. */
export default function WhySheet({ task, onClose }: WhySheetProps) {
  const now = useNow();
  const { data, isError } = useQuery({
    queryKey: ["why", task.id, task.revision],
    queryFn: async ({ signal }) => {
      const [occurrences, done] = await Promise.all([
        readOccurrences(task.id, signal),
        readCompletions(task.id, DONE_SHOWN, signal),
      ]);
      return { next: occurrences.next, done };
    },
    retry: 1,
  });
  const { recurrence } = task;
  if (recurrence == null) return null;
  return (
    <Dialog title={t("why.label")} isOpen onClose={onClose}>
      <div className={styles.sheet}>
        <p>{recurrenceWords(recurrence, task.due ?? null)}</p>
        {readRrule(recurrence.rule) === null ? (
          <p className={styles.rule}>{t("why.rule", { rule: recurrence.rule })}</p>
        ) : null}
        {data === undefined ? (
          <p className={styles.soft} role="status">
            {t(isError ? "why.failed" : "why.loading")}
          </p>
        ) : (
          <>
            <h3 className={styles.name}>{t("why.next")}</h3>
            {data.next.length === 0 ? (
              <p>{t("why.nothing")}</p>
            ) : (
              <ol className={styles.days}>
                {data.next.map((due) => (
                  <li key={fullDue(due)}>{fullDue(due)}</li>
                ))}
              </ol>
            )}
            {data.done.length === 0 ? null : (
              <>
                <h3 className={styles.name}>{t("why.done")}</h3>
                <ul className={styles.days}>
                  {data.done.map(({ revision, due, completed_at }) => (
                    <li key={revision}>
                      {t("why.doneLine", {
                        due: dueWords(due, now),
                        date: friendlyDate(completed_at, now),
                      })}
                    </li>
                  ))}
                </ul>
              </>
            )}
          </>
        )}
      </div>
    </Dialog>
  );
}
