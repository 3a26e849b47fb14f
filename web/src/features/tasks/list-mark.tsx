import { createContext, useContext } from "react";
import type { List } from "~/lib/data/list.ts";
import type { Task } from "~/lib/data/task.ts";
import { useLists } from "~/lib/data/use-lists.ts";
import { t } from "~/lib/i18n/t.ts";
import { ColourDot } from "~/ui/colour-dot.tsx";
import styles from "./list-mark.module.css";

/** The list that a whole view is about: its tasks need not say so. */
export const ViewedList = createContext<string | null>(null);

/** The list of a task, where that has to be said; null: it is in none, or the view says it. */
export function useListOf({ list_id }: Task): List | null {
  const { byId } = useLists();
  const viewed = useContext(ViewedList);
  return list_id == null || list_id === viewed ? null : (byId.get(list_id) ?? null);
}

export function ListMark({ list }: { readonly list: List }) {
  return (
    <span className={styles.mark} title={list.name}>
      <ColourDot colour={list.colour} />
      <span className="visually-hidden">{t("lists.in")} </span>
      <span className={styles.name} dir="auto">
        {list.name}
      </span>
    </span>
  );
}
