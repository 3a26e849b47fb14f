import { Plus } from "lucide-react";
import { type ClipboardEvent, type FormEvent, Suspense, useEffect, useMemo, useRef, useState } from "react";
import { announce } from "~/lib/announce.ts";
import type { Due } from "~/lib/data/due.ts";
import { characters, TITLE_LIMIT } from "~/lib/data/task.ts";
import { useLists } from "~/lib/data/use-lists.ts";
import { readDraft, writeDraft } from "~/lib/drafts.ts";
import { QUICK_ADD } from "~/lib/focus-targets.ts";
import { useLanguage } from "~/lib/i18n/language.ts";
import { t } from "~/lib/i18n/t.ts";
import { useNow } from "~/lib/now.ts";
import { loadReader, useReader } from "~/lib/quick-add/reader.ts";
import { useUser } from "~/lib/session/use-user.ts";
import { Button } from "~/ui/button.tsx";
import { lazyAhead, whenQuiet } from "~/ui/lazy-ahead.ts";
import { listNames } from "./list-matches.ts";
import { fitTitle, linesOf } from "./pasted-lines.ts";
import styles from "./quick-add.module.css";
import { addTask, addTasks } from "./task-actions.ts";
import { UnderstoodChips } from "./understood-chips.tsx";
import { useListSuggestions } from "./use-list-suggestions.tsx";

const PasteDialog = lazyAhead(() => import("./paste-dialog.tsx"));

const DRAFT = "add";
const isText = (value: unknown): value is string => typeof value === "string";
const ONE = {
  due: null,
  recurrence: null,
  priority: 4,
  dueWords: [],
  recurrenceWords: [],
  priorityWords: [],
  list: null,
  listWords: [],
} as const;

interface QuickAddProps {
  /** What a task gets that says no date itself. */
  readonly usualDue?: Due | null;
  /** The list that a task goes into which names none; null is the Inbox. */
  readonly usualList?: string | null;
}

/** Lines that were pasted, and what the field says if they are one task. */
interface Pasted {
  readonly lines: readonly string[];
  readonly asOne: string;
}

/**
 * One line that turns into a task on Enter and stays ready for the next. What is shown as understood is what the task gets;
 * until there is something that reads the line, all of it is the title.
 */
export function QuickAdd({ usualDue = null, usualList = null }: QuickAddProps) {
  const { id: subject } = useUser();
  const { name: language } = useLanguage();
  const now = useNow();
  const reader = useReader();
  const { lists } = useLists();
  const named = useMemo(() => listNames(lists ?? []), [lists]);
  const input = useRef<HTMLInputElement>(null);
  const [text, setText] = useState(() => readDraft(subject, DRAFT, isText) ?? "");
  const [plain, setPlain] = useState<readonly string[]>([]);
  const [undated, setUndated] = useState(false);
  const [pasted, setPasted] = useState<Pasted | null>(null);

  // If it fails now, it is fetched when somebody begins to write.
  const load = () => void loadReader(language).catch(() => {});
  useEffect(() => whenQuiet(() => void loadReader(language).catch(() => {})), [language]);

  const understood = useMemo(
    () => reader?.(text, now, plain, named) ?? { ...ONE, title: text.trim() },
    [reader, text, now, plain, named],
  );
  const { title, priority, recurrence, list } = understood;
  const usual = undated || title === "" ? null : usualDue;
  const due = understood.due ?? usual;
  const over = characters(title) - TITLE_LIMIT;

  function change(next: string): void {
    setText(next);
    // Words that were deleted are forgotten: written once more, they count again.
    setPlain((words) => words.filter((word) => next.toLowerCase().includes(word.toLowerCase())));
    writeDraft(subject, DRAFT, next === "" ? null : next);
  }

  function add(event: FormEvent): void {
    event.preventDefault();
    if (title === "" || over > 0) return;
    addTask(subject, { title, due, priority, recurrence, list_id: list === null ? usualList : list.id });
    change("");
    setUndated(false);
    announce(list === null ? t("tasks.added", { title }) : t("lists.addedTo", { title, list: list.name }));
  }

  function giveBack(words: readonly string[]): void {
    setPlain((before) => [...before, ...words]);
    if (words.length === 0) setUndated(true);
    input.current?.focus();
  }

  const suggestions = useListSuggestions({ input, text, onChange: change });

  function onPaste(event: ClipboardEvent<HTMLInputElement>): void {
    const lines = linesOf(event.clipboardData.getData("text/plain"));
    if (lines.length < 2) return;
    event.preventDefault();
    const { selectionStart, selectionEnd } = event.currentTarget;
    const [start, end] = [selectionStart ?? text.length, selectionEnd ?? text.length];
    setPasted({ lines, asOne: text.slice(0, start) + lines.join(" ") + text.slice(end) });
  }

  const asked = useRef(false);
  useEffect(() => {
    if (pasted === null && asked.current) input.current?.focus();
    asked.current = pasted !== null;
  }, [pasted]);

  const tasks = useMemo(
    () => pasted?.lines.map((line) => reader?.(line, now, [], named) ?? { ...ONE, title: line }) ?? [],
    [pasted, reader, now, named],
  );

  return (
    <form className={styles.form} onSubmit={add} aria-label={t("tasks.add.label")}>
      <div className={styles.frame} data-filled={text !== "" || undefined}>
        <Plus className={styles.plus} size={20} strokeWidth={1.75} aria-hidden />
        <input
          ref={input}
          id={QUICK_ADD}
          className={styles.input}
          name="title"
          aria-label={t("tasks.add.label")}
          placeholder={t("tasks.add.placeholder")}
          autoComplete="off"
          enterKeyHint="done"
          dir="auto"
          value={text}
          aria-invalid={over > 0 || undefined}
          aria-describedby={over > 0 ? "quick-add-problem" : undefined}
          onFocus={load}
          onPaste={onPaste}
          onChange={(event) => change(event.target.value)}
          {...suggestions.field}
          onKeyDown={(event) => {
            if (suggestions.onKey(event)) return;
            if (event.key === "Escape") event.currentTarget.blur();
          }}
        />
        <Button type="submit" look="primary" disabled={title === "" || over > 0}>
          {t("tasks.add.submit")}
        </Button>
      </div>
      {suggestions.options}
      <UnderstoodChips understood={{ ...understood, due }} now={now} onGiveBack={giveBack} />
      <p id="quick-add-problem" className={styles.problem} aria-live="polite">
        {over > 0 ? t("tasks.add.tooLong", { over }) : null}
      </p>
      {pasted === null ? null : (
        <Suspense>
          <PasteDialog
            tasks={tasks}
            now={now}
            onAddAll={() => {
              addTasks(
                subject,
                tasks.map((task) => ({
                  ...fitTitle(task.title),
                  priority: task.priority,
                  due: task.due ?? usualDue,
                  recurrence: task.recurrence,
                  list_id: task.list === null ? usualList : task.list.id,
                })),
              );
              setPasted(null);
            }}
            onAsOne={() => {
              change(pasted.asOne);
              setPasted(null);
            }}
            onClose={() => setPasted(null)}
          />
        </Suspense>
      )}
    </form>
  );
}
