import { t } from "~/lib/i18n/t.ts";
import styles from "./filter-help.module.css";

/** Filters that say something by themselves, and what each lets through. */
const EXAMPLES = [
  ["due:<=today", "filter.example.today"],
  ["due:today..+7d", "filter.example.week"],
  ["overdue", "filter.example.overdue"],
  ["no:due", "filter.example.noDue"],
  ["priority:1..2", "filter.example.priority"],
  ["list:House", "filter.example.list"],
  ["-list:House", "filter.example.notList"],
  ['"exact words"', "filter.example.words"],
  ["milk or bread", "filter.example.or"],
] as const;

interface FilterHelpProps {
  readonly open: boolean;
  /** Takes an example into the filter. */
  readonly onExample: (example: string) => void;
}

/** What can be written into a filter, by examples to press. */
export function FilterHelp({ open, onExample }: FilterHelpProps) {
  return (
    <details className={styles.help} open={open}>
      <summary className={styles.summary}>{t("filter.help")}</summary>
      <ul className={styles.examples}>
        {EXAMPLES.map(([example, words]) => (
          <li key={example} className={styles.example}>
            <button type="button" className={styles.code} onClick={() => onExample(example)}>
              <code>{example}</code>
            </button>
            <span className={styles.words}>{t(words)}</span>
          </li>
        ))}
      </ul>
      <p className={styles.together}>{t("filter.together")}</p>
    </details>
  );
}
