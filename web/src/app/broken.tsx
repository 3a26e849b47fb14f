import { t } from "~/lib/i18n/t.ts";
import { useTitle } from "~/lib/use-title.ts";
import { Button } from "~/ui/button.tsx";
import { StatePanel } from "~/ui/state-panel.tsx";
import { Alone } from "./alone.tsx";

/** A page failed to load or to draw. Loading it anew also fetches files of a newer version. */
export function Broken() {
  useTitle(t("page.broken.title"));
  return (
    <Alone>
      <StatePanel drawing="unplugged" level={1} title={t("page.broken.title")} text={t("page.broken.text")}>
        <Button look="primary" onClick={() => window.location.reload()}>
          {t("page.broken.action")}
        </Button>
      </StatePanel>
    </Alone>
  );
}
