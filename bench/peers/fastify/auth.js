/** Who asks: the subject of a token that Better Auth issued. */
import { createRemoteJWKSet, jwtVerify } from "jose";

const keys = createRemoteJWKSet(new URL(process.env.JWKS_URL));
const expected = {
  algorithms: ["EdDSA"],
  issuer: process.env.BETTER_AUTH_URL,
  audience: process.env.BETTER_AUTH_URL,
  clockTolerance: 30,
  requiredClaims: ["exp", "iat", "sub"],
};

/** A hook before every route: sets `request.user`, or answers 401. */
export async function authenticate(request, reply) {
  const [, token] = /^Bearer (\S+)$/.exec(request.headers.authorization ?? "") ?? [];
  try {
    const { payload } = await jwtVerify(token ?? "", keys, expected);
    request.user = payload.sub;
  } catch {
    return reply.code(401).header("WWW-Authenticate", "Bearer").send({ detail: "Sign in again." });
  }
}
