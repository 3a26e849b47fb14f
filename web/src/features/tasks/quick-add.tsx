import { Plus } from "lucide-react";
import { type FormEvent, useState } from "react";
import { announce } from "~/lib/announce.ts";
import { characters, TITLE_LIMIT } from "~/lib/data/task.ts";
import { readDraft, writeDraft } from "~/lib/drafts.ts";
import { QUICK_ADD } from "~/lib/focus-targets.ts";
import { t } from "~/lib/i18n/t.ts";
import { useUser } from "~/lib/session/use-user.ts";
import { Button } from "~/ui/button.tsx";
import styles from "./quick-add.module.css";
import { addTask } from "./task-actions.ts";

const DRAFT = "add";
const isText = (value: unknown): value is string => typeof value === "string";

/** One line that turns into a task on Enter and stays ready for the next. */
export function QuickAdd() {
  const { id: subject } = useUser();
  const [title, setTitle] = useState(() => readDraft(subject, DRAFT, isText) ?? "");
  const over = characters(title.trim()) - TITLE_LIMIT;

  function change(text: string): void {
    setTitle(text);
    writeDraft(subject, DRAFT, text === "" ? null : text);
  }

  function add(event: FormEvent): void {
    event.preventDefault();
    const trimmed = title.trim();
    if (trimmed === "" || over > 0) return;
    addTask(subject, trimmed);
    change("");
    announce(t("tasks.added", { title: trimmed }));
  }

  return (
    <form className={styles.form} onSubmit={add} aria-label={t("tasks.add.label")}>
      <div className={styles.frame} data-filled={title !== "" || undefined}>
        <Plus className={styles.plus} size={20} strokeWidth={1.75} aria-hidden />
        <input
          id={QUICK_ADD}
          className={styles.input}
          name="title"
          aria-label={t("tasks.add.label")}
          placeholder={t("tasks.add.placeholder")}
          autoComplete="off"
          enterKeyHint="done"
          dir="auto"
          value={title}
          aria-invalid={over > 0 || undefined}
          aria-describedby={over > 0 ? "quick-add-problem" : undefined}
          onChange={(event) => change(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === "Escape") event.currentTarget.blur();
          }}
        />
        <Button type="submit" look="primary" disabled={title.trim() === "" || over > 0}>
          {t("tasks.add.submit")}
        </Button>
      </div>
      <p id="quick-add-problem" className={styles.problem} aria-live="polite">
        {over > 0 ? t("tasks.add.tooLong", { over }) : null}
      </p>
    </form>
  );
}
