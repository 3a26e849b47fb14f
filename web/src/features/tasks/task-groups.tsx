import { type FocusEvent, type ReactNode, useId, useLayoutEffect, useRef } from "react";
import type { Task } from "~/lib/data/task.ts";
import { focusList } from "./row-focus.ts";
import styles from "./task-groups.module.css";
import { TaskList } from "./task-list.tsx";

export interface TaskGroup {
  readonly key: string;
  readonly title: string;
  /** More about it, in a fainter hand. */
  readonly detail?: string;
  readonly tasks: readonly Task[];
  /** Something to do with all of them. */
  readonly action?: ReactNode;
}

/** Several lists of tasks below each other, each with a heading. Arrows go from one to the next. */
export function TaskGroups({ groups }: { readonly groups: readonly TaskGroup[] }) {
  const held = useRef<number | null>(null);

  // The list that had the focus is gone with its last task: the one that took its place gets it.
  // biome-ignore lint/correctness/useExhaustiveDependencies: only other groups can take a list away
  useLayoutEffect(() => {
    if (held.current !== null && document.activeElement === document.body) focusList(held.current);
  }, [groups]);

  function onBlur(event: FocusEvent): void {
    // A removed element loses the focus to nothing at all; a real move names where it goes.
    if (event.relatedTarget !== null) held.current = null;
  }

  return (
    <div>
      {groups.map((group, index) => (
        <Group
          key={group.key}
          group={group}
          onFocus={() => {
            held.current = index;
          }}
          onBlur={onBlur}
        />
      ))}
    </div>
  );
}

interface GroupProps {
  readonly group: TaskGroup;
  readonly onFocus: () => void;
  readonly onBlur: (event: FocusEvent) => void;
}

function Group({ group, onFocus, onBlur }: GroupProps) {
  const id = useId();
  return (
    <section aria-labelledby={id} className={styles.group} onFocus={onFocus} onBlur={onBlur}>
      <div className={styles.head}>
        <h2 id={id} className={styles.title}>
          {group.title}
          {group.detail === undefined ? null : <span className={styles.detail}> {group.detail}</span>}
        </h2>
        {group.action}
      </div>
      <TaskList tasks={group.tasks} label={group.title} />
    </section>
  );
}
