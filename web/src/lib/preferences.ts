import { StoredChoice } from "./stored-choice.ts";

/** Whether single keys act as shortcuts (WCAG 2.2, criterion 2.1.4: they can be switched off). */
export const shortcutKeys = new StoredChoice("taskward.shortcuts", ["on", "off"]);
