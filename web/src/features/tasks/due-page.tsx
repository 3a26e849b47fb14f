import type { ReactNode } from "react";
import { RefusedError } from "~/lib/api/errors.ts";
import type { Due } from "~/lib/data/due.ts";
import type { useDueTasks } from "~/lib/data/use-tasks.ts";
import { useTitle } from "~/lib/use-title.ts";
import styles from "./due-page.module.css";
import { ListEnd } from "./list-end.tsx";
import { ListWait } from "./list-wait.tsx";
import { QuickAdd } from "./quick-add.tsx";
import { type TaskGroup, TaskGroups } from "./task-groups.tsx";
import { useRowKeys } from "./use-row-keys.ts";

interface DuePageProps {
  readonly title: string;
  /** Beside the title. */
  readonly detail: string;
  readonly list: ReturnType<typeof useDueTasks>;
  readonly groups: readonly TaskGroup[];
  /** What a new task gets that says no date itself. */
  readonly usualDue?: Due;
  /** Shown when there is nothing. */
  readonly empty: ReactNode;
  /** Below the tasks. */
  readonly foot?: ReactNode;
  /** Shown instead of the list when the server denies access. */
  readonly denied: ReactNode;
}

/** A view of tasks by when they are due. */
export function DuePage({ title, detail, list, groups, usualDue, empty, foot, denied }: DuePageProps) {
  const { tasks, hasNextPage } = list;
  useTitle(title);
  useRowKeys(tasks);
  if (list.error instanceof RefusedError && list.error.status === 403) return denied;
  return (
    <div className={styles.page}>
      <div className={styles.head}>
        <h1 className={styles.title}>{title}</h1>
        <p className={styles.detail}>{detail}</p>
      </div>
      <QuickAdd {...(usualDue === undefined ? {} : { usualDue })} />
      <div className={styles.list}>
        {tasks === undefined ? (
          <ListWait list={list} />
        ) : tasks.length > 0 ? (
          <TaskGroups groups={groups} />
        ) : hasNextPage || list.isPlaceholderData ? null : (
          empty
        )}
        {hasNextPage ? (
          <ListEnd
            loading={list.isFetchingNextPage}
            failed={list.isFetchNextPageError}
            onMore={() => void list.fetchNextPage()}
          />
        ) : (
          foot
        )}
      </div>
    </div>
  );
}
