import { Calendar, Flag, List, Repeat, X } from "lucide-react";
import type { ReactNode } from "react";
import { dueWords } from "~/lib/dates.ts";
import { t } from "~/lib/i18n/t.ts";
import type { Understood } from "~/lib/quick-add/understand.ts";
import { recurrenceWords } from "~/lib/recurrence/words.ts";
import { priorityName } from "./priorities.ts";
import styles from "./understood-chips.module.css";

interface UnderstoodChipsProps {
  readonly understood: Understood;
  readonly now: Date;
  /** Gives words back to the title; none for what nobody said, which is left out. */
  readonly onGiveBack: (words: readonly string[]) => void;
}

/** What was understood of a line, each a button that gives its words back to the title. */
export function UnderstoodChips({ understood, now, onGiveBack }: UnderstoodChipsProps) {
  const { due, recurrence, priority, list } = understood;
  const chips: Array<{ readonly name: string; readonly icon: ReactNode; readonly words: readonly string[] }> =
    [
      ...(due === null
        ? []
        : [
            {
              name: dueWords(due, now),
              icon: <Calendar size={14} aria-hidden />,
              words: understood.dueWords,
            },
          ]),
      ...(recurrence === null
        ? []
        : [
            {
              name: recurrenceWords(recurrence, due),
              icon: <Repeat size={14} aria-hidden />,
              words: understood.recurrenceWords,
            },
          ]),
      ...(priority === 4
        ? []
        : [
            {
              name: priorityName(priority),
              icon: <Flag size={14} aria-hidden />,
              words: understood.priorityWords,
            },
          ]),
      ...(list === null
        ? []
        : [{ name: list.name, icon: <List size={14} aria-hidden />, words: understood.listWords }]),
    ];
  const names = chips.map(({ name }) => name).join("; ");
  return (
    <>
      {chips.length === 0 ? null : (
        <ul className={styles.chips} aria-label={t("quickAdd.understood")}>
          {chips.map(({ name, icon, words }) => (
            <li key={name}>
              <button
                type="button"
                className={styles.chip}
                aria-label={
                  words.length === 0
                    ? t("quickAdd.leaveOut", { what: name })
                    : t("quickAdd.giveBack", { what: name, words: words.join(" ") })
                }
                onClick={() => onGiveBack(words)}
                onKeyDown={(event) => {
                  if (event.key !== "Delete" && event.key !== "Backspace") return;
                  event.preventDefault();
                  onGiveBack(words);
                }}
              >
                {icon}
                {name}
                <X size={14} className={styles.cross} aria-hidden />
              </button>
            </li>
          ))}
        </ul>
      )}
      <p className="visually-hidden" aria-live="polite">
        {names === "" ? null : t("quickAdd.heard", { names })}
      </p>
    </>
  );
}
