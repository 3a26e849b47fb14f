import type { ReactNode } from "react";
import { t } from "~/lib/i18n/t.ts";
import { Logo } from "~/ui/logo.tsx";
import styles from "./auth-card.module.css";

interface AuthCardProps {
  readonly title: string;
  readonly lead: string;
  readonly children: ReactNode;
  /** The way to the other page. */
  readonly aside?: ReactNode;
}

export function AuthCard({ title, lead, children, aside }: AuthCardProps) {
  return (
    <main className={styles.page}>
      <div className={styles.column}>
        <div className={styles.brand}>
          <Logo name={t("app.name")} />
        </div>
        <div className={styles.card}>
          <h1 className={styles.title}>{title}</h1>
          <p className={styles.lead}>{lead}</p>
          {children}
        </div>
        {aside === undefined ? null : <p className={styles.aside}>{aside}</p>}
      </div>
    </main>
  );
}
