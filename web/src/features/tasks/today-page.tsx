import { useMemo } from "react";
import { dueHere, movedTo } from "~/lib/data/due.ts";
import { useDueTasks } from "~/lib/data/use-tasks.ts";
import { longDay } from "~/lib/dates.ts";
import { dayAt } from "~/lib/days.ts";
import { t } from "~/lib/i18n/t.ts";
import { useNow } from "~/lib/now.ts";
import { Button } from "~/ui/button.tsx";
import { StatePanel } from "~/ui/state-panel.tsx";
import { TextButton } from "~/ui/text-button.tsx";
import { DuePage } from "./due-page.tsx";
import { useLingering } from "./lingering.ts";
import { editTasks } from "./task-actions.ts";
import type { TaskGroup } from "./task-groups.tsx";

interface TodayPageProps {
  readonly onUpcoming: () => void;
  /** Shown instead of the list when the server denies access. */
  readonly denied: React.ReactNode;
}

/** What is left of the days before, then what today brings. */
export function TodayPage({ onUpcoming, denied }: TodayPageProps) {
  const now = useNow();
  const today = dayAt(now);
  const list = useDueTasks({ from: null, to: today }, useLingering());
  const { tasks } = list;

  const groups = useMemo<TaskGroup[]>(() => {
    const isToday = (task: NonNullable<typeof tasks>[number]) =>
      task.due != null && dueHere(task.due).day === today;
    const overdue = tasks?.filter((task) => !isToday(task)) ?? [];
    const ofToday = tasks?.filter(isToday) ?? [];
    const moveAll = () => {
      const at = new Date();
      editTasks(
        overdue.map((task) => [task, { due: movedTo(today, task.due ?? null, at) }]),
        t("today.moved", { count: overdue.length }),
      );
    };
    const late: TaskGroup = {
      key: "overdue",
      title: t("today.overdue"),
      tasks: overdue,
      action: <TextButton onClick={moveAll}>{t("today.moveAll")}</TextButton>,
    };
    const due: TaskGroup = { key: today, title: t("today.title"), tasks: ofToday };
    return [late, due].filter((group) => group.tasks.length > 0);
  }, [tasks, today]);

  return (
    <DuePage
      title={t("today.title")}
      detail={longDay(today)}
      list={list}
      groups={groups}
      usualDue={useMemo(() => ({ date: today }), [today])}
      denied={denied}
      empty={
        <StatePanel drawing="clear" title={t("today.empty.title")} text={t("today.empty.text")}>
          <Button onClick={onUpcoming}>{t("today.empty.action")}</Button>
        </StatePanel>
      }
    />
  );
}
