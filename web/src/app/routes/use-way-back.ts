import { useRouter } from "@tanstack/react-router";
import { useEffect } from "react";
import { useSessionStatus } from "~/lib/session/current-session.ts";

/** The one page of this site that is not a view of the application. */
const API_DOCS = "/api/docs";

/** Leaves the sign-in pages as soon as somebody is signed in, here or in another tab. */
export function useWayBack(next: string): void {
  const { kind } = useSessionStatus();
  const { history } = useRouter();
  useEffect(() => {
    if (kind !== "signed-in") return;
    if (next === API_DOCS) window.location.replace(API_DOCS);
    else history.replace(next);
  }, [kind, next, history]);
}
