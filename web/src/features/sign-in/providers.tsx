import { useState } from "react";
import { t } from "~/lib/i18n/t.ts";
import { authClient } from "~/lib/session/auth-client.ts";
import type { SignInOptions } from "~/lib/session/sign-in-options.ts";
import { Button } from "~/ui/button.tsx";
import { attempt } from "./auth-failure.ts";
import styles from "./providers.module.css";

interface ProvidersProps {
  readonly providers: SignInOptions["providers"];
  /** The path to come back to. */
  readonly next: string;
  readonly failed: boolean;
}

/** The other ways in, if this Taskward has any. */
export function Providers({ providers, next, failed }: ProvidersProps) {
  const [problem, setProblem] = useState(failed ? t("signIn.failed") : undefined);
  if (providers.length === 0) return null;

  async function goTo(provider: string): Promise<void> {
    const failure = await attempt(
      authClient.signIn.social({ provider, callbackURL: next, errorCallbackURL: "/sign-in" }),
    );
    setProblem(failure?.text);
  }

  return (
    <div className={styles.providers}>
      <p className={styles.or}>{t("signIn.orWith")}</p>
      {providers.map(({ id, name }) => (
        <Button key={id} wide onClick={() => void goTo(id)}>
          {t("signIn.with", { provider: name })}
        </Button>
      ))}
      <p role="alert" className={styles.problem}>
        {problem}
      </p>
    </div>
  );
}
