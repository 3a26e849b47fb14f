import { useRouter } from "@tanstack/react-router";
import { lazy, Suspense, useEffect } from "react";
import { t } from "~/lib/i18n/t.ts";
import { session, useSessionStatus } from "~/lib/session/current-session.ts";
import { useTitle } from "~/lib/use-title.ts";
import { Button } from "~/ui/button.tsx";
import { StatePanel } from "~/ui/state-panel.tsx";
import { Alone } from "./alone.tsx";
import { Starting } from "./starting.tsx";

const Shell = lazy(() => import("./shell.tsx"));

/** The pages behind the sign-in: the shell for those who are in, a wait for everybody else. */
export function SignedIn() {
  const status = useSessionStatus();
  const router = useRouter();

  useEffect(() => {
    if (status.kind === "signed-out") void router.invalidate();
  }, [status.kind, router]);

  switch (status.kind) {
    case "signed-in":
    case "ended":
      return (
        <Suspense fallback={<Starting />}>
          <Shell />
        </Suspense>
      );
    case "unreachable":
      return <Unreachable />;
    case "signed-out":
    case "unknown":
    case "replaced":
      return <Starting />;
  }
}

function Unreachable() {
  useTitle(t("page.unreachable.title"));
  return (
    <Alone>
      <StatePanel
        drawing="unplugged"
        level={1}
        title={t("page.unreachable.title")}
        text={t("page.unreachable.text")}
      >
        <Button onClick={() => void session.start()}>{t("app.tryAgain")}</Button>
      </StatePanel>
    </Alone>
  );
}
