import { type FormEvent, useMemo, useState } from "react";
import type { List } from "~/lib/data/list.ts";
import type { TasksOfList } from "~/lib/data/list-changes.ts";
import type { TaskListQuery } from "~/lib/data/task.ts";
import { usePagesAhead, useTaskList } from "~/lib/data/use-tasks.ts";
import { t } from "~/lib/i18n/t.ts";
import { useUser } from "~/lib/session/use-user.ts";
import { Button } from "~/ui/button.tsx";
import { Dialog } from "~/ui/dialog.tsx";
import styles from "./delete-dialog.module.css";
import { deleteList, UNDO_LIMIT } from "./list-actions.ts";

const NOTHING_LINGERS: ReadonlySet<string> = new Set();

interface DeleteDialogProps {
  readonly list: List;
  readonly onClose: () => void;
  readonly onDeleted: (id: string) => void;
}

/** Asks what becomes of the tasks of a list before it is deleted. */
export default function DeleteDialog({ list, onClose, onDeleted }: DeleteDialogProps) {
  const { id: subject } = useUser();
  const [fate, setFate] = useState<TasksOfList>("move-to-inbox");
  const query = useMemo<TaskListQuery>(
    () => ({ show: "all", q: "", sort: "created", list: list.id }),
    [list.id],
  );
  const held = useTaskList(query, NOTHING_LINGERS);
  usePagesAhead(held);
  const { tasks, hasNextPage, isError, failureCount } = held;
  const unknown = tasks === undefined && (isError || failureCount > 1);
  const waiting = tasks === undefined && !unknown;
  const count = tasks?.length ?? 0;
  const isEmpty = tasks !== undefined && count === 0;

  const words = waiting
    ? t("lists.delete.asking")
    : unknown
      ? t("lists.delete.askUnknown")
      : isEmpty
        ? t("lists.delete.empty")
        : hasNextPage || count > UNDO_LIMIT
          ? t("lists.delete.askMany", { count: hasNextPage ? count : UNDO_LIMIT })
          : t("lists.delete.ask", { count });

  function remove(event: FormEvent): void {
    event.preventDefault();
    onClose();
    deleteList(subject, list, fate, hasNextPage ? null : (tasks ?? null));
    onDeleted(list.id);
  }

  const fates = [
    ["move-to-inbox", t("lists.delete.toInbox")],
    ["delete", t("lists.delete.along")],
  ] as const;
  return (
    <Dialog title={t("lists.delete.title", { name: list.name })} isOpen onClose={onClose}>
      <form className={styles.form} onSubmit={remove}>
        <p className={styles.words} role="status">
          {words}
        </p>
        {isEmpty ? null : (
          <fieldset className={styles.fates} aria-label={t("lists.delete")} disabled={waiting}>
            {fates.map(([value, name]) => (
              <label key={value} className={styles.fate}>
                <input type="radio" name="fate" checked={fate === value} onChange={() => setFate(value)} />
                {name}
              </label>
            ))}
          </fieldset>
        )}
        <div className={styles.buttons}>
          <Button look="plain" autoFocus onClick={onClose}>
            {t("app.cancel")}
          </Button>
          <Button type="submit" look="primary" disabled={waiting}>
            {t("lists.delete")}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
