import { parseTime } from "@internationalized/date";
import { Label } from "react-aria-components/Label";
import { TimeField as AriaTimeField, DateInput, DateSegment } from "react-aria-components/TimeField";
import styles from "./time-field.module.css";

interface TimeFieldProps {
  readonly label: string;
  /** A time of day as `09:00`; null: none. */
  readonly value: string | null;
  /** Called with null as long as the hour or the minute is missing. */
  readonly onChange: (time: string | null) => void;
  /** Enter was pressed in it. */
  readonly onEnter: () => void;
}

/** A time of day, typed or stepped through, on the clock that the reader uses. */
export function TimeField({ label, value, onChange, onEnter }: TimeFieldProps) {
  return (
    <AriaTimeField
      granularity="minute"
      value={value === null ? null : parseTime(value)}
      onChange={(time) => onChange(time === null ? null : time.toString().slice(0, 5))}
      onKeyDown={(event) => {
        if (event.key === "Enter") onEnter();
      }}
      className={styles.field}
    >
      <Label className={styles.label}>{label}</Label>
      <DateInput className={styles.input}>
        {(segment) => <DateSegment segment={segment} className={styles.segment} />}
      </DateInput>
    </AriaTimeField>
  );
}
