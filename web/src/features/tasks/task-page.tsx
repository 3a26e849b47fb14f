import { Link } from "@tanstack/react-router";
import { ArrowLeft, Pencil } from "lucide-react";
import { useState } from "react";
import { RefusedError } from "~/lib/api/errors.ts";
import { useTask } from "~/lib/data/use-tasks.ts";
import { t } from "~/lib/i18n/t.ts";
import { useTitle } from "~/lib/use-title.ts";
import { Button } from "~/ui/button.tsx";
import { RoundCheckbox } from "~/ui/round-checkbox.tsx";
import { StatePanel } from "~/ui/state-panel.tsx";
import { ListSkeleton } from "./list-skeleton.tsx";
import { useShownTasks } from "./shown-tasks.ts";
import { toggleTask } from "./task-actions.ts";
import { TaskDetails } from "./task-details.tsx";
import { TaskEditor } from "./task-editor.tsx";
import { TaskMenu } from "./task-menu.tsx";
import styles from "./task-page.module.css";

interface TaskPageProps {
  readonly id: string;
  readonly onLeave: () => void;
  /** Shown when the task is somebody else's. */
  readonly denied: React.ReactNode;
}

/** One task on a page of its own, for links to it. */
export function TaskPage({ id, onLeave, denied }: TaskPageProps) {
  const { task, error, isError, failureCount, refetch } = useTask(id);
  const [editing, setEditing] = useState(false);
  const status = error instanceof RefusedError ? error.status : null;
  useShownTasks(task == null ? [] : [task], () => setEditing(true));
  const gone = status === 404 || task === null;
  useTitle(
    task?.title ??
      t(gone ? "page.taskGone.title" : status === 403 ? "page.denied.title" : "tasks.open.title"),
  );

  if (status === 403) return denied;
  if (gone) {
    return (
      <StatePanel drawing="lost" level={1} title={t("page.taskGone.title")} text={t("page.taskGone.text")}>
        <Button onClick={onLeave}>{t("page.notFound.action")}</Button>
      </StatePanel>
    );
  }
  if (task === undefined) {
    return isError || failureCount > 1 ? (
      <StatePanel drawing="unplugged" level={1} title={t("tasks.error.title")} text={t("tasks.error.text")}>
        <Button onClick={() => void refetch()}>{t("app.tryAgain")}</Button>
      </StatePanel>
    ) : (
      <ListSkeleton />
    );
  }

  return (
    <div className={styles.page}>
      <Link to="/" className={styles.back}>
        <ArrowLeft size={16} aria-hidden />
        {t("page.back")}
      </Link>
      <article className={styles.sheet}>
        <RoundCheckbox
          priority={task.priority}
          label={t(task.completed ? "task.reopen" : "task.complete", { title: task.title })}
          isSelected={task.completed}
          onChange={() => toggleTask(task)}
        />
        {editing ? (
          <TaskEditor task={task} onClose={() => setEditing(false)} />
        ) : (
          <div>
            <div className={styles.head}>
              <h1 className={styles.title} dir="auto" data-completed={task.completed || undefined}>
                {task.title}
              </h1>
              <TaskMenu task={task} withPage={false} onEdit={() => setEditing(true)} onDeleted={onLeave} />
            </div>
            <TaskDetails task={task} />
            <div className={styles.foot}>
              <Button onClick={() => setEditing(true)}>
                <Pencil size={15} aria-hidden />
                {t("task.edit")}
              </Button>
            </div>
          </div>
        )}
      </article>
    </div>
  );
}
