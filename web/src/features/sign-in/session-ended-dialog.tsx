import { t } from "~/lib/i18n/t.ts";
import type { User } from "~/lib/session/session.ts";
import { Dialog } from "~/ui/dialog.tsx";
import styles from "./session-ended-dialog.module.css";
import { SignInForm } from "./sign-in-form.tsx";

interface SessionEndedDialogProps {
  readonly user: User;
  readonly onOther: () => void;
}

/** Stands over the page when the session has ended, so that nothing on the page is lost. */
export function SessionEndedDialog({ user, onOther }: SessionEndedDialogProps) {
  return (
    <Dialog title={t("signIn.ended.title")} isOpen>
      <p className={styles.lead}>{t("signIn.ended.lead")}</p>
      <SignInForm email={user.email} onSignedIn={() => {}} />
      <p className={styles.other}>
        <button type="button" onClick={onOther}>
          {t("signIn.ended.other")}
        </button>
      </p>
    </Dialog>
  );
}
