import { useRouter } from "@tanstack/react-router";
import {
  Calendar,
  Check,
  CircleQuestionMark,
  ExternalLink,
  Flag,
  Link2,
  List,
  Pencil,
  Repeat,
  RotateCcw,
  Trash2,
} from "lucide-react";
import { t } from "~/lib/i18n/t.ts";
import { MenuItem, MenuOverlay, MenuSeparator } from "~/ui/menu.tsx";
import type { OpenPopupProps } from "~/ui/popup.tsx";
import { lastingToast, toast } from "~/ui/toast.ts";
import { openPicker, type Picker } from "./pickers.ts";
import { deleteTask, toggleTask } from "./task-actions.ts";
import type { TaskMenuProps } from "./task-menu.tsx";

interface TaskMenuItemsProps extends TaskMenuProps, OpenPopupProps {}

/** Everything that can be done with one task. */
export default function TaskMenuItems({
  task,
  onEdit,
  onDeleted,
  withPage = true,
  ...overlay
}: TaskMenuItemsProps) {
  const router = useRouter();
  const location = router.buildLocation({ to: "/tasks/$taskId", params: { taskId: task.id } });

  function pick(kind: Picker["kind"]): void {
    const anchor = overlay.triggerRef.current;
    if (anchor !== null) openPicker(kind, task, anchor);
  }

  async function copyLink(): Promise<void> {
    const link = new URL(location.href, window.location.origin).href;
    try {
      await navigator.clipboard.writeText(link);
      toast({ text: t("task.linkCopied") });
    } catch {
      // No clipboard without a secure context: show it instead.
      lastingToast({ text: t("task.copyFailed", { link }) });
    }
  }

  return (
    <MenuOverlay {...overlay} label={t("task.menu", { title: task.title })}>
      <MenuItem
        icon={task.completed ? <RotateCcw size={16} /> : <Check size={16} />}
        shortcut="x"
        onAction={() => toggleTask(task)}
      >
        {task.completed ? t("task.reopenAction") : t("task.completeAction")}
      </MenuItem>
      <MenuItem
        icon={<Pencil size={16} />}
        shortcut="e"
        // While the menu is open, the rest of the page is inert: the editor could not take the focus.
        onAction={() => requestAnimationFrame(onEdit)}
      >
        {t("task.edit")}
      </MenuItem>
      <MenuItem icon={<Calendar size={16} />} shortcut="d" onAction={() => pick("due")}>
        {t("due.label")}
      </MenuItem>
      <MenuItem icon={<Repeat size={16} />} shortcut="r" onAction={() => pick("repeat")}>
        {t("repeat.label")}
      </MenuItem>
      {task.recurrence == null ? null : (
        <MenuItem icon={<CircleQuestionMark size={16} />} onAction={() => pick("why")}>
          {t("why.label")}
        </MenuItem>
      )}
      <MenuItem icon={<Flag size={16} />} shortcut="p" onAction={() => pick("priority")}>
        {t("priority.label")}
      </MenuItem>
      <MenuItem icon={<List size={16} />} shortcut="m" onAction={() => pick("list")}>
        {t("lists.move")}
      </MenuItem>
      {withPage ? (
        <MenuItem
          icon={<ExternalLink size={16} />}
          onAction={() => void router.navigate({ to: location.href })}
        >
          {t("task.open")}
        </MenuItem>
      ) : null}
      <MenuItem icon={<Link2 size={16} />} onAction={() => void copyLink()}>
        {t("task.copyLink")}
      </MenuItem>
      <MenuSeparator />
      <MenuItem
        icon={<Trash2 size={16} />}
        shortcut="Delete"
        danger
        onAction={() => {
          deleteTask(task);
          onDeleted?.();
        }}
      >
        {t("task.delete")}
      </MenuItem>
    </MenuOverlay>
  );
}
