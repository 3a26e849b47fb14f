import { Pencil } from "lucide-react";
import { type MouseEvent, memo } from "react";
import type { Task } from "~/lib/data/task.ts";
import { t } from "~/lib/i18n/t.ts";
import { Button } from "~/ui/button.tsx";
import { IconButton } from "~/ui/icon-button.tsx";
import { RoundCheckbox } from "~/ui/round-checkbox.tsx";
import { useIsLeaving } from "./lingering.ts";
import { openTask, useOpenMode } from "./open-task.ts";
import { focusRow } from "./row-focus.ts";
import { toggleTask } from "./task-actions.ts";
import { TaskDetails } from "./task-details.tsx";
import { TaskEditor } from "./task-editor.tsx";
import { TaskMenu } from "./task-menu.tsx";
import { TaskMeta } from "./task-meta.tsx";
import styles from "./task-row.module.css";

interface TaskRowProps {
  readonly task: Task;
  /** Its place in the list, from 0. */
  readonly index: number;
  readonly isLast: boolean;
  /** The row where Tab enters the list; only its controls are stops too. */
  readonly isStop: boolean;
  /** Is told the element, to follow its height. */
  readonly measure: (element: HTMLElement | null) => void;
}

/** One task. Drawn anew only when it changes, which a list of thousands depends on. */
export const TaskRow = memo(function TaskRow({ task, index, isLast, isStop, measure }: TaskRowProps) {
  const mode = useOpenMode(task.id);
  const leaving = useIsLeaving(task.id);
  const tabIndex = isStop ? 0 : -1;
  const edit = () => openTask({ id: task.id, mode: "edit" });

  function onClick(event: MouseEvent): void {
    // What has a purpose of its own keeps it, and selecting text is not a press.
    const own =
      event.target instanceof Element && event.target.closest(`button, a, label, form, .${styles.own}`);
    // A sheet that stands beside the row is its child for React, and nowhere else.
    const inside = event.target instanceof Node && event.currentTarget.contains(event.target);
    if (!inside || own || mode === "edit" || window.getSelection()?.isCollapsed === false) return;
    openTask(mode === "details" ? null : { id: task.id, mode: "details" });
  }

  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the list has the keys of its rows
    <div
      ref={measure}
      role="row"
      aria-rowindex={index + 1}
      data-index={index}
      data-last={isLast || undefined}
      tabIndex={tabIndex}
      aria-label={task.title}
      data-key={task.id}
      className={styles.item}
      onClick={onClick}
    >
      <div role="gridcell" className={styles.fold} data-leaving={leaving || undefined}>
        <div className={styles.row} data-completed={task.completed || undefined} data-mode={mode ?? "closed"}>
          <RoundCheckbox
            priority={task.priority}
            label={t(task.completed ? "task.reopen" : "task.complete", { title: task.title })}
            isSelected={task.completed}
            onChange={() => toggleTask(task)}
            tabIndex={tabIndex}
          />
          <div className={styles.text}>
            {mode === "edit" ? (
              <TaskEditor
                task={task}
                onClose={() => {
                  openTask(null);
                  focusRow(task.id);
                }}
              />
            ) : (
              <>
                <span className={styles.title} dir="auto">
                  {task.title}
                </span>
                {mode === "details" ? (
                  <div className={styles.own}>
                    <TaskDetails task={task} />
                    <Button tabIndex={tabIndex} onClick={edit}>
                      <Pencil size={15} aria-hidden />
                      {t("task.edit")}
                    </Button>
                  </div>
                ) : (
                  <TaskMeta task={task} />
                )}
              </>
            )}
          </div>
          <div className={styles.actions}>
            <IconButton
              label={`${t("task.edit")}: ${task.title}`}
              hint={t("task.edit")}
              shortcut="e"
              tabIndex={tabIndex}
              onClick={edit}
            >
              <Pencil size={16} aria-hidden />
            </IconButton>
            <TaskMenu task={task} tabIndex={tabIndex} onEdit={edit} />
          </div>
        </div>
      </div>
    </div>
  );
});
