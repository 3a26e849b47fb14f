import { useMemo, useState } from "react";
import { announce } from "~/lib/announce.ts";
import { useDueTasks } from "~/lib/data/use-tasks.ts";
import { dayWords, longDay } from "~/lib/dates.ts";
import { addDays, dayAt, daysBetween } from "~/lib/days.ts";
import { focusTarget, QUICK_ADD } from "~/lib/focus-targets.ts";
import { t } from "~/lib/i18n/t.ts";
import { useNow } from "~/lib/now.ts";
import { Button } from "~/ui/button.tsx";
import { StatePanel } from "~/ui/state-panel.tsx";
import { byDay } from "./due-groups.ts";
import styles from "./due-page.module.css";
import { DuePage } from "./due-page.tsx";
import { useLingering } from "./lingering.ts";
import type { TaskGroup } from "./task-groups.tsx";

/** Days that are shown at first, and how many more each time: four weeks. */
const SPAN = 28;

/** What the days from today on bring, day by day. */
export function UpcomingPage({ denied }: { readonly denied: React.ReactNode }) {
  const now = useNow();
  const today = dayAt(now);
  const [spans, setSpans] = useState(1);
  const last = addDays(today, spans * SPAN - 1);
  const list = useDueTasks({ from: today, to: last }, useLingering());
  const { tasks } = list;

  const groups = useMemo<TaskGroup[]>(
    () =>
      byDay(tasks ?? []).map(({ day, tasks: ofDay }) => {
        // Within a week a word says more than a date.
        const near = daysBetween(today, day) < 7;
        const words = near ? dayWords(day, new Date(`${today}T12:00`)) : longDay(day);
        return { key: day, title: words, ...(near ? { detail: longDay(day) } : {}), tasks: ofDay };
      }),
    [tasks, today],
  );

  const later = (
    <div className={styles.foot}>
      <Button look="plain" onClick={() => setSpans(spans + 1)}>
        {t("upcoming.later")}
      </Button>
    </div>
  );

  return (
    <DuePage
      title={t("upcoming.title")}
      detail={t("upcoming.until", { day: longDay(last) })}
      list={list}
      groups={groups}
      denied={denied}
      foot={tasks === undefined ? undefined : later}
      empty={
        <StatePanel drawing="first" title={t("upcoming.empty.title")} text={t("upcoming.empty.text")}>
          <Button
            onClick={() => {
              focusTarget(QUICK_ADD);
              announce(t("tasks.add.label"));
            }}
          >
            {t("tasks.empty.open.action")}
          </Button>
        </StatePanel>
      }
    />
  );
}
