import styles from "./logo.module.css";

/** The mark: a ring that keeps watch, and the tick that leaves it. */
export function LogoMark() {
  return (
    <svg className={styles.mark} viewBox="0 0 24 24" fill="none" aria-hidden="true">
      <path className={styles.ring} d="M17.6 5.4A8.6 8.6 0 1 0 20.5 11" />
      <path className={styles.tick} d="m8 11.4 3.6 3.6L21 5.4" />
    </svg>
  );
}

export function Logo({ name }: { readonly name: string }) {
  return (
    <span className={styles.logo}>
      <LogoMark />
      <span>{name}</span>
    </span>
  );
}
