import { t } from "~/lib/i18n/t.ts";

/** What is wrong with an e-mail address as typed; undefined: nothing that a page could know. */
export function emailProblem(email: string): string | undefined {
  if (email.trim() === "") return t("signIn.emailMissing");
  return /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email.trim()) ? undefined : t("signIn.emailMalformed");
}
