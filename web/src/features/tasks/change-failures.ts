import { useEffect } from "react";
import { RefusedError } from "~/lib/api/errors.ts";
import { isPassing } from "~/lib/data/retry.ts";
import type { TaskChange } from "~/lib/data/task-changes.ts";
import { taskStore } from "~/lib/data/use-tasks.ts";
import { writeDraft } from "~/lib/drafts.ts";
import { t } from "~/lib/i18n/t.ts";
import { lastingToast } from "~/ui/toast.ts";
import { openTask } from "./open-task.ts";
import { repeat, withdraw } from "./task-actions.ts";

/** Why a change was rolled back, in words; and whether trying again can help. */
function reason(error: unknown): { readonly text: string; readonly again: boolean } {
  if (error instanceof RefusedError) {
    if (error.status === 429) return { text: t("change.why.tooMany"), again: true };
    if (error.status === 404 || error.status === 409) return { text: t("change.why.gone"), again: false };
    if (error.status === 403) return { text: t("change.why.forbidden"), again: false };
    const detail = error.problem?.errors?.[0]?.message ?? error.problem?.detail;
    if (error.status === 422 && detail !== undefined) {
      return { text: t("change.why.invalid", { detail }), again: true };
    }
  }
  return { text: isPassing(error) ? t("change.why.unreachable") : t("change.why.server"), again: true };
}

function tryAgain(subject: string, change: TaskChange, error: unknown): void {
  if (change.kind === "edit" && error instanceof RefusedError && error.status === 422) {
    // The same text would be refused again: open it for mending.
    const { title, description, priority, due, recurrence, start } = { ...change.task, ...change.fields };
    const draft = { title, description: description ?? "", priority, due, recurrence, start };
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
        const { text, again } = reason(error);
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
