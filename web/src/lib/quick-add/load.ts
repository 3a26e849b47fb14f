import type { LanguageName } from "~/lib/i18n/language.ts";
import type { QuickAddLanguage } from "./language.ts";

const LANGUAGES: Readonly<Record<LanguageName, () => Promise<QuickAddLanguage>>> = {
  en: async () => (await import("./languages/en.ts")).quickAddEn,
  de: async () => (await import("./languages/de.ts")).quickAddDe,
  fr: async () => (await import("./languages/fr.ts")).quickAddFr,
};

/** Fetches what is known of a language; no part of the first load. */
export function loadQuickAdd(language: LanguageName): Promise<QuickAddLanguage> {
  return LANGUAGES[language]();
}
