import { useRouter } from "@tanstack/react-router";
import { useEffect } from "react";
import { useSessionStatus } from "~/lib/session/current-session.ts";

/** Leaves the sign-in pages as soon as somebody is signed in, here or in another tab. */
export function useWayBack(next: string): void {
  const { kind } = useSessionStatus();
  const { history } = useRouter();
  useEffect(() => {
    if (kind === "signed-in") history.replace(next);
  }, [kind, next, history]);
}
