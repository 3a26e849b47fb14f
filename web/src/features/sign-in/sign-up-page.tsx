import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { t } from "~/lib/i18n/t.ts";
import { signInOptionsQuery } from "~/lib/session/sign-in-options.ts";
import { useTitle } from "~/lib/use-title.ts";
import { AuthCard } from "./auth-card.tsx";
import { Providers } from "./providers.tsx";
import { SignUpForm } from "./sign-up-form.tsx";

interface SignUpPageProps {
  /** The path to go to afterwards. */
  readonly next: string;
  /** Signing in with a provider has just failed. */
  readonly failed: boolean;
  readonly onSignedIn: () => void | Promise<void>;
}

export function SignUpPage({ next, failed, onSignedIn }: SignUpPageProps) {
  const { data: options } = useQuery(signInOptionsQuery);
  useTitle(t("signUp.title"));
  const open = options?.signUp ?? true;
  return (
    <AuthCard
      title={t("signUp.title")}
      lead={open ? t("signUp.lead") : t("signUp.off")}
      aside={
        <>
          {t("signUp.haveAccount")}{" "}
          <Link to="/sign-in" search={{ next }}>
            {t("signUp.toSignIn")}
          </Link>
        </>
      }
    >
      {open && options !== undefined ? (
        <>
          <SignUpForm options={options} onSignedIn={onSignedIn} />
          <Providers providers={options.providers} next={next} failed={failed} />
        </>
      ) : null}
    </AuthCard>
  );
}
