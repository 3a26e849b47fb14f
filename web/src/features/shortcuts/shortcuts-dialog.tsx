import type { MessageKey } from "~/lib/i18n/t.ts";
import { t } from "~/lib/i18n/t.ts";
import { shortcutKeys } from "~/lib/preferences.ts";
import { useChoice } from "~/lib/stored-choice.ts";
import { Checkbox } from "~/ui/checkbox.tsx";
import { Dialog } from "~/ui/dialog.tsx";
import { Keys } from "~/ui/keys.tsx";
import styles from "./shortcuts-dialog.module.css";

type PlainKey = Extract<MessageKey, `shortcuts.${string}`>;

interface Entry {
  readonly name: PlainKey;
  /** Each of them does it; two with a space between are pressed one after the other. */
  readonly keys: readonly string[];
}

const GROUPS: ReadonlyArray<{ readonly name: PlainKey; readonly entries: readonly Entry[] }> = [
  {
    name: "shortcuts.group.everywhere",
    entries: [
      { name: "shortcuts.add", keys: ["q"] },
      { name: "shortcuts.search", keys: ["/"] },
      { name: "shortcuts.filter", keys: ["f"] },
      { name: "shortcuts.newList", keys: ["Shift+l"] },
      { name: "shortcuts.undo", keys: ["z"] },
      { name: "shortcuts.redo", keys: ["Shift+z"] },
      { name: "shortcuts.palette", keys: ["Mod+k"] },
      { name: "shortcuts.help", keys: ["?"] },
    ],
  },
  {
    name: "shortcuts.group.task",
    entries: [
      { name: "shortcuts.next", keys: ["j", "ArrowDown"] },
      { name: "shortcuts.previous", keys: ["k", "ArrowUp"] },
      { name: "shortcuts.complete", keys: ["x", "Space"] },
      { name: "shortcuts.edit", keys: ["e", "Enter"] },
      { name: "shortcuts.due", keys: ["d"] },
      { name: "shortcuts.repeat", keys: ["r"] },
      { name: "shortcuts.priority", keys: ["p"] },
      { name: "shortcuts.setPriority", keys: ["1", "2", "3", "4"] },
      { name: "shortcuts.move", keys: ["m"] },
      { name: "shortcuts.details", keys: ["ArrowRight", "ArrowLeft"] },
      { name: "shortcuts.delete", keys: ["Delete"] },
    ],
  },
  {
    name: "shortcuts.group.goTo",
    entries: [
      { name: "shortcuts.goToday", keys: ["g t"] },
      { name: "shortcuts.goUpcoming", keys: ["g u"] },
      { name: "shortcuts.goInbox", keys: ["g i"] },
      { name: "shortcuts.goTasks", keys: ["g o"] },
      { name: "shortcuts.goDone", keys: ["g c"] },
      { name: "shortcuts.goAll", keys: ["g a"] },
    ],
  },
];

interface ShortcutsDialogProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

export function ShortcutsDialog({ isOpen, onClose }: ShortcutsDialogProps) {
  const enabled = useChoice(shortcutKeys) === "on";
  return (
    <Dialog title={t("shortcuts.title")} isOpen={isOpen} onClose={onClose} width="wide">
      <p className={styles.lead}>{t("shortcuts.lead")}</p>
      <div className={styles.groups}>
        {GROUPS.map((group) => (
          <section key={group.name} aria-label={t(group.name)}>
            <h3 className={styles.name}>{t(group.name)}</h3>
            <dl>
              {group.entries.map(({ name, keys }) => (
                <div key={name} className={styles.entry}>
                  <dt>{t(name)}</dt>
                  <dd>
                    {keys.map((alternative, index) => (
                      <span key={alternative} className={styles.keys}>
                        {index === 0 ? null : <span className={styles.word}>{t("shortcuts.or")}</span>}
                        {alternative.split(" ").map((key, position) => (
                          <span key={key} className={styles.keys}>
                            {position === 0 ? null : (
                              <span className={styles.word}>{t("shortcuts.then")}</span>
                            )}
                            <Keys keys={key} />
                          </span>
                        ))}
                      </span>
                    ))}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
      <Checkbox isSelected={enabled} onChange={(on) => shortcutKeys.choose(on ? "on" : "off")}>
        {t("shortcuts.enabled")}
      </Checkbox>
    </Dialog>
  );
}
