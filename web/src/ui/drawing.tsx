import styles from "./drawing.module.css";

const DRAWINGS = {
  /** A cleared page, the pen laid down. */
  clear: (
    <>
      <path
        className={styles.wash}
        d="M30 20h46a5 5 0 0 1 5 5v58a5 5 0 0 1-5 5H30a5 5 0 0 1-5-5V25a5 5 0 0 1 5-5Z"
      />
      <path d="M30 20h46a5 5 0 0 1 5 5v58a5 5 0 0 1-5 5H30a5 5 0 0 1-5-5V25a5 5 0 0 1 5-5Z" />
      <path className={styles.faint} d="M48 39h21M48 54h21M48 69h13" />
      <path d="m34 38.5 2.6 2.6 4.8-5.2M34 53.500l2.6 2.6 4.8-5.2M34 68.500l2.6 2.6 4.800-5.2" />
      <path d="m94 40-17 40-6.500 7 .5-9.500L88 37.400a3.300 3.300 0 0 1 6 2.600Z" className={styles.paper} />
      <path d="m85.500 44 5.900 2.500" />
    </>
  ),
  /** A ring waiting for its first tick. */
  first: (
    <>
      <circle className={styles.wash} cx="60" cy="54" r="33" />
      <path d="M84.500 32A33 33 0 1 0 93 54" />
      <path className={styles.faint} d="m46 55 11 11 33-36" strokeDasharray="3 6" />
      <path className={styles.faint} d="M22 96h76" />
    </>
  ),
  search: (
    <>
      <path
        className={styles.wash}
        d="M26 22h44a5 5 0 0 1 5 5v52a5 5 0 0 1-5 5H26a5 5 0 0 1-5-5V27a5 5 0 0 1 5-5Z"
      />
      <path className={styles.faint} d="M33 38h30M33 51h18M33 64h12" />
      <circle className={styles.paper} cx="71" cy="60" r="19" />
      <path d="m85 74 15 15" strokeWidth="4" />
      <path className={styles.faint} d="M61 57a11 11 0 0 1 8-8" />
    </>
  ),
  /** A cable that has come out of its socket. */
  unplugged: (
    <>
      <path className={styles.wash} d="M68 34h18a16 16 0 0 1 0 40H68Z" />
      <path d="M68 34h14a20 20 0 0 1 0 40H68ZM102 54h10" />
      <path d="M52 38H40a16 16 0 0 0 0 32h12ZM24 54H8" />
      <path d="M52 46h8M52 62h8" />
      <path className={styles.faint} d="m60 22 2-8M50 24l-5-7M60 86l2 8M50 84l-5 7" />
    </>
  ),
  lost: (
    <>
      <path className={styles.wash} d="M20 32 46 22l28 10 26-10v58L74 90 46 80 20 90Z" />
      <path d="M20 32 46 22l28 10 26-10v58L74 90 46 80 20 90ZM46 22v58M74 32v58" />
      <path className={styles.faint} d="M28 66c8-10 14-2 24-10s10-14 18-12" strokeDasharray="3 6" />
      <path d="m80 42 8 8m0-8-8 8" strokeWidth="2.5" />
    </>
  ),
  locked: (
    <>
      <rect className={styles.wash} x="32" y="48" width="56" height="42" rx="8" />
      <rect x="32" y="48" width="56" height="42" rx="8" />
      <path d="M43 48V37a17 17 0 0 1 34 0v11" />
      <circle cx="60" cy="66" r="4" />
      <path d="M60 70v8" />
    </>
  ),
} as const;

export type Drawing = keyof typeof DRAWINGS;

/** A small drawing in the accent; it says nothing that the text beside it does not say. */
export function DrawingOf({ name }: { readonly name: Drawing }) {
  return (
    <svg className={styles.drawing} viewBox="0 0 120 108" fill="none" aria-hidden="true">
      {DRAWINGS[name]}
    </svg>
  );
}
