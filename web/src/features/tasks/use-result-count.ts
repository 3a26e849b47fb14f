import { useEffect } from "react";
import { announce } from "~/lib/announce.ts";
import { t } from "~/lib/i18n/t.ts";

/** How many tasks a search found, in words, also said aloud; null while there is no search. */
export function useResultCount(count: number | undefined, more: boolean, waiting: boolean): string | null {
  const text =
    count === undefined || waiting
      ? null
      : t(more ? "tasks.search.resultsAtLeast" : "tasks.search.results", { count });
  useEffect(() => {
    if (text !== null) announce(text);
  }, [text]);
  return text;
}
