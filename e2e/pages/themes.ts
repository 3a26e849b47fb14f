import type { Page } from "@playwright/test";

/** Every theme that a system can ask for. */
export const THEMES = {
  light: { colorScheme: "light", contrast: "no-preference" },
  dark: { colorScheme: "dark", contrast: "no-preference" },
  "light-contrast": { colorScheme: "light", contrast: "more" },
  "dark-contrast": { colorScheme: "dark", contrast: "more" },
} as const satisfies Readonly<Record<string, Parameters<Page["emulateMedia"]>[0]>>;
