import { useLists } from "~/lib/data/use-lists.ts";
import { t } from "~/lib/i18n/t.ts";
import { ColourDot } from "~/ui/colour-dot.tsx";
import { lazyAhead } from "~/ui/lazy-ahead.ts";
import { Popup } from "~/ui/popup.tsx";
import { TextButton } from "~/ui/text-button.tsx";
import styles from "./list-mark.module.css";

const ListChooser = lazyAhead(() => import("./list-chooser.tsx"));

interface ListFieldProps {
  /** Null: the Inbox. */
  readonly value: string | null;
  readonly onChange: (id: string | null) => void;
}

/** Which list a task is in, as a button to the sheet where that is chosen. */
export function ListField({ value, onChange }: ListFieldProps) {
  const { byId } = useLists();
  const list = value === null ? undefined : byId.get(value);
  const name = list?.name ?? t("inbox.title");
  return (
    <Popup
      opens="dialog"
      button={(opener) => (
        <TextButton {...opener} aria-label={`${t("lists.label")}: ${name}`}>
          <span className={styles.mark}>
            <ColourDot colour={list?.colour ?? null} />
            <span className={styles.name} dir="auto">
              {name}
            </span>
          </span>
        </TextButton>
      )}
      content={(overlay) => <ListChooser value={value} onChange={onChange} {...overlay} />}
    />
  );
}
