import assert from "node:assert/strict";
import { test } from "node:test";
import {
  createRemoteJWKSet,
  decodeProtectedHeader,
  type JSONWebKeySet,
  type JWTPayload,
  jwtVerify,
} from "jose";
import { Browser } from "./browser.js";
import { freshEnvironment, PUBLIC_ORIGIN, type Service, startService } from "./service.js";

const EMAIL = "ada@example.org";

async function signedUp(service: Service) {
  const browser = new Browser(service);
  const { body } = await browser.signUp(EMAIL);
  return { browser, id: body.user.id };
}

function assertClaims(claims: JWTPayload, id: string) {
  const { iat, exp, ...rest } = claims;
  assert.ok(iat !== undefined && exp !== undefined);
  assert.equal(exp - iat, 15 * 60);
  assert.ok(Math.abs(iat - Date.now() / 1000) < 30);
  assert.deepEqual(rest, {
    sub: id,
    email: EMAIL,
    name: "Ada",
    iss: PUBLIC_ORIGIN,
    aud: PUBLIC_ORIGIN,
  });
}

for (const algorithm of ["EdDSA", "ES256", "ES512", "RS256", "PS256"]) {
  test(`${algorithm}: the token verifies with the published key and says who it is`, async (context) => {
    const service = await startService(
      context,
      freshEnvironment(context, { JWT_ALGORITHM: algorithm }),
    );
    // The key is there before anybody asked for a token.
    const { keys } = (await new Browser(service).get<JSONWebKeySet>("/jwks")).body;
    assert.equal(keys.length, 1);
    assert.equal(keys[0]?.alg, algorithm);
    assert.ok(keys[0]?.kid);
    assert.equal(keys[0]?.d, undefined);

    const { browser, id } = await signedUp(service);
    const token = await browser.token();
    assert.deepEqual(decodeProtectedHeader(token), { alg: algorithm, kid: keys[0].kid });
    const keySet = createRemoteJWKSet(new URL(`${service.url}/api/auth/jwks`));
    const { payload } = await jwtVerify(token, keySet, {
      issuer: PUBLIC_ORIGIN,
      audience: PUBLIC_ORIGIN,
      algorithms: [algorithm],
    });
    assertClaims(payload, id);
  });
}

test("HS256: the token verifies with the shared secret and there is no key set", async (context) => {
  const environment = freshEnvironment(context, { JWT_ALGORITHM: "HS256" });
  const service = await startService(context, environment);
  const { browser, id } = await signedUp(service);
  const token = await browser.token();
  assert.deepEqual(decodeProtectedHeader(token), { alg: "HS256" });
  const secret = new TextEncoder().encode(environment.BETTER_AUTH_SECRET);
  const { payload } = await jwtVerify(token, secret, { algorithms: ["HS256"] });
  assertClaims(payload, id);
  assert.equal((await browser.get("/jwks")).status, 404);
});

test("issuer and audience can be names of their own", async (context) => {
  const service = await startService(
    context,
    freshEnvironment(context, { JWT_ISSUER: "https://people.home.arpa", JWT_AUDIENCE: "taskward" }),
  );
  const { browser } = await signedUp(service);
  const keySet = createRemoteJWKSet(new URL(`${service.url}/api/auth/jwks`));
  const { payload } = await jwtVerify(await browser.token(), keySet);
  assert.equal(payload.iss, "https://people.home.arpa");
  assert.equal(payload.aud, "taskward");
});

test("a Host header changes neither issuer nor audience", async (context) => {
  const service = await startService(context, freshEnvironment(context));
  const { browser } = await signedUp(service);
  const cookie = [...browser.cookies].map((pair) => pair.join("=")).join("; ");
  const forwarded = new Browser(service, {
    cookie,
    "x-forwarded-host": "evil.example",
    "x-forwarded-proto": "https",
  });
  const keySet = createRemoteJWKSet(new URL(`${service.url}/api/auth/jwks`));
  const { payload } = await jwtVerify(await forwarded.token(), keySet);
  assert.equal(payload.iss, PUBLIC_ORIGIN);
  assert.equal(payload.aud, PUBLIC_ORIGIN);
});

test("a restart keeps sessions and keys", async (context) => {
  const environment = freshEnvironment(context);
  const before = await startService(context, environment);
  const { browser, id } = await signedUp(before);
  const keysBefore = await browser.get("/jwks");
  await before.stop();

  const after = await startService(context, environment);
  const returned = browser.reconnect(after);
  assert.deepEqual((await returned.get("/jwks")).body, keysBefore.body);
  const keySet = createRemoteJWKSet(new URL(`${after.url}/api/auth/jwks`));
  assertClaims((await jwtVerify(await returned.token(), keySet)).payload, id);
});

test("another algorithm gets a key of its own, and earlier tokens stay valid", async (context) => {
  const environment = freshEnvironment(context);
  const before = await startService(context, environment);
  const { browser, id } = await signedUp(before);
  const earlier = await browser.token();
  await before.stop();

  const after = await startService(context, { ...environment, JWT_ALGORITHM: "ES256" });
  const keySet = createRemoteJWKSet(new URL(`${after.url}/api/auth/jwks`));
  const later = await browser.reconnect(after).token();
  assert.equal(decodeProtectedHeader(later).alg, "ES256");
  assertClaims((await jwtVerify(later, keySet)).payload, id);
  assertClaims((await jwtVerify(earlier, keySet)).payload, id);
});

test("keys are rotated on request, and the old one stays published", async (context) => {
  const service = await startService(
    context,
    freshEnvironment(context, { JWKS_ROTATION_SECONDS: "1" }),
  );
  const { browser, id } = await signedUp(service);
  const earlier = await browser.token();
  const kid = (token: string) => decodeProtectedHeader(token).kid;
  const deadline = Date.now() + 20_000;
  let later = earlier;
  while (kid(later) === kid(earlier) && Date.now() < deadline) {
    later = await browser.token();
  }
  assert.notEqual(kid(later), kid(earlier));
  const keySet = createRemoteJWKSet(new URL(`${service.url}/api/auth/jwks`));
  assertClaims((await jwtVerify(earlier, keySet)).payload, id);
  assertClaims((await jwtVerify(later, keySet)).payload, id);
});
