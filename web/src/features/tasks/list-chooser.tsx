import { type KeyboardEvent, useId, useState } from "react";
import { LIST_NAME_LIMIT, newList } from "~/lib/data/list.ts";
import { characters } from "~/lib/data/task.ts";
import { listStore, useLists } from "~/lib/data/use-lists.ts";
import { t } from "~/lib/i18n/t.ts";
import { newListId } from "~/lib/ids/task-id.ts";
import { useUser } from "~/lib/session/use-user.ts";
import { Popover } from "~/ui/popover.tsx";
import type { OpenPopupProps } from "~/ui/popup.tsx";
import styles from "./list-chooser.module.css";
import { matchingLists, sameName } from "./list-matches.ts";
import { type ListOption, ListOptions, optionId } from "./list-options.tsx";

interface ListChooserProps extends OpenPopupProps {
  /** The list that it is now; null is the Inbox. */
  readonly value: string | null;
  readonly onChange: (id: string | null, name: string) => void;
}

/** Lists to choose from, fewer as one types; a name that there is none of can be made one. */
export default function ListChooser({ value, onChange, triggerRef, onClose }: ListChooserProps) {
  const { id: subject } = useUser();
  const { lists = [] } = useLists();
  const [text, setText] = useState("");
  const [active, setActive] = useState(0);
  const listbox = useId();

  const name = text.trim();
  const found = matchingLists(lists, name, value);
  const canMake =
    name !== "" && characters(name) <= LIST_NAME_LIMIT && !lists.some((list) => sameName(list.name, name));
  const options: readonly ListOption[] = canMake
    ? [...found, { id: null, name, colour: null, isNew: true }]
    : found;

  function choose(option: ListOption): void {
    if (option.isNew) {
      const list = newList(newListId(subject), { name: option.name, colour: "grey" }, lists);
      listStore.submit({ kind: "create", list });
      onChange(list.id, list.name);
    } else {
      onChange(option.id, option.name);
    }
    onClose();
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.nativeEvent.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined && options.length > 0) {
      event.preventDefault();
      setActive((active + step + options.length) % options.length);
    } else if (event.key === "Enter") {
      event.preventDefault();
      const option = options[active];
      if (option !== undefined) choose(option);
    }
  }

  return (
    <Popover label={t("lists.move")} triggerRef={triggerRef} onClose={onClose}>
      <div className={styles.chooser}>
        <input
          className={styles.input}
          role="combobox"
          aria-label={t("lists.find")}
          placeholder={t("lists.find")}
          aria-expanded
          aria-autocomplete="list"
          aria-controls={listbox}
          aria-activedescendant={options.length === 0 ? undefined : optionId(listbox, active)}
          autoComplete="off"
          dir="auto"
          // biome-ignore lint/a11y/noAutofocus: the person has just asked to choose
          autoFocus
          value={text}
          onChange={(event) => {
            setText(event.target.value);
            setActive(0);
          }}
          onKeyDown={onKeyDown}
        />
        <ListOptions id={listbox} options={options} active={active} value={value} onChoose={choose} />
        {options.length === 0 ? <p className={styles.none}>{t("lists.noneFound")}</p> : null}
      </div>
    </Popover>
  );
}
