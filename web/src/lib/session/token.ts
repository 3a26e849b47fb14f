/**
 * What the browser may read of a token: whose it is and how long it lives. Nothing here verifies
 * anything; the server does that, and the browser only times its renewal by it.
 */
export interface TokenTimes {
  readonly subject: string;
  /** Lifetime from issue to expiry, in milliseconds. */
  readonly lifetime: number;
}

/** Reads `sub`, `iat` and `exp` (RFC 7519, section 4.1); null if the token has no such shape. */
export function readTokenTimes(token: string): TokenTimes | null {
  const payload = token.split(".")[1];
  if (payload === undefined) return null;
  try {
    const bytes = Uint8Array.from(atob(payload.replaceAll("-", "+").replaceAll("_", "/")), (character) =>
      character.charCodeAt(0),
    );
    const claims: unknown = JSON.parse(new TextDecoder().decode(bytes));
    if (typeof claims !== "object" || claims === null) return null;
    const { sub, iat, exp } = claims as Readonly<Record<string, unknown>>;
    if (typeof sub !== "string" || sub === "" || typeof iat !== "number" || typeof exp !== "number")
      return null;
    if (exp <= iat) return null;
    return { subject: sub, lifetime: (exp - iat) * 1000 };
  } catch {
    return null;
  }
}
