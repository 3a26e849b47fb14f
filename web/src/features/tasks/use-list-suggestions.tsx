import {
  type ComponentProps,
  type KeyboardEvent,
  type ReactNode,
  type RefObject,
  useEffect,
  useId,
  useLayoutEffect,
  useRef,
  useState,
} from "react";
import { announce } from "~/lib/announce.ts";
import { useLists } from "~/lib/data/use-lists.ts";
import { t } from "~/lib/i18n/t.ts";
import { listSign, matchingLists, sameName, writtenList } from "./list-matches.ts";
import { type ListOption, ListOptions, optionId } from "./list-options.tsx";
import styles from "./use-list-suggestions.module.css";

/** So many are offered; one more letter finds the others. */
const OFFERED = 7;

interface Suggesting {
  readonly input: RefObject<HTMLInputElement | null>;
  readonly text: string;
  readonly onChange: (text: string) => void;
}

interface Suggestions {
  /** Belongs on the field. */
  readonly field: Pick<
    ComponentProps<"input">,
    "aria-autocomplete" | "aria-controls" | "aria-activedescendant" | "onInput" | "onSelect" | "onBlur"
  >;
  /** Whether a key was for them. */
  readonly onKey: (event: KeyboardEvent<HTMLInputElement>) => boolean;
  /** What is offered, to be drawn below the field. */
  readonly options: ReactNode;
}

/** Offers lists while somebody writes `/Ho` into a line; the one that is chosen is written out. */
export function useListSuggestions({ input, text, onChange }: Suggesting): Suggestions {
  const { lists } = useLists();
  const listbox = useId();
  const [caret, setCaret] = useState<number | null>(null);
  const [moved, setMoved] = useState<number | null>(null);
  /** The text in which they were sent away. */
  const [closed, setClosed] = useState<string | null>(null);
  const wanted = useRef<number | null>(null);

  const written = caret === null || closed === text ? null : writtenList(text.slice(0, caret));
  const all = written === null || lists === undefined ? [] : matchingLists(lists, written.name);
  const options = lists === undefined || lists.length === 0 ? [] : all.slice(0, OFFERED);
  const { name = "" } = written ?? {};
  const isWhole = name === "" || options.some((option) => sameName(option.name, name));
  const active = moved === null ? (isWhole ? -1 : 0) : Math.min(moved, options.length - 1);
  const isOpen = options.length > 0 && !(options.length === 1 && isWhole && name !== "");

  useEffect(() => {
    if (isOpen) announce(t("lists.offered", { count: options.length }));
  }, [isOpen, options.length]);

  useLayoutEffect(() => {
    if (wanted.current === null) return;
    input.current?.setSelectionRange(wanted.current, wanted.current);
    setCaret(wanted.current);
    wanted.current = null;
  });

  function follow({ selectionStart, selectionEnd }: HTMLInputElement): void {
    setCaret(selectionStart === selectionEnd ? selectionStart : null);
    setMoved(null);
  }

  function choose(option: ListOption): void {
    if (written === null || caret === null) return;
    const before = `${text.slice(0, written.start)}${listSign(option.name)} `;
    // What stood behind the caret of the same word goes with it.
    const after = text.slice(caret).replace(/^\S*\s*/, "");
    wanted.current = before.length;
    setMoved(null);
    setCaret(null);
    onChange(before + after);
    input.current?.focus();
  }

  function onKey(event: KeyboardEvent<HTMLInputElement>): boolean {
    if (!isOpen || event.nativeEvent.isComposing) return false;
    const option = options[active];
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) {
      setMoved((Math.max(active, step > 0 ? -1 : 0) + step + options.length) % options.length);
    } else if ((event.key === "Enter" || event.key === "Tab") && option !== undefined && !event.shiftKey) {
      choose(option);
    } else if (event.key === "Escape") {
      setClosed(text);
    } else {
      return false;
    }
    event.preventDefault();
    return true;
  }

  return {
    field: {
      "aria-autocomplete": "list",
      "aria-controls": isOpen ? listbox : undefined,
      "aria-activedescendant": isOpen && active >= 0 ? optionId(listbox, active) : undefined,
      onInput: (event) => follow(event.currentTarget),
      onSelect: (event) => follow(event.currentTarget),
      onBlur: () => setCaret(null),
    },
    onKey,
    options: isOpen ? (
      <div className={styles.sheet}>
        <ListOptions id={listbox} options={options} active={active} onChoose={choose} />
      </div>
    ) : null,
  };
}
