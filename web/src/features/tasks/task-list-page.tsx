import { useCallback, useMemo } from "react";
import { announce } from "~/lib/announce.ts";
import { RefusedError } from "~/lib/api/errors.ts";
import type { TaskListQuery } from "~/lib/data/task.ts";
import { useTaskList } from "~/lib/data/use-tasks.ts";
import { focusTarget, QUICK_ADD } from "~/lib/focus-targets.ts";
import { t } from "~/lib/i18n/t.ts";
import { useTitle } from "~/lib/use-title.ts";
import { Button } from "~/ui/button.tsx";
import { StatePanel } from "~/ui/state-panel.tsx";
import { useLingering } from "./lingering.ts";
import { ListEnd } from "./list-end.tsx";
import { ListWait } from "./list-wait.tsx";
import { QuickAdd } from "./quick-add.tsx";
import { SamplesNotice } from "./samples-notice.tsx";
import { SamplesOffer } from "./samples-offer.tsx";
import { SearchField } from "./search-field.tsx";
import { SortMenu } from "./sort-menu.tsx";
import { TaskList } from "./task-list.tsx";
import styles from "./task-list-page.module.css";
import { useResultCount } from "./use-result-count.ts";
import { useRowKeys } from "./use-row-keys.ts";

interface TaskListPageProps {
  readonly query: TaskListQuery;
  readonly onQuery: (change: Partial<TaskListQuery>) => void;
  /** Shown instead of the list when the server denies access. */
  readonly denied: React.ReactNode;
}

export function TaskListPage({ query, onQuery, denied }: TaskListPageProps) {
  const { show, q, sort } = query;
  const stable = useMemo<TaskListQuery>(() => ({ show, q, sort }), [show, q, sort]);
  const list = useTaskList(stable, useLingering());
  const { tasks, hasNextPage, fetchNextPage } = list;
  const searching = q.trim() !== "";
  const title = t(`tasks.${show}.title`);
  useTitle(searching ? `${t("tasks.search.title")}: ${q.trim()}` : title);

  const onSearch = useCallback((text: string) => onQuery({ q: text }), [onQuery]);
  const more = useCallback(() => void fetchNextPage(), [fetchNextPage]);
  const count = useResultCount(searching ? tasks?.length : undefined, hasNextPage, list.isPlaceholderData);

  useRowKeys(tasks);

  if (list.error instanceof RefusedError && list.error.status === 403) return denied;

  return (
    <div className={styles.page}>
      <div className={styles.head}>
        <h1 className={styles.title}>{title}</h1>
        <SearchField q={q} onSearch={onSearch} />
      </div>
      {show === "done" ? null : <QuickAdd />}
      <SamplesNotice tasks={tasks} />
      <div className={styles.bar}>
        <p className={styles.count}>{count}</p>
        <SortMenu sort={sort} onSort={(chosen) => onQuery({ sort: chosen })} />
      </div>
      <section className={styles.list} aria-label={title} data-stale={list.isPlaceholderData || undefined}>
        {tasks !== undefined && tasks.length > 0 ? (
          <TaskList tasks={tasks} more={hasNextPage} />
        ) : tasks !== undefined && !hasNextPage && !list.isPlaceholderData ? (
          <EmptyList query={stable} onQuery={onQuery} />
        ) : (
          <ListWait list={list} />
        )}
        {tasks !== undefined && hasNextPage ? (
          <ListEnd loading={list.isFetchingNextPage} failed={list.isFetchNextPageError} onMore={more} />
        ) : null}
      </section>
    </div>
  );
}

function EmptyList({ query: { show, q }, onQuery }: Pick<TaskListPageProps, "query" | "onQuery">) {
  if (q.trim() !== "") {
    return (
      <StatePanel
        drawing="search"
        title={t("tasks.empty.search.title")}
        text={t("tasks.empty.search.text", { q: q.trim() })}
      >
        <Button onClick={() => onQuery({ q: "" })}>{t("tasks.empty.search.action")}</Button>
      </StatePanel>
    );
  }
  if (show === "done") {
    return (
      <StatePanel drawing="first" title={t("tasks.empty.done.title")} text={t("tasks.empty.done.text")}>
        <Button onClick={() => onQuery({ show: "open" })}>{t("tasks.empty.done.action")}</Button>
      </StatePanel>
    );
  }
  return (
    <StatePanel drawing="clear" title={t(`tasks.empty.${show}.title`)} text={t(`tasks.empty.${show}.text`)}>
      <Button
        onClick={() => {
          focusTarget(QUICK_ADD);
          announce(t("tasks.add.label"));
        }}
      >
        {t("tasks.empty.open.action")}
      </Button>
      <SamplesOffer />
    </StatePanel>
  );
}
