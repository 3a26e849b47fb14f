import { t } from "~/lib/i18n/t.ts";
import styles from "./keys.module.css";

const SIGNS: Readonly<Record<string, string>> = {
  ArrowUp: "↑",
  ArrowDown: "↓",
  ArrowLeft: "←",
  ArrowRight: "→",
  Shift: "⇧",
};

/** Keys that are labelled with a word, which is another one on a keyboard for another language. */
const WORDS = ["Enter", "Space", "Delete", "Escape"] as const;

/** Where a command key stands in for Control. */
const isApple = /^(?:Mac|iP)/.test(navigator.platform);

function label(key: string): string {
  if (key === "Mod") return isApple ? "⌘" : t("keys.Control");
  const word = WORDS.find((candidate) => candidate === key);
  if (word !== undefined) return t(`keys.${word}`);
  return SIGNS[key] ?? (key.length === 1 ? key.toUpperCase() : key);
}

/** A key or a combination such as `Shift+z` or `Mod+k`, drawn as key caps. */
export function Keys({ keys }: { readonly keys: string }) {
  return (
    <span className={styles.keys}>
      {keys.split("+").map((key) => (
        <kbd key={key} className={styles.key}>
          {label(key)}
        </kbd>
      ))}
    </span>
  );
}
