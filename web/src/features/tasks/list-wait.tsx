import { RefusedError } from "~/lib/api/errors.ts";
import { t } from "~/lib/i18n/t.ts";
import { Button } from "~/ui/button.tsx";
import { StatePanel } from "~/ui/state-panel.tsx";
import { ListSkeleton } from "./list-skeleton.tsx";

interface ListWaitProps {
  readonly list: {
    readonly isError: boolean;
    readonly failureCount: number;
    readonly error: unknown;
    readonly refetch: (options: { readonly cancelRefetch: boolean }) => Promise<unknown>;
  };
}

/** Instead of tasks that are not here: why, or that they come. */
export function ListWait({ list }: ListWaitProps) {
  if (!list.isError && list.failureCount <= 1) return <ListSkeleton />;
  return (
    <StatePanel
      drawing="unplugged"
      title={t("tasks.error.title")}
      text={t(list.error instanceof RefusedError ? "tasks.error.refused" : "tasks.error.text")}
    >
      <Button onClick={() => void list.refetch({ cancelRefetch: true })}>{t("app.tryAgain")}</Button>
    </StatePanel>
  );
}
