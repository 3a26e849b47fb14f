import { Suspense, useEffect, useMemo, useRef } from "react";
import { lazyAhead } from "~/ui/lazy-ahead.ts";
import { closePicker, usePicker } from "./pickers.ts";
import { setDue, setPriority } from "./task-actions.ts";

const DuePicker = lazyAhead(() => import("./due-picker.tsx"));
const PriorityChoices = lazyAhead(() => import("./priority-choices.tsx"));

/** Where dates and priorities are chosen for the tasks of a page. Belongs on the page once. */
export function TaskPickers() {
  const picker = usePicker();
  const triggerRef = useMemo(() => ({ current: picker?.anchor ?? null }), [picker]);

  // Once the sheet is gone; React Aria would look for a place a frame later, when the next key may have come.
  const giveBack = useRef<(() => void) | null>(null);
  useEffect(() => {
    if (picker === null) giveBack.current?.();
    giveBack.current = picker?.giveBack ?? null;
  }, [picker]);

  if (picker === null) return null;
  const { kind, task } = picker;
  const overlay = { triggerRef, onClose: closePicker };
  return (
    <Suspense>
      {kind === "due" ? (
        <DuePicker due={task.due ?? null} onChange={(due) => setDue(task, due)} {...overlay} />
      ) : (
        <PriorityChoices
          priority={task.priority}
          onChange={(priority) => setPriority(task, priority)}
          {...overlay}
        />
      )}
    </Suspense>
  );
}
