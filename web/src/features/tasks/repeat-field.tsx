import { Repeat } from "lucide-react";
import { Suspense, useEffect, useRef, useState } from "react";
import type { Due } from "~/lib/data/due.ts";
import { t } from "~/lib/i18n/t.ts";
import type { Recurrence } from "~/lib/recurrence/recurrence.ts";
import { recurrenceWords } from "~/lib/recurrence/words.ts";
import { lazyAhead } from "~/ui/lazy-ahead.ts";
import { TextButton } from "~/ui/text-button.tsx";

const RepeatChoices = lazyAhead(() => import("./repeat-choices.tsx"));
const RepeatDialog = lazyAhead(() => import("./repeat-dialog.tsx"));

interface RepeatFieldProps {
  readonly due: Due | null;
  readonly recurrence: Recurrence | null;
  readonly onChange: (recurrence: Recurrence | null) => void;
}

/** How a task comes back, as a button to the menu where that is chosen. */
export function RepeatField({ due, recurrence, onChange }: RepeatFieldProps) {
  const button = useRef<HTMLButtonElement>(null);
  const [open, setOpen] = useState<"choices" | "custom" | null>(null);

  const wasOpen = useRef(false);
  useEffect(() => {
    if (open === null && wasOpen.current) button.current?.focus();
    wasOpen.current = open !== null;
  }, [open]);

  const words = recurrence === null ? t("repeat.none") : recurrenceWords(recurrence, due);
  const shared = { due, recurrence, onChange };
  return (
    <>
      <TextButton
        ref={button}
        aria-haspopup="menu"
        aria-expanded={open !== null}
        aria-label={`${t("repeat.label")}: ${words}`}
        onClick={() => setOpen("choices")}
      >
        <Repeat size={15} aria-hidden />
        {recurrence === null ? t("repeat.label") : words}
      </TextButton>
      <Suspense>
        {open === "choices" ? (
          <RepeatChoices
            {...shared}
            triggerRef={button}
            onCustom={() => setOpen("custom")}
            // It closes itself when something is chosen in it, the way to the dialog included.
            onClose={() => setOpen((now) => (now === "choices" ? null : now))}
          />
        ) : null}
        {open === "custom" ? <RepeatDialog {...shared} onClose={() => setOpen(null)} /> : null}
      </Suspense>
    </>
  );
}
