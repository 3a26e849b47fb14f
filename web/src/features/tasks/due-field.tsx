import { Calendar } from "lucide-react";
import type { Due } from "~/lib/data/due.ts";
import { dueWords } from "~/lib/dates.ts";
import { t } from "~/lib/i18n/t.ts";
import { useNow } from "~/lib/now.ts";
import { lazyAhead } from "~/ui/lazy-ahead.ts";
import { Popup } from "~/ui/popup.tsx";
import { TextButton } from "~/ui/text-button.tsx";

const DuePicker = lazyAhead(() => import("./due-picker.tsx"));

interface DueFieldProps {
  readonly due: Due | null;
  readonly onChange: (due: Due | null) => void;
}

/** When a task is due, as a button to the sheet where that is chosen. */
export function DueField({ due, onChange }: DueFieldProps) {
  const now = useNow();
  const words = due === null ? t("due.none") : dueWords(due, now);
  return (
    <Popup
      opens="dialog"
      button={(opener) => (
        <TextButton {...opener} aria-label={`${t("due.label")}: ${words}`}>
          <Calendar size={15} aria-hidden />
          {due === null ? t("due.label") : words}
        </TextButton>
      )}
      content={(overlay) => <DuePicker due={due} onChange={onChange} {...overlay} />}
    />
  );
}
