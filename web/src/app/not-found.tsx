import { useNavigate } from "@tanstack/react-router";
import { t } from "~/lib/i18n/t.ts";
import { useTitle } from "~/lib/use-title.ts";
import { Button } from "~/ui/button.tsx";
import { StatePanel } from "~/ui/state-panel.tsx";

export function NotFound() {
  const navigate = useNavigate();
  useTitle(t("page.notFound.title"));
  return (
    <StatePanel drawing="lost" level={1} title={t("page.notFound.title")} text={t("page.notFound.text")}>
      <Button look="primary" onClick={() => void navigate({ to: "/" })}>
        {t("page.notFound.action")}
      </Button>
    </StatePanel>
  );
}
