import { t } from "~/lib/i18n/t.ts";
import styles from "./list-skeleton.module.css";

const WIDTHS = ["62%", "41%", "74%", "53%", "35%", "66%"];

/** Quiet rows in place of the tasks; they appear only if loading takes longer than 150 ms. */
export function ListSkeleton() {
  return (
    <div className={styles.skeleton}>
      <p role="status" className="visually-hidden">
        {t("tasks.loading")}
      </p>
      {WIDTHS.map((width) => (
        <div key={width} className={styles.row} aria-hidden>
          <span className={styles.ring} />
          <span className={styles.line} style={{ width }} />
        </div>
      ))}
    </div>
  );
}
