import { t } from "~/lib/i18n/t.ts";
import { LogoMark } from "~/ui/logo.tsx";
import styles from "./starting.module.css";

/** While it is not known who is here; drawn only if that takes a moment. */
export function Starting() {
  return (
    <main className={styles.starting}>
      <LogoMark />
      <p role="status" className="visually-hidden">
        {t("app.starting")}
      </p>
    </main>
  );
}
