import { type ComponentProps, type ReactNode, useId } from "react";
import styles from "./text-field.module.css";

interface TextFieldProps extends Omit<ComponentProps<"input">, "className" | "id" | "onChange" | "value"> {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  /** A rule, shown before it can be broken. */
  readonly hint?: string;
  /** What is wrong, shown in place; undefined: nothing is. */
  readonly problem?: string | undefined;
  /** Stands at the end of the field, such as the button that shows a password. */
  readonly end?: ReactNode;
}

export function TextField({ label, onChange, hint, problem, end, ...props }: TextFieldProps) {
  const id = useId();
  const hintId = hint === undefined ? null : `${id}-hint`;
  const problemId = problem === undefined ? null : `${id}-problem`;
  const described = [hintId, problemId].filter((part) => part !== null).join(" ");
  return (
    <div className={styles.field} data-invalid={problem !== undefined || undefined}>
      <label htmlFor={id} className={styles.label}>
        {label}
      </label>
      <div className={styles.frame}>
        <input
          {...props}
          id={id}
          className={styles.input}
          dir="auto"
          aria-invalid={problem !== undefined || undefined}
          aria-describedby={described === "" ? undefined : described}
          onChange={(event) => onChange(event.target.value)}
        />
        {end}
      </div>
      {hintId === null ? null : (
        <p id={hintId} className={styles.hint}>
          {hint}
        </p>
      )}
      {problemId === null ? null : (
        <p id={problemId} className={styles.problem}>
          {problem}
        </p>
      )}
    </div>
  );
}
