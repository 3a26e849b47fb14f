import type { ReactNode } from "react";
import styles from "./alone.module.css";

/** A page without the shell, its content in the middle. */
export function Alone({ children }: { readonly children: ReactNode }) {
  return <main className={styles.alone}>{children}</main>;
}
