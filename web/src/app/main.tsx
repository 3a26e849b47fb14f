import "@fontsource-variable/inter";
import "~/ui/tokens.css";
import "~/ui/base.css";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { I18nProvider } from "react-aria-components/I18nProvider";
import { createRoot } from "react-dom/client";
import { queryClient } from "~/lib/data/query-client.ts";
import { wasSignedIn } from "~/lib/session/current-session.ts";
import { router } from "./router.ts";

const root = document.getElementById("root");
if (root === null) throw new Error("index.html has no #root");

// Fetched while Better Auth is asked who is here, rather than after its answer.
if (wasSignedIn() && !window.location.pathname.startsWith("/sign-")) {
  void import("./shell.tsx");
  void import("./routes/tasks.tsx");
}

createRoot(root).render(
  <StrictMode>
    <I18nProvider locale="en-US">
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </I18nProvider>
  </StrictMode>,
);
