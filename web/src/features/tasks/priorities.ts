import { t } from "~/lib/i18n/t.ts";

/** Most urgent first; 4 is none. */
export const PRIORITIES: readonly string[] = ["1", "2", "3", "4"];

export function priorityName(priority: number): string {
  return priority === 4 ? t("priority.none") : t("priority.name", { priority });
}
