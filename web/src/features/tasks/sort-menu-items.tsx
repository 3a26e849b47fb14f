import { SORTS } from "~/lib/data/task.ts";
import { t } from "~/lib/i18n/t.ts";
import { MenuChoice, MenuOverlay } from "~/ui/menu.tsx";
import type { OpenPopupProps } from "~/ui/popup.tsx";
import { type SortMenuProps, sortName } from "./sort-menu.tsx";

export default function SortMenuItems({ sort, onSort, ...overlay }: SortMenuProps & OpenPopupProps) {
  return (
    <MenuOverlay {...overlay} label={t("tasks.sort.label")}>
      <MenuChoice
        label={t("tasks.sort.label")}
        value={sort}
        values={SORTS}
        name={sortName}
        onChoose={onSort}
      />
    </MenuOverlay>
  );
}
