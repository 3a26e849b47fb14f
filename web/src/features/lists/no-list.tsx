import { useLists } from "~/lib/data/use-lists.ts";
import { t } from "~/lib/i18n/t.ts";
import { useTitle } from "~/lib/use-title.ts";
import { Button } from "~/ui/button.tsx";
import { StatePanel } from "~/ui/state-panel.tsx";

/** Instead of a list that is not here: that it comes, or why it does not. */
export function NoList({ onLeave }: { readonly onLeave: () => void }) {
  const { lists, failed, tryAgain } = useLists();
  useTitle(t(lists === undefined ? "lists.title" : "page.listGone.title"));
  if (lists !== undefined) {
    return (
      <StatePanel drawing="lost" level={1} title={t("page.listGone.title")} text={t("page.listGone.text")}>
        <Button onClick={onLeave}>{t("page.listGone.action")}</Button>
      </StatePanel>
    );
  }
  if (!failed) return <p className="visually-hidden">{t("lists.loading")}</p>;
  return (
    <StatePanel drawing="unplugged" level={1} title={t("lists.failed")} text={t("tasks.error.text")}>
      <Button onClick={tryAgain}>{t("app.tryAgain")}</Button>
    </StatePanel>
  );
}
