import { type FormEvent, type KeyboardEvent, useEffect, useId, useRef, useState } from "react";
import { type Due, isDue, sameDue } from "~/lib/data/due.ts";
import { characters, DESCRIPTION_LIMIT, type Task, TITLE_LIMIT } from "~/lib/data/task.ts";
import { type Day, dayAt } from "~/lib/days.ts";
import { readDraft, writeDraft } from "~/lib/drafts.ts";
import { t } from "~/lib/i18n/t.ts";
import { dueUnder, isRecurrence, type Recurrence, sameRecurrence } from "~/lib/recurrence/recurrence.ts";
import { useUser } from "~/lib/session/use-user.ts";
import { Button } from "~/ui/button.tsx";
import { toast } from "~/ui/toast.ts";
import { DueField } from "./due-field.tsx";
import { ListField } from "./list-field.tsx";
import { openTask } from "./open-task.ts";
import { PriorityField } from "./priority-field.tsx";
import { RepeatField } from "./repeat-field.tsx";
import { StartField } from "./start-field.tsx";
import { editTask } from "./task-actions.ts";
import styles from "./task-editor.module.css";

interface Draft {
  readonly title: string;
  readonly description: string;
  readonly priority: number;
  readonly due: Due | null;
  readonly recurrence: Recurrence | null;
  readonly start: Day | null;
  readonly list_id: string | null;
}

/** What of a draft was kept; where something of another kind stands instead, the task's own counts. */
type KeptDraft = Pick<Draft, "title" | "description"> & Partial<Draft>;

function isDraft(value: unknown): value is KeptDraft {
  return (
    typeof value === "object" &&
    value !== null &&
    "title" in value &&
    typeof value.title === "string" &&
    "description" in value &&
    typeof value.description === "string" &&
    (!("priority" in value) || typeof value.priority === "number") &&
    (!("due" in value) || isDue(value.due)) &&
    (!("recurrence" in value) || isRecurrence(value.recurrence)) &&
    (!("start" in value) || value.start === null || typeof value.start === "string") &&
    (!("list_id" in value) || value.list_id === null || typeof value.list_id === "string")
  );
}

interface TaskEditorProps {
  readonly task: Task;
  readonly onClose: () => void;
}

/**
 * Everything about a task as fields. What is typed survives a reload. Escape puts it aside; turning to
 * something else saves it.
 */
export function TaskEditor({ task, onClose }: TaskEditorProps) {
  const { id: subject } = useUser();
  const draftName = `edit.${task.id}`;
  // What the edit started from: fields changed elsewhere meanwhile are not part of it.
  const [base] = useState(task);
  const saved: Draft = {
    title: base.title,
    description: base.description ?? "",
    priority: base.priority,
    due: base.due ?? null,
    recurrence: base.recurrence ?? null,
    start: base.start ?? null,
    list_id: base.list_id ?? null,
  };
  const [draft, setDraft] = useState((): Draft => ({ ...saved, ...readDraft(subject, draftName, isDraft) }));
  const problemId = useId();
  const hintId = useId();

  const title = draft.title.trim();
  const titleOver = characters(title) - TITLE_LIMIT;
  const descriptionOver = characters(draft.description) - DESCRIPTION_LIMIT;
  const problem =
    title === ""
      ? t("editor.titleMissing")
      : titleOver > 0
        ? t("editor.titleLong", { over: titleOver })
        : descriptionOver > 0
          ? t("editor.descriptionLong", { over: descriptionOver })
          : null;
  const changed =
    draft.title !== saved.title ||
    draft.description !== saved.description ||
    draft.priority !== saved.priority ||
    draft.list_id !== saved.list_id ||
    !sameDue(draft.due, saved.due) ||
    !sameRecurrence(draft.recurrence, saved.recurrence) ||
    draft.start !== saved.start;

  function change(fields: Partial<Draft>): void {
    const next = { ...draft, ...fields };
    setDraft(next);
    writeDraft(subject, draftName, next);
  }

  const settled = useRef(false);

  function send(): void {
    settled.current = true;
    const { priority, due, recurrence, start, list_id } = draft;
    const description = draft.description.trim() === "" ? null : draft.description;
    editTask(base, { title, description, priority, due, recurrence, start, list_id });
    writeDraft(subject, draftName, null);
  }

  const sendOnLeave = useRef(() => {});
  useEffect(() => {
    sendOnLeave.current = () => {
      if (!settled.current && changed && problem === null) send();
    };
  });
  useEffect(() => () => sendOnLeave.current(), []);

  function save(event?: FormEvent): void {
    event?.preventDefault();
    if (problem !== null) return;
    send();
    onClose();
  }

  function cancel(): void {
    settled.current = true;
    writeDraft(subject, draftName, null);
    onClose();
    if (!changed) return;
    toast({
      text: t("editor.discarded"),
      action: {
        label: t("editor.bringBack"),
        run: () => {
          writeDraft(subject, draftName, draft);
          openTask({ id: task.id, mode: "edit" });
        },
      },
    });
  }

  function onKeyDown(event: KeyboardEvent): void {
    // What is pressed in a sheet beside the editor is the sheet's.
    if (!(event.target instanceof Node) || !event.currentTarget.contains(event.target)) return;
    if (event.nativeEvent.isComposing) return;
    if (event.key === "Escape") {
      event.stopPropagation();
      cancel();
    } else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      save();
    }
  }

  return (
    <form
      className={styles.editor}
      aria-label={t("editor.label", { title: task.title })}
      onSubmit={save}
      onKeyDown={onKeyDown}
    >
      <textarea
        className={styles.title}
        name="title"
        aria-label={t("editor.title")}
        aria-invalid={title === "" || titleOver > 0 || undefined}
        aria-describedby={problemId}
        rows={1}
        dir="auto"
        // biome-ignore lint/a11y/noAutofocus: the person has just asked to edit this
        autoFocus
        value={draft.title}
        onFocus={(event) => event.currentTarget.setSelectionRange(draft.title.length, draft.title.length)}
        onChange={(event) => change({ title: event.target.value.replace(/\s*\n\s*/g, " ") })}
        onKeyDown={(event) => {
          if (event.key === "Enter" && !event.nativeEvent.isComposing) {
            event.preventDefault();
            save();
          }
        }}
      />
      <textarea
        className={styles.description}
        name="description"
        aria-label={t("editor.description")}
        aria-invalid={descriptionOver > 0 || undefined}
        aria-describedby={`${hintId} ${problemId}`}
        placeholder={t("task.addDescription")}
        rows={3}
        dir="auto"
        value={draft.description}
        onChange={(event) => change({ description: event.target.value })}
      />
      <div className={styles.fields}>
        <DueField
          due={draft.due}
          onChange={(due) => change({ due, ...(due === null && { recurrence: null }) })}
        />
        <RepeatField
          due={draft.due}
          recurrence={draft.recurrence}
          onChange={(recurrence) =>
            change({
              recurrence,
              ...(recurrence !== null && { due: dueUnder(recurrence, draft.due, dayAt(new Date())) }),
            })
          }
        />
        <StartField start={draft.start} onChange={(start) => change({ start })} />
        <PriorityField priority={draft.priority} onChange={(priority) => change({ priority })} />
        <ListField value={draft.list_id} onChange={(list_id) => change({ list_id })} />
      </div>
      <p id={problemId} className={styles.problem} aria-live="polite">
        {problem}
      </p>
      <div className={styles.foot}>
        <p id={hintId} className={styles.hint}>
          {t("editor.descriptionHint")}
        </p>
        <div className={styles.buttons}>
          <Button look="plain" onClick={cancel}>
            {t("app.cancel")}
          </Button>
          <Button type="submit" look="primary" disabled={problem !== null}>
            {t("editor.save")}
          </Button>
        </div>
      </div>
    </form>
  );
}
