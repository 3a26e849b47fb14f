/**
 * Verifies tokens with jose, the library Better Auth signs with. Reads lines of JSON, first the
 * settings and then a token each, and answers `accepted` or the error's code, a line for each token.
 */
import { createRequire } from "node:module";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

// The very copy that Better Auth uses.
const auth = createRequire(new URL("../../../auth/package.json", import.meta.url));
const { createLocalJWKSet, decodeProtectedHeader, jwtVerify } = await import(
  pathToFileURL(auth.resolve("jose")).href
);

const PUBLIC_KEY = ["EdDSA", "ES256", "ES512", "RS256", "PS256"];

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const settings = JSON.parse((await lines.next()).value);
const keySet = createLocalJWKSet(settings.keySet);
const secret = new TextEncoder().encode(settings.secret);
const options = {
  issuer: settings.origin,
  audience: settings.origin,
  requiredClaims: ["exp", "sub"],
  clockTolerance: settings.leewaySeconds,
};

for await (const line of lines) {
  process.stdout.write(`${await verdict(JSON.parse(line))}\n`);
}

async function verdict(token) {
  try {
    const isSecret = decodeProtectedHeader(token).alg === "HS256";
    await (isSecret
      ? jwtVerify(token, secret, { ...options, algorithms: ["HS256"] })
      : jwtVerify(token, keySet, { ...options, algorithms: PUBLIC_KEY }));
    return "accepted";
  } catch (error) {
    return error.code ?? error.name;
  }
}
