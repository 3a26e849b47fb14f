import { Link } from "@tanstack/react-router";
import { CircleCheck, CircleDashed, Layers, type LucideIcon } from "lucide-react";
import type { Show } from "~/lib/data/task.ts";
import { type MessageKey, t } from "~/lib/i18n/t.ts";
import styles from "./navigation.module.css";

interface View {
  readonly show: Show;
  readonly name: Extract<MessageKey, `nav.${string}`>;
  readonly icon: LucideIcon;
}

const VIEWS: readonly View[] = [
  { show: "open", name: "nav.tasks", icon: CircleDashed },
  { show: "done", name: "nav.done", icon: CircleCheck },
  { show: "all", name: "nav.all", icon: Layers },
];

/** The address of a view: the open tasks are at the root. */
export function viewSearch(show: Show): { show?: Show } {
  return show === "open" ? {} : { show };
}

interface NavigationProps {
  /** Null on pages that are no view. */
  readonly current: Show | null;
  readonly onNavigate?: () => void;
}

export function Navigation({ current, onNavigate }: NavigationProps) {
  return (
    <nav aria-label={t("nav.label")}>
      <ul className={styles.list}>
        {VIEWS.map(({ show, name, icon: Icon }) => (
          <li key={show}>
            <Link
              to="/"
              search={viewSearch(show)}
              activeProps={{}}
              className={styles.link}
              aria-current={current === show ? "page" : undefined}
              data-current={current === show || undefined}
              onClick={onNavigate}
            >
              <Icon size={18} strokeWidth={1.75} aria-hidden />
              {t(name)}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
