import { useNavigate } from "@tanstack/react-router";
import { signOut } from "~/features/account/sign-out.ts";
import { t } from "~/lib/i18n/t.ts";
import { useUser } from "~/lib/session/use-user.ts";
import { useTitle } from "~/lib/use-title.ts";
import { Button } from "~/ui/button.tsx";
import { StatePanel } from "~/ui/state-panel.tsx";

/** The server said 403: this belongs to somebody else. */
export function AccessDenied() {
  const { email } = useUser();
  const navigate = useNavigate();
  useTitle(t("page.denied.title"));
  return (
    <StatePanel
      drawing="locked"
      level={1}
      title={t("page.denied.title")}
      text={t("page.denied.text", { email })}
    >
      <Button look="primary" onClick={() => void navigate({ to: "/" })}>
        {t("page.notFound.action")}
      </Button>
      <Button onClick={() => void signOut()}>{t("page.denied.other")}</Button>
    </StatePanel>
  );
}
