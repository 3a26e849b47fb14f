import type { BetterAuthPlugin } from "better-auth";
import { createAuthEndpoint } from "better-auth/api";
import { type JwtOptions, resolveSigningKey } from "better-auth/plugins";
import type { SigningAlgorithm } from "./token.js";

/**
 * `auth.api.ensureSigningKey()`: makes the key of the chosen algorithm if there is none yet, and
 * proves that the secret can decrypt it. It has no address on the network.
 *
 * Left alone, Better Auth 1.7 makes the key when the first token is asked for, and goes on signing
 * with an older key of another algorithm after `JWT_ALGORITHM` was changed.
 */
export function signingKey(algorithm: SigningAlgorithm, options: JwtOptions) {
  return {
    id: "signing-key",
    endpoints: {
      ensureSigningKey: createAuthEndpoint.serverOnly({ method: "POST" }, async (context) => {
        if (algorithm !== "HS256") {
          await resolveSigningKey(context, options, { signingAlgorithm: algorithm });
        }
      }),
    },
  } satisfies BetterAuthPlugin;
}
