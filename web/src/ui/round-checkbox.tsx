import styles from "./round-checkbox.module.css";

interface RoundCheckboxProps {
  readonly label: string;
  readonly isSelected: boolean;
  readonly onChange: (selected: boolean) => void;
  readonly tabIndex?: number;
  /** 1 is the highest and 4 is none. The ring has its colour and its number; who reads the page has to be told elsewhere. */
  readonly priority?: number;
}

/** The checkbox of a task: a ring that fills, and a tick that draws itself. */
export function RoundCheckbox({ label, isSelected, onChange, tabIndex, priority = 4 }: RoundCheckboxProps) {
  return (
    <label className={styles.checkbox} data-priority={priority < 4 ? priority : undefined}>
      <input
        type="checkbox"
        className={styles.input}
        aria-label={label}
        tabIndex={tabIndex}
        checked={isSelected}
        onChange={(event) => onChange(event.target.checked)}
      />
      <svg className={styles.ring} viewBox="0 0 22 22" fill="none" aria-hidden="true">
        <circle cx="11" cy="11" r="9.25" />
        {priority < 4 ? (
          <text x="11" y="14.75" textAnchor="middle">
            {priority}
          </text>
        ) : null}
        <path d="m6.9 11.3 2.8 2.8 5.4-5.9" pathLength="1" />
      </svg>
    </label>
  );
}
