import { ListFilter, X } from "lucide-react";
import { type RefObject, useEffect, useRef, useState } from "react";
import { FILTER } from "~/lib/focus-targets.ts";
import { t } from "~/lib/i18n/t.ts";
import { TextButton } from "~/ui/text-button.tsx";
import styles from "./filter-field.module.css";
import { cutAt, type FilterMistake } from "./filter-mistake.ts";

/** Milliseconds without a keystroke before the filter is asked for. */
const PAUSE = 250;
/** The most that the server reads. */
const LONGEST = 1_000;

interface FilterFieldProps {
  readonly input: RefObject<HTMLInputElement | null>;
  /** The filter that is asked for. */
  readonly filter: string;
  readonly onFilter: (filter: string) => void;
  /** What is wrong with the filter that is asked for. */
  readonly mistake: FilterMistake | null;
}

/** Where a filter is written. What is not understood is shown below, marked where it stands. */
export function FilterField({ input, filter, onFilter, mistake }: FilterFieldProps) {
  const [text, setText] = useState(filter);
  const asked = useRef(filter);

  // The address changed by itself (back, an example): follow it.
  useEffect(() => {
    if (filter === asked.current) return;
    asked.current = filter;
    setText(filter);
  }, [filter]);

  useEffect(() => {
    if (text === asked.current) return;
    const timer = setTimeout(
      () => {
        asked.current = text.trim() === "" ? "" : text;
        onFilter(text);
      },
      text === "" ? 0 : PAUSE,
    );
    return () => clearTimeout(timer);
  }, [text, onFilter]);

  // While one goes on typing, it is about what was there before.
  const shown = mistake !== null && text === filter ? mistake : null;
  const [before, wrong, after] = shown === null ? ["", "", ""] : cutAt(filter, shown);

  return (
    <search className={styles.filter}>
      <div className={styles.frame} data-invalid={shown !== null || undefined}>
        <ListFilter className={styles.icon} size={18} aria-hidden />
        <input
          ref={input}
          id={FILTER}
          type="text"
          className={styles.input}
          aria-label={t("filter.label")}
          aria-invalid={shown !== null || undefined}
          aria-describedby={shown === null ? undefined : "filter-mistake"}
          placeholder="due:<=today priority:1..2"
          maxLength={LONGEST}
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          enterKeyHint="search"
          // biome-ignore lint/a11y/noAutofocus: the view is there to write this
          autoFocus={filter === ""}
          value={text}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={(event) => {
            if (event.key !== "Escape") return;
            event.preventDefault();
            if (text === "") event.currentTarget.blur();
            else setText("");
          }}
        />
        {text === "" ? null : (
          <button
            type="button"
            className={styles.clear}
            aria-label={t("filter.clear")}
            onClick={() => {
              setText("");
              input.current?.focus();
            }}
          >
            <X size={14} aria-hidden />
          </button>
        )}
      </div>
      <div role="status" className={styles.mistake}>
        {shown === null ? null : (
          <>
            <p className={styles.echo} aria-hidden>
              {before}
              <mark className={styles.wrong}>{wrong === "" ? "\u00a0" : wrong}</mark>
              {after}
            </p>
            <p className={styles.why}>
              <span id="filter-mistake">
                {wrong === "" ? null : <q className="visually-hidden">{wrong}</q>}{" "}
                {t(wrong === "" && after === "" ? "filter.wrongEnd" : "filter.wrong", {
                  message: shown.message,
                })}
              </span>
              <TextButton
                onClick={() => {
                  input.current?.focus();
                  input.current?.setSelectionRange(before.length, before.length + wrong.length);
                }}
              >
                {t("filter.goThere")}
              </TextButton>
            </p>
          </>
        )}
      </div>
    </search>
  );
}
