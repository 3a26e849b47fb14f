import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { I18nProvider } from "react-aria-components/I18nProvider";
import { queryClient } from "~/lib/data/query-client.ts";
import { useLanguage } from "~/lib/i18n/language.ts";
import { router } from "./router.ts";

/** Everything on the page. Another language draws all of it anew; data, drafts and the address stay. */
export function App() {
  const { name, locale } = useLanguage();
  return (
    <StrictMode>
      <I18nProvider locale={locale}>
        <QueryClientProvider client={queryClient}>
          <RouterProvider key={name} router={router} />
        </QueryClientProvider>
      </I18nProvider>
    </StrictMode>
  );
}
