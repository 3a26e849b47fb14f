import { RefusedError } from "~/lib/api/errors.ts";
import { isPassing } from "~/lib/data/retry.ts";
import { t } from "~/lib/i18n/t.ts";

/** Why a change was rolled back, in words; and whether trying again can help. `gone` says that what it was about is not there. */
export function failureReason(
  error: unknown,
  gone: string,
): { readonly text: string; readonly again: boolean } {
  if (error instanceof RefusedError) {
    if (error.status === 429) return { text: t("change.why.tooMany"), again: true };
    if (error.status === 404 || error.status === 409) return { text: gone, again: false };
    if (error.status === 403) return { text: t("change.why.forbidden"), again: false };
    const detail = error.problem?.errors?.[0]?.message ?? error.problem?.detail;
    if (error.status === 422 && detail !== undefined) {
      return { text: t("change.why.invalid", { detail }), again: true };
    }
  }
  return { text: isPassing(error) ? t("change.why.unreachable") : t("change.why.server"), again: true };
}
