import { ArrowDownUp } from "lucide-react";
import type { Sort } from "~/lib/data/task.ts";
import { t } from "~/lib/i18n/t.ts";
import { lazyAhead } from "~/ui/lazy-ahead.ts";
import { Popup } from "~/ui/popup.tsx";
import { TextButton } from "~/ui/text-button.tsx";

const SortMenuItems = lazyAhead(() => import("./sort-menu-items.tsx"));

export interface SortMenuProps {
  readonly sort: Sort;
  readonly onSort: (sort: Sort) => void;
}

export const sortName = (sort: Sort): string => t(`tasks.sort.${sort}`);

export function SortMenu(props: SortMenuProps) {
  return (
    <Popup
      button={(opener) => (
        <TextButton {...opener} aria-label={`${t("tasks.sort.label")}: ${sortName(props.sort)}`}>
          <ArrowDownUp size={15} aria-hidden />
          {sortName(props.sort)}
        </TextButton>
      )}
      content={(overlay) => <SortMenuItems {...props} {...overlay} />}
    />
  );
}
