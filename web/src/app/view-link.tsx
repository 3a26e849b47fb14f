import { Link } from "@tanstack/react-router";
import { t } from "~/lib/i18n/t.ts";
import { VIEWS, type ViewName } from "./views.ts";

interface ViewLinkProps {
  readonly view: ViewName;
  readonly isCurrent: boolean;
  readonly iconSize: number;
  readonly className?: string | undefined;
  readonly onClick?: (() => void) | undefined;
}

/** The way to a view, by its sign and name. */
export function ViewLink({ view, isCurrent, iconSize, className, onClick }: ViewLinkProps) {
  const { name, icon: Icon, to, search } = VIEWS[view];
  return (
    <Link
      to={to}
      search={search}
      activeProps={{}}
      className={className}
      aria-current={isCurrent ? "page" : undefined}
      data-current={isCurrent || undefined}
      onClick={onClick}
    >
      <Icon size={iconSize} strokeWidth={1.75} aria-hidden />
      {t(name)}
    </Link>
  );
}
