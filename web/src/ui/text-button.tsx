import type { ComponentProps } from "react";
import styles from "./text-button.module.css";

/** A small button that looks like the text it stands in. */
export function TextButton(props: Omit<ComponentProps<"button">, "className" | "type">) {
  return <button {...props} type="button" className={styles.button} />;
}
