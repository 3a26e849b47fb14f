import { Check, Plus } from "lucide-react";
import { useEffect, useRef } from "react";
import { t } from "~/lib/i18n/t.ts";
import { ColourDot } from "~/ui/colour-dot.tsx";
import styles from "./list-options.module.css";

/** A list that can be chosen, the Inbox (`id` is null), or one that would be made. */
export interface ListOption {
  readonly id: string | null;
  readonly name: string;
  readonly colour: string | null;
  readonly isNew?: boolean;
}

export const optionId = (listbox: string, index: number): string => `${listbox}-${index}`;

interface ListOptionsProps {
  /** Id of the listbox; its options' ids are made of it. */
  readonly id: string;
  readonly options: readonly ListOption[];
  /** The one that Enter chooses; -1: none. */
  readonly active: number;
  /** The list that it is now; undefined where nothing is chosen yet. */
  readonly value?: string | null | undefined;
  readonly onChoose: (option: ListOption) => void;
}

/** The lists that a field offers while one types. The focus stays in the field. */
export function ListOptions({ id, options, active, value, onChoose }: ListOptionsProps) {
  const listbox = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const [box, option] = [listbox.current, listbox.current?.children[active]];
    if (box === null || !(option instanceof HTMLElement)) return;
    // Only the list may scroll: a sheet closes when the page does.
    const [top, bottom] = [option.offsetTop, option.offsetTop + option.offsetHeight];
    if (top < box.scrollTop) box.scrollTop = top;
    else if (bottom > box.scrollTop + box.clientHeight) box.scrollTop = bottom - box.clientHeight;
  }, [active]);
  return (
    <div ref={listbox} id={id} role="listbox" aria-label={t("lists.label")} className={styles.options}>
      {options.map((option, index) => (
        // biome-ignore lint/a11y/useFocusableInteractive: the field has the focus and names the active option
        // biome-ignore lint/a11y/useKeyWithClickEvents: the field has the keys
        <div
          key={option.isNew ? "new" : (option.id ?? "inbox")}
          id={optionId(id, index)}
          role="option"
          aria-selected={index === active}
          className={styles.option}
          // The field keeps the focus.
          onPointerDown={(event) => event.preventDefault()}
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => onChoose(option)}
        >
          {option.isNew ? (
            <Plus size={14} className={styles.plus} aria-hidden />
          ) : (
            <ColourDot colour={option.colour} />
          )}
          <span className={styles.name} dir="auto">
            {option.isNew ? t("lists.makeNamed", { name: option.name }) : option.name}
          </span>
          {value !== undefined && !option.isNew && option.id === value ? (
            <>
              <span className="visually-hidden">{t("lists.now")}</span>
              <Check size={16} className={styles.check} aria-hidden />
            </>
          ) : null}
        </div>
      ))}
    </div>
  );
}
