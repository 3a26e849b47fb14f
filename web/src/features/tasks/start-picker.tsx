import { shortDay } from "~/lib/dates.ts";
import { addDays, type Day, dayAt, nextMonday } from "~/lib/days.ts";
import { t } from "~/lib/i18n/t.ts";
import { useNow } from "~/lib/now.ts";
import { Button } from "~/ui/button.tsx";
import { Calendar } from "~/ui/calendar.tsx";
import { Popover } from "~/ui/popover.tsx";
import type { OpenPopupProps } from "~/ui/popup.tsx";
import styles from "./due-picker.module.css";

interface StartPickerProps extends OpenPopupProps {
  readonly start: Day | null;
  readonly onChange: (start: Day | null) => void;
}

/** Days within reach and a calendar for the others. What is chosen holds at once. */
export default function StartPicker({ start, onChange, onClose, triggerRef }: StartPickerProps) {
  const today = dayAt(useNow());

  function choose(chosen: Day | null): void {
    onChange(chosen);
    onClose();
  }

  const soon = [
    { name: t("due.today"), day: today },
    { name: t("due.tomorrow"), day: addDays(today, 1) },
    { name: t("due.nextWeek"), day: nextMonday(today) },
  ];
  return (
    <Popover label={t("start.label")} triggerRef={triggerRef} onClose={onClose}>
      <div className={styles.picker}>
        <div className={styles.soon}>
          {soon.map((choice, index) => (
            <Button key={choice.name} look="plain" autoFocus={index === 0} onClick={() => choose(choice.day)}>
              {choice.name}
              <span className={styles.hint}>{shortDay(choice.day)}</span>
            </Button>
          ))}
          <Button look="plain" onClick={() => choose(null)}>
            {t("start.none")}
          </Button>
        </div>
        <Calendar label={t("start.label")} value={start} today={today} onChoose={choose} />
      </div>
    </Popover>
  );
}
