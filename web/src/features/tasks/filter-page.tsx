import { type ReactNode, useMemo, useRef } from "react";
import { RefusedError } from "~/lib/api/errors.ts";
import type { Show, Sort, TaskListQuery } from "~/lib/data/task.ts";
import { useTaskList } from "~/lib/data/use-tasks.ts";
import { t } from "~/lib/i18n/t.ts";
import { useTitle } from "~/lib/use-title.ts";
import { Button } from "~/ui/button.tsx";
import { Checkbox } from "~/ui/checkbox.tsx";
import { StatePanel } from "~/ui/state-panel.tsx";
import { FilterField } from "./filter-field.tsx";
import { FilterHelp } from "./filter-help.tsx";
import { filterMistake } from "./filter-mistake.ts";
import styles from "./filter-page.module.css";
import { useLingering } from "./lingering.ts";
import { ListEnd } from "./list-end.tsx";
import { ListWait } from "./list-wait.tsx";
import { SortMenu } from "./sort-menu.tsx";
import { TaskList } from "./task-list.tsx";
import { useResultCount } from "./use-result-count.ts";
import { useRowKeys } from "./use-row-keys.ts";

interface FilterPageProps {
  /** Empty: nothing is asked for yet. */
  readonly filter: string;
  readonly show: Extract<Show, "open" | "all">;
  readonly sort: Sort;
  readonly onFilter: (filter: string) => void;
  readonly onShow: (show: "open" | "all") => void;
  readonly onSort: (sort: Sort) => void;
  /** Shown instead of the list when the server denies access. */
  readonly denied: ReactNode;
}

/** The tasks that a filter lets through, as it is written. */
export function FilterPage({ filter, show, sort, onFilter, onShow, onSort, denied }: FilterPageProps) {
  const input = useRef<HTMLInputElement>(null);
  const query = useMemo<TaskListQuery>(() => ({ show, q: "", sort, filter }), [show, sort, filter]);
  const asked = filter !== "";
  const list = useTaskList(query, useLingering(), asked);
  const tasks = asked ? list.tasks : undefined;
  const mistake = asked ? filterMistake(list.error) : null;
  const count = useResultCount(tasks?.length, list.hasNextPage, list.isPlaceholderData);
  useTitle(asked ? `${t("nav.filter")}: ${filter}` : t("nav.filter"));
  useRowKeys(tasks);

  if (list.error instanceof RefusedError && list.error.status === 403) return denied;

  function take(example: string): void {
    onFilter(asked && mistake === null ? `${filter.trim()} ${example}` : example);
    input.current?.focus();
  }

  return (
    <div className={styles.page}>
      <h1 className={styles.title}>{t("nav.filter")}</h1>
      <FilterField input={input} filter={filter} onFilter={onFilter} mistake={mistake} />
      <FilterHelp open={!asked || mistake !== null} onExample={take} />
      {!asked || mistake !== null ? null : (
        <>
          <div className={styles.bar}>
            <p className={styles.count}>{count}</p>
            <Checkbox isSelected={show === "all"} onChange={(all) => onShow(all ? "all" : "open")}>
              {t("filter.done")}
            </Checkbox>
            <SortMenu sort={sort} onSort={onSort} />
          </div>
          <section
            className={styles.list}
            aria-label={t("nav.filter")}
            data-stale={list.isPlaceholderData || undefined}
          >
            {tasks !== undefined && tasks.length > 0 ? (
              <TaskList tasks={tasks} more={list.hasNextPage} />
            ) : tasks !== undefined && !list.hasNextPage && !list.isPlaceholderData ? (
              <StatePanel drawing="search" title={t("filter.empty.title")} text={t("filter.empty.text")}>
                <Button
                  onClick={() => {
                    onFilter("");
                    input.current?.focus();
                  }}
                >
                  {t("filter.clear")}
                </Button>
              </StatePanel>
            ) : (
              <ListWait list={list} />
            )}
            {tasks !== undefined && list.hasNextPage ? (
              <ListEnd
                loading={list.isFetchingNextPage}
                failed={list.isFetchNextPageError}
                onMore={() => void list.fetchNextPage()}
              />
            ) : null}
          </section>
        </>
      )}
    </div>
  );
}
