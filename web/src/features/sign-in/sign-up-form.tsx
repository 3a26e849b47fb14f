import { useState } from "react";
import { t } from "~/lib/i18n/t.ts";
import { authClient } from "~/lib/session/auth-client.ts";
import type { SignInOptions } from "~/lib/session/sign-in-options.ts";
import { PasswordField } from "~/ui/password-field.tsx";
import { TextField } from "~/ui/text-field.tsx";
import { attempt } from "./auth-failure.ts";
import { AuthForm } from "./auth-form.tsx";
import { emailProblem } from "./email.ts";
import { useAuthForm } from "./use-auth-form.ts";

interface SignUpFormProps {
  readonly options: SignInOptions;
  readonly onSignedIn: () => void | Promise<void>;
}

export function SignUpForm({ options, onSignedIn }: SignUpFormProps) {
  const { minPasswordLength: min, maxPasswordLength: max } = options;
  const [name, setName] = useState("");
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");

  const life = useAuthForm({
    check: () => ({
      name: name.trim() === "" ? t("signUp.nameMissing") : undefined,
      email: emailProblem(email),
      password:
        password === ""
          ? t("signIn.passwordMissing")
          : password.length < min
            ? t("signUp.passwordShort", { missing: min - password.length })
            : password.length > max
              ? t("signUp.passwordLong", { max })
              : undefined,
    }),
    send: () => attempt(authClient.signUp.email({ name: name.trim(), email: email.trim(), password })),
    onSignedIn,
  });
  const { problems, mend } = life;

  return (
    <AuthForm
      title={t("signUp.title")}
      action={t("signUp.submit")}
      pendingAction={t("signUp.pending")}
      life={life}
    >
      <TextField
        label={t("signUp.name")}
        name="name"
        autoComplete="name"
        autoFocus
        maxLength={255}
        value={name}
        onChange={(value) => {
          setName(value);
          mend("name");
        }}
        problem={problems.name}
      />
      <TextField
        label={t("signIn.email")}
        name="email"
        type="email"
        inputMode="email"
        autoComplete="username"
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
        autoComplete="new-password"
        hint={t("signUp.passwordRule", { min })}
        value={password}
        onChange={(value) => {
          setPassword(value);
          mend("password");
        }}
        problem={problems.password}
      />
    </AuthForm>
  );
}
