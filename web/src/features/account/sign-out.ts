import { t } from "~/lib/i18n/t.ts";
import { authClient } from "~/lib/session/auth-client.ts";
import { session } from "~/lib/session/current-session.ts";
import { lastingToast } from "~/ui/toast.ts";

/** Ends the session on the server first: a page that only looked signed out would be a lie. */
export async function signOut(): Promise<void> {
  try {
    const { error } = await authClient.signOut();
    if (error === null) return session.signedOut();
  } catch {
    // Said below.
  }
  lastingToast({
    text: t("account.signOutFailed"),
    tone: "danger",
    action: { label: t("app.tryAgain"), run: () => void signOut() },
  });
}
