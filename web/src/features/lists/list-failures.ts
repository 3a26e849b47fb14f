import { useEffect } from "react";
import { RefusedError } from "~/lib/api/errors.ts";
import { listStore } from "~/lib/data/use-lists.ts";
import { failureReason } from "~/lib/failure-reason.ts";
import { t } from "~/lib/i18n/t.ts";
import { lastingToast } from "~/ui/toast.ts";
import { repeat, withdraw } from "./list-actions.ts";

/** Says what of a list was rolled back, why, and offers to try again; stays until it is answered. */
export function useListFailures(): void {
  useEffect(
    () =>
      listStore.onFailure((change, error) => {
        const full = change.kind === "create" && error instanceof RefusedError && error.status === 409;
        const { text, again } = failureReason(error, t(full ? "lists.why.full" : "lists.why.gone"));
        withdraw(change.list.id);
        lastingToast({
          text: t(`lists.failed.${change.kind}`, { name: change.list.name }),
          detail: text,
          tone: "danger",
          action: again ? { label: t("app.tryAgain"), run: () => repeat(change) } : undefined,
        });
      }),
    [],
  );
}
