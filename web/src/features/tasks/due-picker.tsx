import { useState } from "react";
import { type Due, movedTo, timedAt } from "~/lib/data/due.ts";
import { shortDay } from "~/lib/dates.ts";
import { addDays, dayAt, nextMonday } from "~/lib/days.ts";
import { t } from "~/lib/i18n/t.ts";
import { useNow } from "~/lib/now.ts";
import { readersZone, zoneName } from "~/lib/zones.ts";
import { Button } from "~/ui/button.tsx";
import { Calendar } from "~/ui/calendar.tsx";
import { Popover } from "~/ui/popover.tsx";
import type { OpenPopupProps } from "~/ui/popup.tsx";
import { TextButton } from "~/ui/text-button.tsx";
import { TimeField } from "~/ui/time-field.tsx";
import styles from "./due-picker.module.css";

interface DuePickerProps extends OpenPopupProps {
  readonly due: Due | null;
  readonly onChange: (due: Due | null) => void;
}

/** Days within reach, a calendar for the others, and a time for those who need one. What is chosen holds at once. */
export default function DuePicker({ due, onChange, onClose, triggerRef }: DuePickerProps) {
  const now = useNow();
  const today = dayAt(now);
  const timed = due !== null && "local" in due;
  const day = due === null ? null : "date" in due ? due.date : due.local.slice(0, 10);
  const set = timed ? due.local.slice(11) : null;
  const [time, setTime] = useState<string | null>(set);

  function choose(chosen: Due | null): void {
    onChange(chosen);
    onClose();
  }

  const setThisTime = () => {
    if (time !== null && time !== set) choose(timedAt(time, due, now));
  };

  const soon = [
    { name: t("due.today"), day: today },
    { name: t("due.tomorrow"), day: addDays(today, 1) },
    { name: t("due.nextWeek"), day: nextMonday(today) },
  ];
  const zone = timed ? due.zone : readersZone();

  return (
    <Popover label={t("due.label")} triggerRef={triggerRef} onClose={onClose}>
      <div className={styles.picker}>
        <div className={styles.soon}>
          {soon.map((choice, index) => (
            <Button
              key={choice.name}
              look="plain"
              autoFocus={index === 0}
              onClick={() => choose(movedTo(choice.day, due, now))}
            >
              {choice.name}
              <span className={styles.hint}>{shortDay(choice.day)}</span>
            </Button>
          ))}
          <Button look="plain" onClick={() => choose(null)}>
            {t("due.none")}
          </Button>
        </div>
        <Calendar
          label={t("due.label")}
          value={day}
          today={today}
          onChoose={(chosen) => choose(movedTo(chosen, due, now))}
        />
        <div className={styles.time}>
          <TimeField
            label={zone === readersZone() ? t("due.time") : t("due.timeIn", { place: zoneName(zone) })}
            value={time}
            onChange={setTime}
            onEnter={setThisTime}
          />
          {time === null || time === set ? null : (
            <TextButton onClick={setThisTime}>{t("due.setTime")}</TextButton>
          )}
          {timed ? (
            <TextButton onClick={() => choose(timedAt(null, due, now))}>{t("due.noTime")}</TextButton>
          ) : null}
        </div>
      </div>
    </Popover>
  );
}
