import {
  Calendar,
  Check,
  CircleQuestionMark,
  ExternalLink,
  Flag,
  Pencil,
  Repeat,
  RotateCcw,
  Trash2,
} from "lucide-react";
import { openPicker } from "~/features/tasks/pickers.ts";
import { PRIORITIES, priorityName } from "~/features/tasks/priorities.ts";
import type { TaskInHand } from "~/features/tasks/shown-tasks.ts";
import { deleteTask, setPriority, toggleTask } from "~/features/tasks/task-actions.ts";
import { t } from "~/lib/i18n/t.ts";
import type { Command } from "./command.ts";

/** What can be done with the task in hand. */
export function taskCommands({ task, edit, anchor }: TaskInHand, open: () => void): Command[] {
  return [
    {
      id: "task.complete",
      name: t(task.completed ? "task.reopenAction" : "task.completeAction"),
      icon: task.completed ? <RotateCcw size={16} /> : <Check size={16} />,
      keys: "x",
      run: () => toggleTask(task),
    },
    { id: "task.edit", name: t("task.edit"), icon: <Pencil size={16} />, keys: "e", run: edit },
    {
      id: "task.due",
      name: t("due.label"),
      icon: <Calendar size={16} />,
      keys: "d",
      run: () => openPicker("due", task, anchor),
    },
    {
      id: "task.repeat",
      name: t("repeat.label"),
      icon: <Repeat size={16} />,
      keys: "r",
      run: () => openPicker("repeat", task, anchor),
    },
    ...(task.recurrence == null
      ? []
      : [
          {
            id: "task.why",
            name: t("why.label"),
            icon: <CircleQuestionMark size={16} />,
            run: () => openPicker("why", task, anchor),
          },
        ]),
    ...PRIORITIES.map((priority) => ({
      id: `task.priority.${priority}`,
      name: priorityName(Number(priority)),
      icon: <Flag size={16} />,
      keys: priority,
      run: () => setPriority(task, Number(priority)),
    })),
    { id: "task.open", name: t("task.open"), icon: <ExternalLink size={16} />, run: open },
    {
      id: "task.delete",
      name: t("task.delete"),
      icon: <Trash2 size={16} />,
      keys: "Delete",
      run: () => deleteTask(task),
    },
  ];
}
