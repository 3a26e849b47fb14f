import styles from "./colour-dot.module.css";

/** The mark of a list, in one of the twelve colours by name; an empty ring where there is no list. */
export function ColourDot({ colour }: { readonly colour: string | null }) {
  return <span className={styles.dot} data-colour={colour ?? undefined} aria-hidden />;
}
