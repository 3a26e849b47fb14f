import { Archive, ArchiveRestore, ArrowDown, ArrowUp, Pencil, Trash2 } from "lucide-react";
import type { List } from "~/lib/data/list.ts";
import { useLists } from "~/lib/data/use-lists.ts";
import { t } from "~/lib/i18n/t.ts";
import { MenuItem, MenuOverlay, MenuSeparator } from "~/ui/menu.tsx";
import type { OpenPopupProps } from "~/ui/popup.tsx";
import { moveList, setArchived } from "./list-actions.ts";
import { askAboutList } from "./open-list-dialog.ts";

interface ListMenuItemsProps extends OpenPopupProps {
  readonly list: List;
}

export default function ListMenuItems({ list, ...overlay }: ListMenuItemsProps) {
  const { lists = [] } = useLists();
  const shown = lists.filter(({ archived }) => archived === list.archived);
  const place = shown.findIndex(({ id }) => id === list.id);
  const ask = (kind: "edit" | "delete") => askAboutList({ kind, list }, overlay.triggerRef.current);
  return (
    <MenuOverlay {...overlay} label={t("lists.menu", { name: list.name })}>
      <MenuItem icon={<Pencil size={16} />} shortcut="F2" onAction={() => ask("edit")}>
        {t("lists.edit")}
      </MenuItem>
      {place > 0 ? (
        <MenuItem
          icon={<ArrowUp size={16} />}
          shortcut="Alt+ArrowUp"
          onAction={() => moveList(list, shown, -1)}
        >
          {t("lists.up")}
        </MenuItem>
      ) : null}
      {place < shown.length - 1 ? (
        <MenuItem
          icon={<ArrowDown size={16} />}
          shortcut="Alt+ArrowDown"
          onAction={() => moveList(list, shown, 1)}
        >
          {t("lists.down")}
        </MenuItem>
      ) : null}
      <MenuItem
        icon={list.archived ? <ArchiveRestore size={16} /> : <Archive size={16} />}
        onAction={() => setArchived(list, !list.archived)}
      >
        {t(list.archived ? "lists.unarchive" : "lists.archive")}
      </MenuItem>
      <MenuSeparator />
      <MenuItem icon={<Trash2 size={16} />} shortcut="Delete" danger onAction={() => ask("delete")}>
        {t("lists.delete")}
      </MenuItem>
    </MenuOverlay>
  );
}
