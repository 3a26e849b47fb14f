import { parseDate } from "@internationalized/date";
import { ChevronLeft, ChevronRight } from "lucide-react";
import { Button } from "react-aria-components/Button";
import {
  Calendar as AriaCalendar,
  CalendarCell,
  CalendarGrid,
  CalendarGridBody,
  CalendarGridHeader,
  CalendarHeaderCell,
} from "react-aria-components/Calendar";
import { Heading } from "react-aria-components/Heading";
import styles from "./calendar.module.css";

interface CalendarProps {
  readonly label: string;
  /** The chosen day, as `2026-12-24`; null: none. */
  readonly value: string | null;
  /** The day with the focus at first, if none is chosen. */
  readonly today: string;
  readonly onChoose: (day: string) => void;
}

/** A month of days to choose from. Weeks begin as they do where the reader is. */
export function Calendar({ label, value, today, onChoose }: CalendarProps) {
  const chosen = value === null ? null : parseDate(value);
  return (
    <AriaCalendar
      aria-label={label}
      value={chosen}
      defaultFocusedValue={chosen ?? parseDate(today)}
      onChange={(date) => onChoose(date.toString())}
      className={styles.calendar}
    >
      <header className={styles.head}>
        <Heading level={3} className={styles.month} />
        <Button slot="previous" className={styles.turn}>
          <ChevronLeft size={18} aria-hidden />
        </Button>
        <Button slot="next" className={styles.turn}>
          <ChevronRight size={18} aria-hidden />
        </Button>
      </header>
      <CalendarGrid className={styles.grid} weekdayStyle="short">
        <CalendarGridHeader>
          {(day) => <CalendarHeaderCell className={styles.weekday}>{day}</CalendarHeaderCell>}
        </CalendarGridHeader>
        <CalendarGridBody>
          {(date) => (
            <CalendarCell
              date={date}
              className={styles.day}
              data-now={date.toString() === today || undefined}
            />
          )}
        </CalendarGridBody>
      </CalendarGrid>
    </AriaCalendar>
  );
}
