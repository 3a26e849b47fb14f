import { useEffect } from "react";
import { t } from "~/lib/i18n/t.ts";

/** Names the view in the browser's tab and history. */
export function useTitle(view: string): void {
  useEffect(() => {
    document.title = t("app.title", { view });
  }, [view]);
}
