import { useSyncExternalStore } from "react";

export type Theme = "system" | "light" | "dark";

const THEME = "taskward.theme";
const SHORTCUTS = "taskward.shortcuts";
const listeners = new Set<() => void>();

function read(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

function write(key: string, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(key);
    else localStorage.setItem(key, value);
  } catch {
    // The choice holds for this page at least.
  }
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function theme(): Theme {
  const shown = document.documentElement.dataset["theme"];
  return shown === "light" || shown === "dark" ? shown : "system";
}

/** Applies a theme and remembers it in this browser. `system` follows the system's setting. */
export function chooseTheme(chosen: Theme): void {
  if (chosen === "system") delete document.documentElement.dataset["theme"];
  else document.documentElement.dataset["theme"] = chosen;
  write(THEME, chosen === "system" ? null : chosen);
}

export function useTheme(): Theme {
  return useSyncExternalStore(subscribe, theme);
}

let shortcutsOn = read(SHORTCUTS) !== "off";

/** Whether single keys act as shortcuts (WCAG 2.2, criterion 2.1.4: they can be switched off). */
export function shortcutsEnabled(): boolean {
  return shortcutsOn;
}

export function enableShortcuts(enabled: boolean): void {
  shortcutsOn = enabled;
  write(SHORTCUTS, enabled ? null : "off");
}

export function useShortcutsEnabled(): boolean {
  return useSyncExternalStore(subscribe, shortcutsEnabled);
}

// A choice made in another tab holds here too.
window.addEventListener("storage", (event) => {
  if (event.key === THEME) {
    const value = event.newValue;
    if (value === "light" || value === "dark") document.documentElement.dataset["theme"] = value;
    else delete document.documentElement.dataset["theme"];
  }
  if (event.key === SHORTCUTS) shortcutsOn = event.newValue !== "off";
  for (const listener of listeners) listener();
});
