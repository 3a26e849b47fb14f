import type { JwtOptions } from "better-auth/plugins";
import { SignJWT } from "jose";
import type { Config } from "./config.js";

/** How the tokens for the task service may be signed. */
export const SIGNING_ALGORITHMS = ["EdDSA", "ES256", "ES512", "RS256", "PS256", "HS256"] as const;

export type SigningAlgorithm = (typeof SIGNING_ALGORITHMS)[number];

/**
 * Settings of Better Auth's `jwt` plugin: tokens of 15 minutes (the plugin's default) that say who
 * the bearer is and nothing else.
 */
export function tokenOptions(config: Config) {
  const shared = config.algorithm === "HS256";
  return {
    // A token in every answer to `get-session` is one more place where it could leak.
    disableSettingJwtHeader: true,
    jwks: {
      ...(config.keyRotationSeconds !== null && { rotationInterval: config.keyRotationSeconds }),
      ...(shared ? UNUSED_KEY_SET : { keyPairConfig: { alg: keyAlgorithm(config.algorithm) } }),
    },
    jwt: {
      issuer: config.issuer,
      audience: config.audience,
      // A user's picture may be a data URL larger than a request header may be.
      definePayload: ({ user }) => ({ email: user.email, name: user.name }),
      ...(shared && { sign: signWithSecret(config.secret) }),
    },
  } satisfies JwtOptions;
}

// Better Auth 1.7 refuses a `sign` function without these two. It reads neither, and answers
// `GET /jwks` with 404.
const UNUSED_KEY_SET = {
  remoteUrl: "https://unused.invalid/jwks",
  keyPairConfig: { alg: "EdDSA" },
} as const;

function keyAlgorithm(algorithm: SigningAlgorithm) {
  if (algorithm === "HS256") {
    throw new TypeError("HS256 signs with the shared secret and has no key pair");
  }
  return algorithm;
}

/** The plugin passes the finished claims, so all that is left is the signature (RFC 7518, 3.2). */
function signWithSecret(secret: string): NonNullable<NonNullable<JwtOptions["jwt"]>["sign"]> {
  const key = new TextEncoder().encode(secret);
  return (claims, header) =>
    new SignJWT(claims).setProtectedHeader({ ...header, alg: "HS256" }).sign(key);
}
