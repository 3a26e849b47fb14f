import "@fontsource-variable/inter";
import "~/ui/tokens.css";
import "~/ui/base.css";
import { createRoot } from "react-dom/client";
import { followAppearance } from "~/lib/appearance.ts";
import { startLanguage } from "~/lib/i18n/language.ts";
import { wasSignedIn } from "~/lib/session/current-session.ts";
import { App } from "./app.tsx";

followAppearance();

const root = document.getElementById("root");
if (root === null) throw new Error("index.html has no #root");

// Fetched while Better Auth is asked who is here, rather than after its answer.
if (wasSignedIn() && !window.location.pathname.startsWith("/sign-")) {
  void import("./shell.tsx");
  void import("./routes/tasks.tsx");
}

// A top-level await would keep the bundler from putting modules into few files.
void startLanguage().then(() => createRoot(root).render(<App />));
