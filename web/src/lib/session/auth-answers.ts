import { authClient } from "./auth-client.ts";
import type { SessionAnswer, TokenAnswer } from "./session.ts";

/** Asks Better Auth for a token; anything but a clear yes or a 401 counts as unreachable. */
export async function fetchToken(): Promise<TokenAnswer> {
  try {
    const { data, error } = await authClient.token();
    if (error !== null) return { kind: error.status === 401 ? "unauthorised" : "unreachable" };
    return { kind: "token", token: data.token };
  } catch {
    return { kind: "unreachable" };
  }
}

/** Asks Better Auth who is signed in, past any cached copy of the session. */
export async function fetchSession(): Promise<SessionAnswer> {
  try {
    const { data, error } = await authClient.getSession({ query: { disableCookieCache: true } });
    if (error !== null) return { kind: error.status === 401 ? "none" : "unreachable" };
    if (data === null) return { kind: "none" };
    const { id, name, email } = data.user;
    return { kind: "user", user: { id, name, email } };
  } catch {
    return { kind: "unreachable" };
  }
}
