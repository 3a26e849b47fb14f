import "@fontsource-variable/inter";
import "~/ui/tokens.css";
import "~/ui/base.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { followAppearance } from "~/lib/appearance.ts";
import { startLanguage } from "~/lib/i18n/language.ts";
import { ApiDocsPage } from "./api-docs-page.tsx";

followAppearance();

const root = document.getElementById("root");
if (root === null) throw new Error("api-docs/index.html has no #root");

void startLanguage().then(() =>
  createRoot(root).render(
    <StrictMode>
      <ApiDocsPage />
    </StrictMode>,
  ),
);
