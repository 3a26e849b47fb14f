import { Link } from "@tanstack/react-router";
import { ChevronRight, Plus } from "lucide-react";
import { type KeyboardEvent, useId, useLayoutEffect, useRef, useState } from "react";
import type { List } from "~/lib/data/list.ts";
import { useLists } from "~/lib/data/use-lists.ts";
import { t } from "~/lib/i18n/t.ts";
import { ColourDot } from "~/ui/colour-dot.tsx";
import { IconButton } from "~/ui/icon-button.tsx";
import { TextButton } from "~/ui/text-button.tsx";
import { moveList } from "./list-actions.ts";
import { ListMenu } from "./list-menu.tsx";
import styles from "./lists-nav.module.css";
import { askAboutList } from "./open-list-dialog.ts";
import { type OpenCounts, useOpenCounts } from "./use-open-counts.ts";

interface ListsNavProps {
  /** The list whose page is shown; null: none. */
  readonly current: string | null;
  readonly onNavigate?: (() => void) | undefined;
}

/** The owner's lists, each a link with its menu; those that are put away are folded away. */
export function ListsNav({ current, onNavigate }: ListsNavProps) {
  const { lists, failed, tryAgain } = useLists();
  const counts = useOpenCounts(lists !== undefined && lists.length > 0);
  const [unfolded, setUnfolded] = useState(false);
  const [heading, folded] = [useId(), useId()];

  const shown = lists?.filter(({ archived }) => !archived) ?? [];
  const archived = lists?.filter((list) => list.archived) ?? [];
  const isUnfolded = unfolded || archived.some(({ id }) => id === current);
  const links = (some: readonly List[]) => (
    <ListLinks lists={some} current={current} counts={counts} onNavigate={onNavigate} />
  );

  return (
    <section aria-labelledby={heading} className={styles.lists}>
      <div className={styles.head}>
        <h2 id={heading} className={styles.heading}>
          {t("lists.title")}
        </h2>
        <IconButton label={t("lists.new")} shortcut="Shift+l" onClick={() => askAboutList({ kind: "make" })}>
          <Plus size={18} aria-hidden />
        </IconButton>
      </div>
      {lists === undefined ? (
        failed ? (
          <p className={styles.failed}>
            {t("lists.failed")} <TextButton onClick={tryAgain}>{t("app.tryAgain")}</TextButton>
          </p>
        ) : (
          <p className={styles.wait}>
            <span className="visually-hidden">{t("lists.loading")}</span>
          </p>
        )
      ) : (
        <>
          {links(shown)}
          {lists.length > 0 ? null : (
            <TextButton onClick={() => askAboutList({ kind: "make" })}>{t("lists.first")}</TextButton>
          )}
          {archived.length === 0 ? null : (
            <>
              <button
                type="button"
                className={styles.fold}
                aria-expanded={isUnfolded}
                aria-controls={folded}
                onClick={() => setUnfolded(!isUnfolded)}
              >
                <ChevronRight size={16} aria-hidden />
                {t("lists.archived")}
                <span className={styles.count}>{archived.length}</span>
              </button>
              <div id={folded} hidden={!isUnfolded}>
                {isUnfolded ? links(archived) : null}
              </div>
            </>
          )}
        </>
      )}
    </section>
  );
}

interface ListLinksProps extends ListsNavProps {
  readonly lists: readonly List[];
  readonly counts: OpenCounts | null;
}

function ListLinks({ lists, current, counts, onNavigate }: ListLinksProps) {
  const links = useRef<HTMLUListElement>(null);
  const held = useRef<string | null>(null);

  // An element that is moved on the page loses the focus.
  useLayoutEffect(() => {
    if (held.current === null) return;
    const link = links.current?.querySelector<HTMLElement>(`[data-list="${held.current}"]`);
    held.current = null;
    link?.focus();
  });

  function onKeyDown(event: KeyboardEvent, list: List): void {
    const step = event.altKey ? ({ ArrowDown: 1, ArrowUp: -1 } as const)[event.key] : undefined;
    if (step !== undefined) {
      held.current = list.id;
      moveList(list, lists, step);
    } else if (event.key === "F2") {
      askAboutList({ kind: "edit", list });
    } else if (event.key === "Delete" && !event.altKey && !event.ctrlKey && !event.metaKey) {
      askAboutList({ kind: "delete", list });
    } else {
      return;
    }
    event.preventDefault();
  }

  return (
    <ul ref={links} className={styles.links}>
      {lists.map((list) => {
        const count = counts?.of(list.id) ?? 0;
        return (
          <li key={list.id} className={styles.item} data-current={list.id === current || undefined}>
            <Link
              to="/lists/$listId"
              params={{ listId: list.id }}
              activeProps={{}}
              className={styles.link}
              title={list.name}
              data-list={list.id}
              aria-current={list.id === current ? "page" : undefined}
              onClick={onNavigate}
              onKeyDown={(event) => onKeyDown(event, list)}
            >
              <ColourDot colour={list.colour} />
              <span className={styles.name} dir="auto">
                {list.name}
              </span>
              {count === 0 ? null : (
                <>
                  <span className={styles.count} aria-hidden>
                    {count}
                    {counts?.more ? "+" : ""}
                  </span>
                  <span className="visually-hidden"> {t("lists.open", { count })}</span>
                </>
              )}
            </Link>
            <div className={styles.menu}>
              <ListMenu list={list} />
            </div>
          </li>
        );
      })}
    </ul>
  );
}
