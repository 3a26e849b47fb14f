import { type FormEvent, useState } from "react";
import { COLOURS, type Colour, LIST_NAME_LIMIT, type List } from "~/lib/data/list.ts";
import { characters } from "~/lib/data/task.ts";
import { useLists } from "~/lib/data/use-lists.ts";
import { t } from "~/lib/i18n/t.ts";
import { useUser } from "~/lib/session/use-user.ts";
import { Button } from "~/ui/button.tsx";
import { ColourDot } from "~/ui/colour-dot.tsx";
import { Dialog } from "~/ui/dialog.tsx";
import { TextField } from "~/ui/text-field.tsx";
import { changeLooks, makeList } from "./list-actions.ts";
import styles from "./looks-dialog.module.css";

interface LooksDialogProps {
  /** Null: a new one. */
  readonly list: List | null;
  readonly onClose: () => void;
  readonly onMade: (id: string) => void;
}

/** The colour that the fewest lists have, the first of those. */
function rarest(lists: readonly List[]): Colour {
  const count = (colour: Colour) => lists.filter((list) => list.colour === colour).length;
  return COLOURS.toSorted((a, b) => count(a) - count(b))[0] ?? "grey";
}

/** What a list is called and its colour. */
export default function LooksDialog({ list, onClose, onMade }: LooksDialogProps) {
  const { id: subject } = useUser();
  const { lists = [] } = useLists();
  const [name, setName] = useState(list?.name ?? "");
  const [colour, setColour] = useState<Colour>(() => list?.colour ?? rarest(lists));
  const [tried, setTried] = useState(false);

  const over = characters(name.trim()) - LIST_NAME_LIMIT;
  const missing = name.trim() === "";
  const problem =
    over > 0 ? t("lists.nameLong", { over }) : missing && tried ? t("lists.nameMissing") : undefined;

  function save(event: FormEvent): void {
    event.preventDefault();
    setTried(true);
    if (missing || over > 0) return;
    const looks = { name: name.trim(), colour };
    onClose();
    if (list === null) onMade(makeList(subject, looks, lists));
    else changeLooks(list, looks);
  }

  return (
    <Dialog title={t(list === null ? "lists.new" : "lists.edit")} isOpen onClose={onClose}>
      <form className={styles.form} onSubmit={save} noValidate>
        <TextField
          label={t("lists.name")}
          value={name}
          onChange={setName}
          problem={problem}
          autoComplete="off"
          autoFocus
        />
        <fieldset className={styles.colours}>
          <legend className={styles.legend}>{t("lists.colour")}</legend>
          {COLOURS.map((each) => (
            <label key={each} className={styles.colour} title={t(`lists.colour.${each}`)}>
              <input
                type="radio"
                name="colour"
                className={styles.radio}
                checked={each === colour}
                onChange={() => setColour(each)}
              />
              <ColourDot colour={each} />
              <span className="visually-hidden">{t(`lists.colour.${each}`)}</span>
            </label>
          ))}
        </fieldset>
        <div className={styles.buttons}>
          <Button look="plain" onClick={onClose}>
            {t("app.cancel")}
          </Button>
          <Button type="submit" look="primary">
            {t(list === null ? "lists.make" : "lists.save")}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
