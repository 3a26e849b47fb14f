import { CalendarClock } from "lucide-react";
import { dayWords } from "~/lib/dates.ts";
import type { Day } from "~/lib/days.ts";
import { t } from "~/lib/i18n/t.ts";
import { useNow } from "~/lib/now.ts";
import { lazyAhead } from "~/ui/lazy-ahead.ts";
import { Popup } from "~/ui/popup.tsx";
import { TextButton } from "~/ui/text-button.tsx";

const StartPicker = lazyAhead(() => import("./start-picker.tsx"));

interface StartFieldProps {
  readonly start: Day | null;
  readonly onChange: (start: Day | null) => void;
}

/** From when on there is something to do, as a button to the sheet where that is chosen. */
export function StartField({ start, onChange }: StartFieldProps) {
  const now = useNow();
  const words = start === null ? t("start.none") : t("start.from", { day: dayWords(start, now) });
  return (
    <Popup
      opens="dialog"
      button={(opener) => (
        <TextButton {...opener} aria-label={`${t("start.label")}: ${words}`}>
          <CalendarClock size={15} aria-hidden />
          {start === null ? t("start.label") : words}
        </TextButton>
      )}
      content={(overlay) => <StartPicker start={start} onChange={onChange} {...overlay} />}
    />
  );
}
