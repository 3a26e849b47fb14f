import type { ReactNode } from "react";
import { announce } from "~/lib/announce.ts";
import { RefusedError } from "~/lib/api/errors.ts";
import type { Sort, TaskListQuery } from "~/lib/data/task.ts";
import { INBOX } from "~/lib/data/task.ts";
import { useTaskList } from "~/lib/data/use-tasks.ts";
import { focusTarget, QUICK_ADD } from "~/lib/focus-targets.ts";
import { t } from "~/lib/i18n/t.ts";
import { useTitle } from "~/lib/use-title.ts";
import { Button } from "~/ui/button.tsx";
import { StatePanel } from "~/ui/state-panel.tsx";
import { useLingering } from "./lingering.ts";
import { ListEnd } from "./list-end.tsx";
import { ViewedList } from "./list-mark.tsx";
import { ListWait } from "./list-wait.tsx";
import styles from "./one-list-page.module.css";
import { QuickAdd } from "./quick-add.tsx";
import { SortMenu } from "./sort-menu.tsx";
import { TaskList } from "./task-list.tsx";
import { useRowKeys } from "./use-row-keys.ts";

interface OneListPageProps {
  readonly title: string;
  /** Before the title. */
  readonly mark?: ReactNode;
  /** What can be done with the list. */
  readonly actions?: ReactNode;
  /** Something about it, below its name. */
  readonly note?: ReactNode;
  /** The query's `list` is a list's id or the Inbox. */
  readonly query: TaskListQuery & { readonly list: string };
  readonly onSort: (sort: Sort) => void;
  /** What is said where there is nothing to do. */
  readonly empty: { readonly title: string; readonly text: string };
  /** Shown instead of the list when the server denies access. */
  readonly denied: ReactNode;
}

/** The open tasks of one list, or of the Inbox. What is written here goes there. */
export function OneListPage(props: OneListPageProps) {
  const { title, mark, actions, note, query, onSort, empty, denied } = props;
  const list = useTaskList(query, useLingering());
  const { tasks, hasNextPage } = list;
  const id = query.list === INBOX ? null : query.list;
  useTitle(title);
  useRowKeys(tasks);
  if (list.error instanceof RefusedError && list.error.status === 403) return denied;
  return (
    <div className={styles.page}>
      <div className={styles.head}>
        {mark}
        <h1 className={styles.title} dir="auto">
          {title}
        </h1>
        {actions}
      </div>
      {note}
      <QuickAdd usualList={id} />
      <div className={styles.bar}>
        <SortMenu sort={query.sort} onSort={onSort} />
      </div>
      <section aria-label={title}>
        {tasks !== undefined && tasks.length > 0 ? (
          <ViewedList value={id}>
            <TaskList tasks={tasks} more={hasNextPage} />
          </ViewedList>
        ) : tasks !== undefined && !hasNextPage ? (
          <StatePanel drawing="clear" title={empty.title} text={empty.text}>
            <Button
              onClick={() => {
                focusTarget(QUICK_ADD);
                announce(t("tasks.add.label"));
              }}
            >
              {t("tasks.empty.open.action")}
            </Button>
          </StatePanel>
        ) : (
          <ListWait list={list} />
        )}
        {tasks !== undefined && hasNextPage ? (
          <ListEnd
            loading={list.isFetchingNextPage}
            failed={list.isFetchNextPageError}
            onMore={() => void list.fetchNextPage()}
          />
        ) : null}
      </section>
    </div>
  );
}
