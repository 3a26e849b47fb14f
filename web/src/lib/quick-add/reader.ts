import { useSyncExternalStore } from "react";
import { type LanguageName, useLanguage } from "~/lib/i18n/language.ts";
import { loadQuickAdd } from "./load.ts";
import type { NamedList, Understood } from "./understand.ts";

/** Reads lines in one language. */
export type Reader = (
  text: string,
  now: Date,
  plain: readonly string[],
  lists: readonly NamedList[],
) => Understood;

const readers = new Map<LanguageName, Reader>();
const listeners = new Set<() => void>();

/** Fetches what reads lines in a language; no part of the first load. If it cannot be had, lines stay text. */
export async function loadReader(name: LanguageName): Promise<void> {
  if (readers.has(name)) return;
  const [{ understand }, language] = await Promise.all([import("./understand.ts"), loadQuickAdd(name)]);
  readers.set(name, (text, now, plain, lists) => understand(text, { language, now, plain, lists }));
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** What reads lines in the page's language; null as long as it is not here. */
export function useReader(): Reader | null {
  const { name } = useLanguage();
  return useSyncExternalStore(subscribe, () => readers.get(name) ?? null);
}
