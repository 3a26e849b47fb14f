import type { List } from "~/lib/data/list.ts";
import { t } from "~/lib/i18n/t.ts";
import { TextButton } from "~/ui/text-button.tsx";
import styles from "./archived-note.module.css";
import { setArchived } from "./list-actions.ts";

/** Says on its page that a list is put away. */
export function ArchivedNote({ list }: { readonly list: List }) {
  return (
    <p className={styles.note}>
      {t("lists.isArchived")}
      <TextButton onClick={() => setArchived(list, false)}>{t("lists.unarchive")}</TextButton>
    </p>
  );
}
