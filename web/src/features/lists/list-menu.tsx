import { Ellipsis } from "lucide-react";
import type { List } from "~/lib/data/list.ts";
import { t } from "~/lib/i18n/t.ts";
import { IconButton } from "~/ui/icon-button.tsx";
import { lazyAhead } from "~/ui/lazy-ahead.ts";
import { Popup } from "~/ui/popup.tsx";

const ListMenuItems = lazyAhead(() => import("./list-menu-items.tsx"));

/** The button to everything that can be done with one list. */
export function ListMenu({ list }: { readonly list: List }) {
  return (
    <Popup
      button={(opener) => (
        <IconButton {...opener} label={t("lists.menu", { name: list.name })} hint={t("task.menu.short")}>
          <Ellipsis size={18} aria-hidden />
        </IconButton>
      )}
      content={(overlay) => <ListMenuItems list={list} {...overlay} />}
    />
  );
}
