import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { t } from "~/lib/i18n/t.ts";
import { signInOptionsQuery } from "~/lib/session/sign-in-options.ts";
import { useTitle } from "~/lib/use-title.ts";
import { AuthCard } from "./auth-card.tsx";
import { Providers } from "./providers.tsx";
import { SignInForm } from "./sign-in-form.tsx";

interface SignInPageProps {
  /** The path to go to afterwards. */
  readonly next: string;
  /** Signing in with a provider has just failed. */
  readonly failed: boolean;
  readonly onSignedIn: () => void | Promise<void>;
}

export function SignInPage({ next, failed, onSignedIn }: SignInPageProps) {
  const { data: options } = useQuery(signInOptionsQuery);
  useTitle(t("signIn.title"));
  const aside = options?.signUp ? (
    <>
      {t("signIn.noAccount")}{" "}
      <Link to="/sign-up" search={{ next }}>
        {t("signIn.toSignUp")}
      </Link>
    </>
  ) : undefined;
  return (
    <AuthCard title={t("signIn.title")} lead={t("signIn.lead")} aside={aside}>
      <SignInForm onSignedIn={onSignedIn} />
      <Providers providers={options?.providers ?? []} next={next} failed={failed} />
    </AuthCard>
  );
}
