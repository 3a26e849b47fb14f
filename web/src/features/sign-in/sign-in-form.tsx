import { useState } from "react";
import { t } from "~/lib/i18n/t.ts";
import { authClient } from "~/lib/session/auth-client.ts";
import { session } from "~/lib/session/current-session.ts";
import { Button } from "~/ui/button.tsx";
import { Checkbox } from "~/ui/checkbox.tsx";
import { PasswordField } from "~/ui/password-field.tsx";
import { TextField } from "~/ui/text-field.tsx";
import { attempt } from "./auth-failure.ts";
import styles from "./auth-form.module.css";
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

  const { form, problems, pending, submit, mend } = useAuthForm({
    check: () => ({
      email: emailProblem(email),
      password: password === "" ? t("signIn.passwordMissing") : undefined,
    }),
    send: () => attempt(authClient.signIn.email({ email: email.trim(), password, rememberMe })),
    onDone: async () => {
      await session.signedIn();
      await onSignedIn();
    },
  });

  return (
    <form ref={form} className={styles.form} onSubmit={submit} noValidate aria-label={t("signIn.title")}>
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
      <p role="alert" className={styles.alert}>
        {problems.form}
      </p>
      <Button type="submit" look="primary" wide isBusy={pending}>
        {pending ? t("signIn.pending") : t("signIn.submit")}
      </Button>
    </form>
  );
}
