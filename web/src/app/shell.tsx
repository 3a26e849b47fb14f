import { Link, Outlet, useLocation, useNavigate, useRouter, useSearch } from "@tanstack/react-router";
import { Menu as MenuIcon, Plus, Search } from "lucide-react";
import { Suspense, useEffect, useState } from "react";
import { AccountMenu } from "~/features/account/account-menu.tsx";
import { ListDialogs } from "~/features/lists/list-dialogs.tsx";
import { useListFailures } from "~/features/lists/list-failures.ts";
import { askAboutList } from "~/features/lists/open-list-dialog.ts";
import { ConnectionNotice } from "~/features/status/connection-notice.tsx";
import { useChangeFailures } from "~/features/tasks/change-failures.ts";
import { redoLast, undoLast } from "~/features/tasks/task-actions.ts";
import { TaskPickers } from "~/features/tasks/task-pickers.tsx";
import { setLiveRegion } from "~/lib/announce.ts";
import { startLiveUpdates } from "~/lib/data/live-updates.ts";
import { ListsContext, useAllLists } from "~/lib/data/use-lists.ts";
import { taskStore } from "~/lib/data/use-tasks.ts";
import { FILTER, focusTarget, QUICK_ADD, SEARCH } from "~/lib/focus-targets.ts";
import { t } from "~/lib/i18n/t.ts";
import { session, useSessionStatus } from "~/lib/session/current-session.ts";
import { useUser } from "~/lib/session/use-user.ts";
import { useShortcuts } from "~/lib/shortcuts/use-shortcuts.ts";
import { IconButton } from "~/ui/icon-button.tsx";
import { lazyAhead } from "~/ui/lazy-ahead.ts";
import { Logo } from "~/ui/logo.tsx";
import { useToastsUsed } from "~/ui/toast.ts";
import { TooltipHost } from "~/ui/tooltip-host.tsx";
import { Navigation } from "./navigation.tsx";
import { usePalette } from "./palette/use-palette.ts";
import styles from "./shell.module.css";
import { ViewLink } from "./view-link.tsx";
import { VIEWS, type ViewName, viewAt } from "./views.ts";

const Drawer = lazyAhead(() => import("./drawer.tsx"));
const CommandPalette = lazyAhead(() => import("./palette/command-palette.tsx"));
const ToastRegion = lazyAhead(() => import("~/ui/toast-region.tsx"));

const ShortcutsDialog = lazyAhead(async () => {
  const { ShortcutsDialog } = await import("~/features/shortcuts/shortcuts-dialog.tsx");
  return { default: ShortcutsDialog };
});

const SessionEndedDialog = lazyAhead(async () => {
  const { SessionEndedDialog } = await import("~/features/sign-in/session-ended-dialog.tsx");
  return { default: SessionEndedDialog };
});

/** What stands around every page of somebody who is signed in. */
export default function Shell() {
  const user = useUser();
  const status = useSessionStatus();
  const navigate = useNavigate();
  const { history } = useRouter();
  const [drawer, setDrawer] = useState(false);
  const [help, setHelp] = useState(false);
  const toasts = useToastsUsed();
  const pathname = useLocation({ select: (location) => location.pathname });
  const show = useSearch({ strict: false, select: (search) => search.show });
  const current = viewAt(pathname, show);
  const list = /^\/lists\/([^/]+)$/.exec(pathname)?.[1] ?? null;
  const lists = useAllLists();
  useChangeFailures(user.id);
  useListFailures();
  useUnloadGuard();
  useEffect(() => startLiveUpdates(user.id), [user.id]);

  const goTo = (view: ViewName) => navigate({ to: VIEWS[view].to, search: VIEWS[view].search });

  /** Puts the focus into a field of the list; goes to the open tasks first where there is none. */
  async function focusOrGo(target: typeof QUICK_ADD | typeof SEARCH): Promise<void> {
    setDrawer(false);
    if (focusTarget(target)) return;
    await goTo("open");
    requestAnimationFrame(() => focusTarget(target));
  }

  const openHelp = () => {
    setDrawer(false);
    setHelp(true);
  };

  const { palette, openPalette, closePalette } = usePalette();

  useShortcuts({
    q: () => void focusOrGo(QUICK_ADD),
    "/": () => void focusOrGo(SEARCH),
    f: () => {
      // The view puts the focus there itself when it comes.
      if (!focusTarget(FILTER)) void goTo("filter");
    },
    z: undoLast,
    "Shift+z": redoLast,
    "?": openHelp,
    "g t": () => void goTo("today"),
    "g u": () => void goTo("upcoming"),
    "g i": () => void goTo("inbox"),
    "g o": () => void goTo("open"),
    "Shift+l": () => askAboutList({ kind: "make" }),
    "g c": () => void goTo("done"),
    "g a": () => void goTo("all"),
  });

  const side = (
    <>
      <Navigation current={current} list={list} onNavigate={() => setDrawer(false)} />
      <div className={styles.account}>
        <AccountMenu
          onShortcuts={openHelp}
          onCommands={() => {
            setDrawer(false);
            // As long as the menu is open, the rest of the page can take no focus.
            requestAnimationFrame(openPalette);
          }}
        />
      </div>
    </>
  );

  return (
    <ListsContext value={lists}>
      <div className={styles.shell}>
        <a className={styles.skip} href="#content">
          {t("app.skipToContent")}
        </a>
        <header className={styles.sidebar}>
          <Link to="/" className={styles.home} aria-label={t("app.name")}>
            <Logo name={t("app.name")} />
          </Link>
          {side}
        </header>
        <header className={styles.top}>
          <IconButton label={t("nav.open")} onClick={() => setDrawer(true)}>
            <MenuIcon size={20} aria-hidden />
          </IconButton>
          <Link to="/" className={styles.home} aria-label={t("app.name")}>
            <Logo name={t("app.name")} />
          </Link>
        </header>
        <main id="content" tabIndex={-1} className={styles.main}>
          <div className={styles.column}>
            <ConnectionNotice />
            <Outlet />
          </div>
        </main>
        <nav className={styles.bottom} aria-label={t("nav.bottom")}>
          <ViewLink view="today" isCurrent={current === "today"} iconSize={20} />
          <ViewLink view="upcoming" isCurrent={current === "upcoming"} iconSize={20} />
          <button
            type="button"
            className={styles.add}
            aria-label={t("nav.add")}
            onClick={() => void focusOrGo(QUICK_ADD)}
          >
            <Plus size={24} aria-hidden />
          </button>
          <button type="button" onClick={() => void focusOrGo(SEARCH)}>
            <Search size={20} strokeWidth={1.75} aria-hidden />
            {t("nav.search")}
          </button>
          <button type="button" onClick={() => setDrawer(true)}>
            <MenuIcon size={20} strokeWidth={1.75} aria-hidden />
            {t("nav.more")}
          </button>
        </nav>

        <Suspense>
          {drawer ? <Drawer onClose={() => setDrawer(false)}>{side}</Drawer> : null}
          {palette === null ? null : (
            <CommandPalette
              inHand={palette.inHand}
              onClose={closePalette}
              goTo={(view) => void goTo(view)}
              add={() => void focusOrGo(QUICK_ADD)}
              search={() => void focusOrGo(SEARCH)}
              help={openHelp}
            />
          )}
          {help ? <ShortcutsDialog isOpen onClose={() => setHelp(false)} /> : null}
          {status.kind === "ended" ? (
            <SessionEndedDialog user={status.user} onOther={() => signInAsOther(history.location.href)} />
          ) : null}
        </Suspense>
        <Suspense>{toasts ? <ToastRegion /> : null}</Suspense>
        <TaskPickers />
        <ListDialogs
          onMade={(id) => {
            setDrawer(false);
            void navigate({ to: "/lists/$listId", params: { listId: id } });
          }}
          onDeleted={(id) => {
            if (id === list) void navigate({ to: "/inbox" });
          }}
        />
        <TooltipHost />
        {/* React Aria leaves what has this mark alone when it hides the page behind a sheet. */}
        <div
          ref={setLiveRegion}
          role="status"
          aria-live="polite"
          data-live-announcer="true"
          className="visually-hidden"
        />
      </div>
    </ListsContext>
  );
}

/** Another person signs in on a new document: nothing of the first one's stays behind. */
function signInAsOther(next: string): void {
  window.location.assign(`/sign-in?${new URLSearchParams({ next })}`);
}

/** Asks before the page is closed while a change is not confirmed, unless the page leaves by itself. */
function useUnloadGuard(): void {
  useEffect(() => {
    const ask = (event: BeforeUnloadEvent) => {
      if (session.status().kind !== "replaced" && taskStore.hasPending()) event.preventDefault();
    };
    window.addEventListener("beforeunload", ask);
    return () => window.removeEventListener("beforeunload", ask);
  }, []);
}
