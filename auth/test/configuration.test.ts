import assert from "node:assert/strict";
import { once } from "node:events";
import { request } from "node:http";
import { test } from "node:test";
import { Browser } from "./browser.js";
import { freshEnvironment, type Service, startRefused, startService } from "./service.js";

const refusals: [name: string, environment: Record<string, string | undefined>, says: RegExp][] = [
  ["no secret", { BETTER_AUTH_SECRET: undefined }, /BETTER_AUTH_SECRET is not set/],
  ["a short secret", { BETTER_AUTH_SECRET: "s3cret" }, /shorter than 32 bytes/],
  [
    "the library's own default secret",
    { BETTER_AUTH_SECRET: "better-auth-secret-12345678901234567890" },
    /placeholder/,
  ],
  [
    "a secret from an example",
    { BETTER_AUTH_SECRET: "please-change-me-please-change-me-please" },
    /placeholder/,
  ],
  ["a secret of one character", { BETTER_AUTH_SECRET: "a".repeat(64) }, /placeholder/],
  ["an unknown algorithm", { JWT_ALGORITHM: "none" }, /JWT_ALGORITHM is none/],
  ["a base URL that is none", { BETTER_AUTH_URL: "localhost" }, /BETTER_AUTH_URL holds localhost/],
  [
    "a base URL with a path",
    { BETTER_AUTH_URL: "https://a.example/login" },
    /Set it to the origin alone: https:\/\/a\.example/,
  ],
  ["a database of another kind", { AUTH_DATABASE_URL: "mysql://db" }, /AUTH_DATABASE_URL must/],
  ["a switch that is neither on nor off", { SIGN_UP: "maybe" }, /SIGN_UP is maybe/],
  ["a front end with a path", { CORS_ORIGINS: "https://a.example/x" }, /not an origin/],
  ["half a provider", { GITHUB_CLIENT_ID: "id" }, /GITHUB_CLIENT_ID and GITHUB_CLIENT_SECRET/],
  ["a limit that is no number", { AUTH_RATE_LIMIT: "many" }, /AUTH_RATE_LIMIT must be two/],
];

for (const [name, environment, says] of refusals) {
  test(`the service refuses ${name}`, async (context) => {
    const said = await startRefused(freshEnvironment(context, environment));
    assert.match(said, says);
    assert.equal(said.trim().split("\n").length, 1, said);
    const secret = environment.BETTER_AUTH_SECRET;
    assert.ok(!secret || !said.includes(secret), "a secret must not reach the log");
  });
}

test("a changed secret is told apart from a broken database", async (context) => {
  const environment = freshEnvironment(context);
  await (await startService(context, environment)).stop();
  const other = { ...environment, BETTER_AUTH_SECRET: "Xk3!".repeat(4).concat("qwertyuiopasdfgh") };
  assert.match(await startRefused(other), /BETTER_AUTH_SECRET is not the one/);
});

test("the sign-in page learns which ways are open", async (context) => {
  const service = await startService(
    context,
    freshEnvironment(context, {
      GOOGLE_CLIENT_ID: "id",
      GOOGLE_CLIENT_SECRET: "hidden",
      GITHUB_CLIENT_ID: "id",
      GITHUB_CLIENT_SECRET: "hidden",
    }),
  );
  const { status, body } = await new Browser(service).get("/options");
  assert.equal(status, 200);
  assert.deepEqual(body, {
    signUp: true,
    providers: [
      { id: "google", name: "Google" },
      { id: "github", name: "GitHub" },
    ],
    minPasswordLength: 8,
    maxPasswordLength: 128,
  });
});

test("a provider that is switched on sends people to its own page", async (context) => {
  const service = await startService(
    context,
    freshEnvironment(context, { GITHUB_CLIENT_ID: "the-id", GITHUB_CLIENT_SECRET: "hidden" }),
  );
  const { status, body } = await new Browser(service).post<{ url: string }>("/sign-in/social", {
    provider: "github",
    callbackURL: "/",
  });
  assert.equal(status, 200);
  const url = new URL(body.url);
  assert.equal(url.origin, "https://github.com");
  assert.equal(url.searchParams.get("client_id"), "the-id");
  assert.equal(
    url.searchParams.get("redirect_uri"),
    "http://localhost:8000/api/auth/callback/github",
  );
});

test("a request that cannot be understood harms nobody else", async (context) => {
  const service = await startService(context, freshEnvironment(context));
  const browser = new Browser(service);
  const large = await browser.signUp("ada@example.org", undefined, "a".repeat(70_000));
  assert.deepEqual([large.status, large.body.code], [413, "BODY_TOO_LARGE"]);
  await assert.rejects(postWithoutLength(service, Buffer.alloc(70_000, " ")));
  const strange = new Browser(service, { "x-forwarded-proto": "http://[" });
  assert.equal((await strange.get("/ok")).status, 400);
  assert.deepEqual((await browser.get("/ok")).body, { ok: true });
});

/** Sends a body in chunks, so that its length is not known before it has arrived. */
async function postWithoutLength(service: Service, body: Buffer): Promise<void> {
  const outgoing = request(`${service.url}/api/auth/sign-up/email`, {
    method: "POST",
    headers: { "content-type": "application/json", "transfer-encoding": "chunked" },
  });
  outgoing.end(body);
  await once(outgoing, "response");
}
