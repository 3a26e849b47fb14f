import { Suspense, useEffect, useMemo, useRef } from "react";
import type { Recurrence } from "~/lib/recurrence/recurrence.ts";
import { lazyAhead } from "~/ui/lazy-ahead.ts";
import { useLateCompletion } from "./late-completion.ts";
import { closePicker, openPicker, type Picker, usePicker } from "./pickers.ts";
import { moveTask, setDue, setPriority, setRecurrence } from "./task-actions.ts";

const DuePicker = lazyAhead(() => import("./due-picker.tsx"));
const LateDialog = lazyAhead(() => import("./late-dialog.tsx"));
const ListChooser = lazyAhead(() => import("./list-chooser.tsx"));
const PriorityChoices = lazyAhead(() => import("./priority-choices.tsx"));
const RepeatChoices = lazyAhead(() => import("./repeat-choices.tsx"));
const RepeatDialog = lazyAhead(() => import("./repeat-dialog.tsx"));
const WhySheet = lazyAhead(() => import("./why-sheet.tsx"));

/** Where dates, repetition, priorities and lists are chosen for the tasks of a page. Belongs on the page once. */
export function TaskPickers() {
  const picker = usePicker();
  const late = useLateCompletion();
  useGivingBack(picker);
  useGivingBack(late);
  return (
    <Suspense>
      {picker === null ? null : <OpenPicker picker={picker} />}
      {late === null ? null : <LateDialog {...late} />}
    </Suspense>
  );
}

/** Once the sheet is gone; React Aria would look for a place a frame later, when the next key may have come. */
function useGivingBack(opened: { readonly giveBack: () => void } | null): void {
  const giveBack = useRef<(() => void) | null>(null);
  useEffect(() => {
    if (opened === null) giveBack.current?.();
    giveBack.current = opened?.giveBack ?? null;
  }, [opened]);
}

function OpenPicker({ picker }: { readonly picker: Picker }) {
  const { kind, task, anchor } = picker;
  const triggerRef = useMemo(() => ({ current: anchor }), [anchor]);
  const overlay = { triggerRef, onClose: () => closePicker(picker) };
  const due = task.due ?? null;
  const repeat = {
    due,
    recurrence: task.recurrence ?? null,
    onChange: (recurrence: Recurrence | null) => setRecurrence(task, recurrence),
    onClose: overlay.onClose,
  };
  switch (kind) {
    case "due":
      return <DuePicker due={due} onChange={(chosen) => setDue(task, chosen)} {...overlay} />;
    case "priority":
      return (
        <PriorityChoices
          priority={task.priority}
          onChange={(priority) => setPriority(task, priority)}
          {...overlay}
        />
      );
    case "repeat":
      return (
        <RepeatChoices
          {...repeat}
          triggerRef={triggerRef}
          onCustom={() => openPicker("custom-repeat", task, anchor)}
        />
      );
    case "custom-repeat":
      return <RepeatDialog {...repeat} />;
    case "list":
      return (
        <ListChooser
          value={task.list_id ?? null}
          onChange={(id, name) => moveTask(task, id, name)}
          {...overlay}
        />
      );
    case "why":
      return <WhySheet task={task} onClose={overlay.onClose} />;
  }
}
