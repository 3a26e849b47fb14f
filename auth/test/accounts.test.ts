import assert from "node:assert/strict";
import { test } from "node:test";
import { Browser } from "./browser.js";
import { freshEnvironment, PUBLIC_ORIGIN, startService } from "./service.js";

const EMAIL = "ada@example.org";

test("someone signs up, signs out and signs in again as the same person", async (context) => {
  const service = await startService(context, freshEnvironment(context));
  const browser = new Browser(service);
  const signedUp = await browser.signUp("Ada@Example.org");
  assert.equal(signedUp.status, 200);
  assert.equal(signedUp.body.user.email, EMAIL);

  assert.equal((await browser.post("/sign-out", {})).status, 200);
  assert.equal((await browser.get("/token")).status, 401);
  assert.equal((await browser.get("/get-session")).body, null);

  const signedIn = await browser.signIn(EMAIL);
  assert.equal(signedIn.status, 200);
  assert.equal(signedIn.body.user.id, signedUp.body.user.id);
});

test("the session cookie is out of reach of scripts and of other sites", async (context) => {
  const service = await startService(context, freshEnvironment(context));
  const { headers } = await new Browser(service).signUp(EMAIL);
  const cookie = headers.getSetCookie().join();
  assert.match(cookie, /^better-auth\.session_token=/);
  assert.match(cookie, /HttpOnly/);
  assert.match(cookie, /SameSite=Strict/);
  assert.match(cookie, /Max-Age=2592000/);
  assert.doesNotMatch(cookie, /Secure/);
  assert.equal(headers.get("set-auth-jwt"), null);
});

test("behind https the session cookie is secure", async (context) => {
  const origin = "https://tasks.home.arpa";
  const service = await startService(
    context,
    freshEnvironment(context, { BETTER_AUTH_URL: origin }),
  );
  const { headers } = await new Browser(service, { origin }).signUp(EMAIL);
  assert.match(headers.getSetCookie().join(), /^__Secure-better-auth\.session_token=.*Secure/);
});

test("a session that is not to be remembered ends with the browser", async (context) => {
  const service = await startService(context, freshEnvironment(context));
  await new Browser(service).signUp(EMAIL);
  const { headers } = await new Browser(service).signIn(EMAIL, undefined, false);
  const session = headers.getSetCookie().find((cookie) => cookie.includes("session_token"));
  assert.ok(session);
  assert.doesNotMatch(session, /Max-Age|Expires/i);
});

test("wrong passwords and unknown people get the same answer", async (context) => {
  const service = await startService(context, freshEnvironment(context));
  await new Browser(service).signUp(EMAIL);
  const wrong = await new Browser(service).signIn(EMAIL, "wrong password");
  const unknown = await new Browser(service).signIn("nobody@example.org");
  assert.equal(wrong.status, 401);
  assert.equal(wrong.body.code, "INVALID_EMAIL_OR_PASSWORD");
  assert.deepEqual([unknown.status, unknown.body], [wrong.status, wrong.body]);
});

test("sign-up names what is wrong with it", async (context) => {
  const service = await startService(context, freshEnvironment(context));
  const browser = new Browser(service);
  await browser.signUp(EMAIL);
  const code = async (email: string, password?: string, name?: string) => {
    const { status, body } = await new Browser(service).signUp(email, password, name);
    return [status, body.code];
  };
  assert.deepEqual(await code(EMAIL), [422, "USER_ALREADY_EXISTS_USE_ANOTHER_EMAIL"]);
  assert.deepEqual(await code("bob@example.org", "1234567"), [400, "PASSWORD_TOO_SHORT"]);
  assert.deepEqual(await code("bob@example.org", "a".repeat(129)), [400, "PASSWORD_TOO_LONG"]);
  assert.deepEqual(await code("not an address"), [400, "VALIDATION_ERROR"]);
  const longName = "b".repeat(256);
  assert.deepEqual(await code("bob@example.org", undefined, longName), [400, "NAME_TOO_LONG"]);
  assert.equal((await new Browser(service).signUp("bob@example.org")).status, 200);
});

test("sign-up can be switched off", async (context) => {
  const environment = freshEnvironment(context);
  const open = await startService(context, environment);
  await new Browser(open).signUp(EMAIL);
  await open.stop();

  const closed = await startService(context, { ...environment, SIGN_UP: "off" });
  const refused = await new Browser(closed).signUp("bob@example.org");
  assert.equal(refused.status, 400);
  assert.equal(refused.body.code, "EMAIL_PASSWORD_SIGN_UP_DISABLED");
  assert.equal((await new Browser(closed).signIn(EMAIL)).status, 200);
  const { body } = await new Browser(closed).get<{ signUp: boolean }>("/options");
  assert.equal(body.signUp, false);
});

test("a changed password ends the other sessions", async (context) => {
  const service = await startService(context, freshEnvironment(context));
  const here = new Browser(service);
  await here.signUp(EMAIL);
  const elsewhere = new Browser(service);
  await elsewhere.signIn(EMAIL);

  const change = { newPassword: "a new password", revokeOtherSessions: true };
  const refused = await here.post("/change-password", { ...change, currentPassword: "wrong one" });
  assert.deepEqual([refused.status, refused.body.code], [400, "INVALID_PASSWORD"]);
  const changed = await here.post("/change-password", {
    ...change,
    currentPassword: "correct horse",
  });
  assert.equal(changed.status, 200);

  assert.equal((await elsewhere.get("/token")).status, 401);
  assert.equal((await here.get("/token")).status, 200);
  assert.equal((await new Browser(service).signIn(EMAIL)).status, 401);
  assert.equal((await new Browser(service).signIn(EMAIL, "a new password")).status, 200);
});

test("an account can be deleted by whoever knows its password", async (context) => {
  const service = await startService(context, freshEnvironment(context));
  const browser = new Browser(service);
  await browser.signUp(EMAIL);
  assert.equal((await browser.post("/delete-user", { password: "wrong one" })).status, 400);
  assert.equal((await browser.post("/delete-user", { password: "correct horse" })).status, 200);
  assert.equal((await browser.get("/token")).status, 401);
  assert.equal((await new Browser(service).signIn(EMAIL)).status, 401);
});

test("requests from other sites are refused, whatever NODE_ENV says", async (context) => {
  for (const NODE_ENV of ["production", "test"]) {
    const service = await startService(context, freshEnvironment(context, { NODE_ENV, TEST: "1" }));
    const foreign = new Browser(service, { origin: "https://evil.example" });
    const refused = await foreign.signUp(EMAIL);
    assert.deepEqual([refused.status, refused.body.code], [403, "INVALID_ORIGIN"]);
  }
});

test("a front end elsewhere is trusted once it is named", async (context) => {
  const environment = freshEnvironment(context, { CORS_ORIGINS: "https://app.home.arpa" });
  const service = await startService(context, environment);
  const elsewhere = new Browser(service, { origin: "https://app.home.arpa" });
  assert.equal((await elsewhere.signUp(EMAIL)).status, 200);
  assert.equal((await new Browser(service, { origin: PUBLIC_ORIGIN }).signIn(EMAIL)).status, 200);
});
