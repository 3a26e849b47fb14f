import { useSyncExternalStore } from "react";
import type { Catalogue } from "./catalogue.ts";
import { en } from "./en.ts";
import { locale, speak } from "./t.ts";

export const LANGUAGES = ["en", "de", "fr"] as const;

export type LanguageName = (typeof LANGUAGES)[number];

/** What each language calls itself; the same whatever the page speaks. */
export const LANGUAGE_NAMES: Readonly<Record<LanguageName, string>> = {
  en: "English",
  de: "Deutsch",
  fr: "Français",
};

/** English is part of the page; the others are fetched. */
const CATALOGUES: Readonly<Record<LanguageName, () => Promise<Catalogue>>> = {
  en: async () => en,
  de: async () => (await import("./de.ts")).de,
  fr: async () => (await import("./fr.ts")).fr,
};

const CHOICE = "taskward.language";

const isLanguage = (name: string | null): name is LanguageName => LANGUAGES.some((known) => known === name);

function chosen(): LanguageName | null {
  try {
    const name = localStorage.getItem(CHOICE);
    return isLanguage(name) ? name : null;
  } catch {
    return null;
  }
}

const primary = (tag: string): string => tag.split("-")[0]?.toLowerCase() ?? "";

/** The first of somebody's languages, as their browser lists them, that there is a catalogue for. */
export function preferredLanguage(tags: readonly string[]): LanguageName {
  return tags.map(primary).find(isLanguage) ?? "en";
}

/** The reader's own variety of a language, so that a British reader gets a 24-hour clock. */
export function localeFor(name: LanguageName, tags: readonly string[]): string {
  return tags.find((tag) => primary(tag) === name) ?? name;
}

let current: LanguageName = "en";
let wanted: LanguageName = "en";
const listeners = new Set<() => void>();

/** Speaks a language as soon as its texts are here. If they cannot be had, the page keeps the one it has. */
async function change(name: LanguageName): Promise<void> {
  wanted = name;
  const catalogue = await CATALOGUES[name]().catch(() => null);
  if (catalogue === null || wanted !== name) return;
  current = name;
  speak({ name, locale: localeFor(name, navigator.languages), catalogue });
  document.documentElement.lang = name;
  for (const listener of listeners) listener();
}

/** Loads the language that somebody chose here, or else the one that their browser prefers. */
export function startLanguage(): Promise<void> {
  return change(chosen() ?? preferredLanguage(navigator.languages));
}

/** Changes the language and remembers it in this browser. */
export async function chooseLanguage(name: LanguageName): Promise<void> {
  try {
    localStorage.setItem(CHOICE, name);
  } catch {
    // The choice holds for this page at least.
  }
  await change(name);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useLanguage(): { readonly name: LanguageName; readonly locale: string } {
  const name = useSyncExternalStore(subscribe, () => current);
  return { name, locale: locale() };
}

// A choice made in another tab holds here too.
window.addEventListener("storage", (event) => {
  if (event.key === CHOICE) void startLanguage();
});
