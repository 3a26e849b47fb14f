import { t } from "~/lib/i18n/t.ts";

/** Where a failure is shown: at a field, or above the button. */
export interface AuthFailure {
  readonly field: "email" | "password" | "form";
  readonly text: string;
}

interface BetterAuthError {
  readonly code?: string | undefined;
  readonly status: number;
}

/** Better Auth's error codes (`BASE_ERROR_CODES`, 1.7) in words that help. */
function authFailure(error: BetterAuthError): AuthFailure {
  switch (error.code) {
    case "INVALID_EMAIL_OR_PASSWORD":
    case "INVALID_PASSWORD":
    case "USER_NOT_FOUND":
      return { field: "form", text: t("signIn.refused") };
    case "INVALID_EMAIL":
      return { field: "email", text: t("signIn.emailMalformed") };
    case "USER_ALREADY_EXISTS":
    case "USER_ALREADY_EXISTS_USE_ANOTHER_EMAIL":
      return { field: "email", text: t("signUp.emailTaken") };
    case "EMAIL_PASSWORD_SIGN_UP_DISABLED":
      return { field: "form", text: t("signUp.off") };
  }
  if (error.status === 429) return { field: "form", text: t("signIn.tooMany") };
  if (error.status === 0 || error.status >= 502) return { field: "form", text: t("signIn.unreachable") };
  return { field: "form", text: t("signIn.failed") };
}

/** Waits for a call of Better Auth's client; null: it worked. A call that throws found nobody. */
export async function attempt(
  call: Promise<{ readonly error: BetterAuthError | null }>,
): Promise<AuthFailure | null> {
  try {
    const { error } = await call;
    return error === null ? null : authFailure(error);
  } catch {
    return authFailure({ status: 0 });
  }
}
