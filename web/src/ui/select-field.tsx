import { ChevronDown } from "lucide-react";
import { type ReactNode, useId } from "react";
import styles from "./select-field.module.css";

interface SelectFieldProps<Value extends string> {
  readonly label: string;
  /** The label is for screen readers alone, where what stands around it says enough. */
  readonly quiet?: boolean;
  readonly value: Value;
  readonly values: readonly Value[];
  readonly name: (value: Value) => ReactNode;
  readonly onChoose: (value: Value) => void;
}

/** One of several values, in the browser's own list: on phones nothing is as easy to reach. */
export function SelectField<Value extends string>({
  label,
  quiet = false,
  value,
  values,
  name,
  onChoose,
}: SelectFieldProps<Value>) {
  const id = useId();
  return (
    <div className={styles.field}>
      <label htmlFor={id} className={quiet ? "visually-hidden" : styles.label}>
        {label}
      </label>
      <span className={styles.frame}>
        <select
          id={id}
          className={styles.select}
          value={value}
          onChange={(event) => {
            const chosen = values.find((candidate) => candidate === event.target.value);
            if (chosen !== undefined) onChoose(chosen);
          }}
        >
          {values.map((candidate) => (
            <option key={candidate} value={candidate}>
              {name(candidate)}
            </option>
          ))}
        </select>
        <ChevronDown size={16} className={styles.sign} aria-hidden />
      </span>
    </div>
  );
}
