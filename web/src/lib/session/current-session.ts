import { useSyncExternalStore } from "react";
import { forgetDrafts } from "~/lib/drafts.ts";
import { fetchSession, fetchToken } from "./auth-answers.ts";
import { Session, type SessionNews, type SessionStatus } from "./session.ts";

const channel = new BroadcastChannel("taskward.session");

const HINT = "taskward.signed-in";

/** Whether somebody was signed in here last time: a hint for what to load first, and nothing more. */
export function wasSignedIn(): boolean {
  try {
    return localStorage.getItem(HINT) !== null;
  } catch {
    return false;
  }
}

function remember(signedIn: boolean): void {
  try {
    if (signedIn) localStorage.setItem(HINT, "1");
    else localStorage.removeItem(HINT);
  } catch {
    // The hint only saves time.
  }
}

/** The session of this page. */
export const session = new Session({
  fetchToken,
  fetchSession,
  now: () => Date.now(),
  after: (delay, task) => {
    const timer = setTimeout(task, delay);
    return () => clearTimeout(timer);
  },
  visible: () => document.visibilityState === "visible",
  tell: (news) => channel.postMessage(news),
  leave: (reason) => {
    forgetDrafts();
    // A new document is the one sure way to drop every cache, timer and queued write.
    if (reason === "signed-out") window.location.replace("/sign-in");
    else window.location.reload();
  },
});

session.subscribe(() => {
  const { kind } = session.status();
  if (kind === "signed-in") remember(true);
  if (kind === "signed-out" || kind === "replaced") remember(false);
});

channel.addEventListener("message", (event: MessageEvent<SessionNews>) => session.heard(event.data));

function onFront(): void {
  if (document.visibilityState === "visible") void session.check();
}
document.addEventListener("visibilitychange", onFront);
window.addEventListener("focus", onFront);

export function useSessionStatus(): SessionStatus {
  return useSyncExternalStore(session.subscribe, session.status);
}
