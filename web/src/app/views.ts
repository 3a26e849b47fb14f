import {
  Calendar,
  CalendarDays,
  CircleCheck,
  CircleDashed,
  Inbox,
  Layers,
  ListFilter,
  type LucideIcon,
} from "lucide-react";
import type { MessageKey } from "~/lib/i18n/t.ts";

/** A page that shows tasks, and where it is. */
interface View {
  readonly name: Extract<MessageKey, `nav.${string}`>;
  readonly icon: LucideIcon;
  readonly to: "/" | "/today" | "/upcoming" | "/inbox" | "/filter";
  /** Which of the tasks, on the page that has several kinds. */
  readonly search: { readonly show?: "done" | "all" };
}

export const VIEWS = {
  today: { name: "nav.today", icon: Calendar, to: "/today", search: {} },
  upcoming: { name: "nav.upcoming", icon: CalendarDays, to: "/upcoming", search: {} },
  inbox: { name: "nav.inbox", icon: Inbox, to: "/inbox", search: {} },
  open: { name: "nav.tasks", icon: CircleDashed, to: "/", search: {} },
  done: { name: "nav.done", icon: CircleCheck, to: "/", search: { show: "done" } },
  filter: { name: "nav.filter", icon: ListFilter, to: "/filter", search: {} },
  all: { name: "nav.all", icon: Layers, to: "/", search: { show: "all" } },
} as const satisfies Readonly<Record<string, View>>;

export type ViewName = keyof typeof VIEWS;

/** In the order in which they are shown. */
export const VIEW_NAMES: readonly ViewName[] = [
  "today",
  "upcoming",
  "inbox",
  "open",
  "done",
  "all",
  "filter",
];

/** The view at an address; null on pages that are none. */
export function viewAt(pathname: string, show: "open" | "done" | "all" = "open"): ViewName | null {
  if (pathname === "/") return show;
  return VIEW_NAMES.find((name) => VIEWS[name].to === pathname) ?? null;
}
