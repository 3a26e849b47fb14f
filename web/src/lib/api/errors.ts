import type { components } from "./schema.ts";

export type Problem = components["schemas"]["Problem"];

/** The server answered, and the answer is a refusal. */
export class RefusedError extends Error {
  override readonly name = "RefusedError";
  readonly status: number;
  readonly problem: Problem | null;
  /** Milliseconds the server asks to wait (`Retry-After`), if it does. */
  readonly retryAfter: number | null;

  constructor(status: number, problem: Problem | null, retryAfter: number | null) {
    super(problem?.title ?? `refused with status ${status}`);
    this.status = status;
    this.problem = problem;
    this.retryAfter = retryAfter;
  }
}

/** No answer came: no network, or nobody there. */
export class UnreachableError extends Error {
  override readonly name = "UnreachableError";
}

/** Turns a refusing response into an error, whether or not its body is a problem document (RFC 9457). */
export function refusal(response: Response, body: unknown): RefusedError {
  const seconds = Number(response.headers.get("retry-after") ?? Number.NaN);
  const retryAfter = Number.isFinite(seconds) && seconds >= 0 ? seconds * 1000 : null;
  return new RefusedError(response.status, isProblem(body) ? body : null, retryAfter);
}

function isProblem(body: unknown): body is Problem {
  return typeof body === "object" && body !== null && "title" in body && typeof body.title === "string";
}
