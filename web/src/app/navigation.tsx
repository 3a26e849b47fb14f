import { ListsNav } from "~/features/lists/lists-nav.tsx";
import { t } from "~/lib/i18n/t.ts";
import styles from "./navigation.module.css";
import { ViewLink } from "./view-link.tsx";
import { VIEW_NAMES, type ViewName } from "./views.ts";

interface NavigationProps {
  /** Null on pages that are no view. */
  readonly current: ViewName | null;
  /** The list whose page this is; null: none. */
  readonly list: string | null;
  readonly onNavigate?: () => void;
}

export function Navigation({ current, list, onNavigate }: NavigationProps) {
  return (
    <nav aria-label={t("nav.label")}>
      <ul className={styles.list}>
        {VIEW_NAMES.map((view) => (
          <li key={view}>
            <ViewLink
              view={view}
              isCurrent={current === view}
              iconSize={18}
              className={styles.link}
              onClick={onNavigate}
            />
          </li>
        ))}
      </ul>
      <ListsNav current={list} onNavigate={onNavigate} />
    </nav>
  );
}
