import { useState } from "react";
import { t } from "~/lib/i18n/t.ts";
import { authClient } from "~/lib/session/auth-client.ts";
import { Checkbox } from "~/ui/checkbox.tsx";
import { PasswordField } from "~/ui/password-field.tsx";
import { TextField } from "~/ui/text-field.tsx";
import { attempt } from "./auth-failure.ts";
import { AuthForm } from "./auth-form.tsx";
import { emailProblem } from "./email.ts";
import { useAuthForm } from "./use-auth-form.ts";

interface SignInFormProps {
  /** Filled in already, when it is known who should sign in. */
  readonly email?: string;
  readonly onSignedIn: () => void | Promise<void>;
}

export function SignInForm({ email: known = "", onSignedIn }: SignInFormProps) {
  const [email, setEmail] = useState(known);
  const [password, setPassword] = useState("");
  const [rememberMe, setRememberMe] = useState(true);

  const life = useAuthForm({
    check: () => ({
      email: emailProblem(email),
      password: password === "" ? t("signIn.passwordMissing") : undefined,
    }),
    send: () => attempt(authClient.signIn.email({ email: email.trim(), password, rememberMe })),
    onSignedIn,
  });
  const { problems, mend } = life;

  return (
    <AuthForm
      title={t("signIn.title")}
      action={t("signIn.submit")}
      pendingAction={t("signIn.pending")}
      life={life}
    >
      <TextField
        label={t("signIn.email")}
        name="email"
        type="email"
        inputMode="email"
        autoComplete="username"
        autoFocus={known === ""}
        value={email}
        onChange={(value) => {
          setEmail(value);
          mend("email");
        }}
        problem={problems.email}
      />
      <PasswordField
        label={t("signIn.password")}
        name="password"
        autoComplete="current-password"
        autoFocus={known !== ""}
        value={password}
        onChange={(value) => {
          setPassword(value);
          mend("password");
        }}
        problem={problems.password}
      />
      <Checkbox name="rememberMe" isSelected={rememberMe} onChange={setRememberMe}>
        {t("signIn.remember")}
      </Checkbox>
    </AuthForm>
  );
}
