import { RefusedError, UnreachableError } from "~/lib/api/errors.ts";
import { SessionUnavailableError } from "~/lib/session/session.ts";

const PASSING = new Set([429, 502, 503, 504]);
const FIRST_DELAY = 1_000;
const LONGEST_DELAY = 30_000;

/** Whether the same request may succeed a little later. */
export function isPassing(error: unknown): boolean {
  if (error instanceof UnreachableError || error instanceof SessionUnavailableError) return true;
  return error instanceof RefusedError && PASSING.has(error.status);
}

/** Milliseconds before the next try: what the server asks for, else twice as long each time. */
export function retryDelay(failures: number, error: unknown): number {
  const asked =
    error instanceof RefusedError || error instanceof SessionUnavailableError ? error.retryAfter : null;
  return Math.min(asked ?? FIRST_DELAY * 2 ** failures, LONGEST_DELAY);
}
