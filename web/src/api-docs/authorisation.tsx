import { useEffect, useState } from "react";
import { t } from "~/lib/i18n/t.ts";
import { TextField } from "~/ui/text-field.tsx";
import styles from "./authorisation.module.css";
import { currentEmail } from "./caller.ts";

interface AuthorisationProps {
  readonly typedToken: string;
  readonly onTypedToken: (token: string) => void;
}

/** As whom requests are sent: the person who is signed in here, or the bearer of another token. */
export function Authorisation({ typedToken, onTypedToken }: AuthorisationProps) {
  const [email, setEmail] = useState<string | null>();
  useEffect(() => {
    void currentEmail().then(setEmail);
  }, []);
  return (
    <section className={styles.authorisation} aria-label={t("apiDocs.authorisation")}>
      <p role="status">
        {email === undefined ? null : email === null ? (
          <>
            {t("apiDocs.nobody")} <a href="/sign-in?next=%2Fapi%2Fdocs">{t("signIn.title")}</a>
          </>
        ) : (
          t("apiDocs.signedIn", { email })
        )}
      </p>
      <TextField
        label={t("apiDocs.otherToken")}
        hint={t("apiDocs.otherTokenHint")}
        type="password"
        autoComplete="off"
        spellCheck={false}
        value={typedToken}
        onChange={(token) => onTypedToken(token.trim())}
      />
    </section>
  );
}
