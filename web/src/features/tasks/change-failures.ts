import { useEffect } from "react";
import { RefusedError } from "~/lib/api/errors.ts";
import type { TaskChange } from "~/lib/data/task-changes.ts";
import { taskStore } from "~/lib/data/use-tasks.ts";
import { writeDraft } from "~/lib/drafts.ts";
import { failureReason } from "~/lib/failure-reason.ts";
import { t } from "~/lib/i18n/t.ts";
import { lastingToast } from "~/ui/toast.ts";
import { openTask } from "./open-task.ts";
import { repeat, withdraw } from "./task-actions.ts";

function tryAgain(subject: string, change: TaskChange, error: unknown): void {
  if (change.kind === "edit" && error instanceof RefusedError && error.status === 422) {
    // The same text would be refused again: open it for mending.
    const { title, description, priority, due, recurrence, start, list_id } = {
      ...change.task,
      ...change.fields,
    };
    const draft = { title, description: description ?? "", priority, due, recurrence, start, list_id };
    writeDraft(subject, `edit.${change.task.id}`, draft);
    openTask({ id: change.task.id, mode: "edit" });
  } else {
    repeat(change);
  }
}

/** Says what was rolled back, why, and offers to try again; stays until it is answered. */
export function useChangeFailures(subject: string): void {
  useEffect(
    () =>
      taskStore.onFailure((change, error) => {
        const { text, again } = failureReason(error, t("change.why.gone"));
        withdraw(change.task.id);
        lastingToast({
          text: t(`change.failed.${change.kind}`, { title: change.task.title }),
          detail: text,
          tone: "danger",
          action: again
            ? { label: t("app.tryAgain"), run: () => tryAgain(subject, change, error) }
            : undefined,
        });
      }),
    [subject],
  );
}
