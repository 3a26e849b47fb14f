import { fetchSession, fetchToken } from "~/lib/session/auth-answers.ts";
import { readTokenTimes } from "~/lib/session/token.ts";

/** A token is asked for again this long before it ends, in milliseconds. */
const RENEW_BEFORE = 60_000;

let held: { readonly token: string; readonly renewAt: number } | null = null;

/** The token of whoever is signed in in this browser, held in memory only; null if nobody is. */
export async function currentToken(): Promise<string | null> {
  if (held !== null && Date.now() < held.renewAt) return held.token;
  const answer = await fetchToken();
  if (answer.kind !== "token") return null;
  const lifetime = readTokenTimes(answer.token)?.lifetime ?? 0;
  held = { token: answer.token, renewAt: Date.now() + lifetime - RENEW_BEFORE };
  return answer.token;
}

/** The address of whoever is signed in in this browser; null if nobody is. */
export async function currentEmail(): Promise<string | null> {
  const answer = await fetchSession();
  return answer.kind === "user" ? answer.user.email : null;
}
