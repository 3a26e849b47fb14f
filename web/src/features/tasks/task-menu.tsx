import { Ellipsis } from "lucide-react";
import type { Task } from "~/lib/data/task.ts";
import { t } from "~/lib/i18n/t.ts";
import { IconButton } from "~/ui/icon-button.tsx";
import { lazyAhead } from "~/ui/lazy-ahead.ts";
import { Popup } from "~/ui/popup.tsx";

const TaskMenuItems = lazyAhead(() => import("./task-menu-items.tsx"));

export interface TaskMenuProps {
  readonly task: Task;
  readonly onEdit: () => void;
  /** After the task was deleted. */
  readonly onDeleted?: () => void;
  /** Offers the task's own page; not needed there. */
  readonly withPage?: boolean;
}

/** The button to everything that can be done with one task. */
export function TaskMenu({ tabIndex, ...props }: TaskMenuProps & { readonly tabIndex?: number }) {
  return (
    <Popup
      button={(opener) => (
        <IconButton
          {...opener}
          label={t("task.menu", { title: props.task.title })}
          hint={t("task.menu.short")}
        >
          <Ellipsis size={18} aria-hidden />
        </IconButton>
      )}
      content={(overlay) => <TaskMenuItems {...props} {...overlay} />}
    />
  );
}
