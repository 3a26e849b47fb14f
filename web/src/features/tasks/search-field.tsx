import { Search, X } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { SEARCH } from "~/lib/focus-targets.ts";
import { t } from "~/lib/i18n/t.ts";
import styles from "./search-field.module.css";

/** Milliseconds without a keystroke before the search is asked for. */
const PAUSE = 200;

interface SearchFieldProps {
  readonly q: string;
  readonly onSearch: (q: string) => void;
}

export function SearchField({ q, onSearch }: SearchFieldProps) {
  const [text, setText] = useState(q);
  const asked = useRef(q);
  const input = useRef<HTMLInputElement>(null);

  // The address changed by itself (back, a link, "Clear search"): follow it.
  useEffect(() => {
    if (q === asked.current) return;
    asked.current = q;
    setText(q);
  }, [q]);

  useEffect(() => {
    if (text === asked.current) return;
    const timer = setTimeout(
      () => {
        asked.current = text;
        onSearch(text);
      },
      text === "" ? 0 : PAUSE,
    );
    return () => clearTimeout(timer);
  }, [text, onSearch]);

  return (
    <search className={styles.search}>
      <Search className={styles.icon} size={16} aria-hidden />
      <input
        ref={input}
        id={SEARCH}
        type="search"
        className={styles.input}
        aria-label={t("tasks.search.label")}
        placeholder={t("tasks.search.placeholder")}
        maxLength={200}
        dir="auto"
        enterKeyHint="search"
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
          aria-label={t("tasks.search.clear")}
          onClick={() => {
            setText("");
            input.current?.focus();
          }}
        >
          <X size={14} aria-hidden />
        </button>
      )}
    </search>
  );
}
