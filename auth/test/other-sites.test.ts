import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { Browser } from "./browser.js";
import { freshEnvironment, PUBLIC_ORIGIN, type Service, startService } from "./service.js";

const EMAIL = "ada@example.org";
const PASSWORD = "correct horse";

/** Bodies that a page of any origin can send without asking first, and the one that it cannot. */
const BODIES: ReadonlyArray<readonly [contentType: string | undefined, body: string]> = [
  ["application/json", JSON.stringify({ email: EMAIL, password: PASSWORD })],
  [
    "application/x-www-form-urlencoded",
    new URLSearchParams({ email: EMAIL, password: PASSWORD }).toString(),
  ],
  [
    "multipart/form-data; boundary=x",
    `--x\r\ncontent-disposition: form-data; name="email"\r\n\r\n${EMAIL}\r\n` +
      `--x\r\ncontent-disposition: form-data; name="password"\r\n\r\n${PASSWORD}\r\n--x--\r\n`,
  ],
  ["text/plain", JSON.stringify({ email: EMAIL, password: PASSWORD, padding: "=" })],
  [undefined, JSON.stringify({ email: EMAIL, password: PASSWORD })],
];

/** What a browser says of pages that are not ours. */
const STRANGERS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "another site": { origin: "https://evil.example", "sec-fetch-site": "cross-site" },
  "another site, an old browser": { origin: "https://evil.example" },
  "another port": { origin: "http://localhost:8001", "sec-fetch-site": "same-site" },
  "a sub-domain": { origin: "http://app.localhost:8000", "sec-fetch-site": "same-site" },
  "another scheme": { origin: "https://localhost:8000", "sec-fetch-site": "cross-site" },
  "another loopback name": { origin: "http://127.0.0.1:8000", "sec-fetch-site": "cross-site" },
  "a name that begins like ours": { origin: "http://localhost:8000.evil.example" },
  "a name before which ours stands": { origin: "http://localhost:8000@evil.example" },
  "a name that ends like ours": { origin: "http://evil-localhost:8000" },
  "an opaque origin": { origin: "null", "sec-fetch-site": "cross-site" },
  "an opaque origin, an old browser": { origin: "null" },
  "no origin, a form": { "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate" },
  "no origin, a script": { "sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors" },
  "no origin, a page beside ours": { "sec-fetch-site": "same-site", "sec-fetch-mode": "navigate" },
  "a referrer only": { referer: "https://evil.example/http://localhost:8000/" },
};

async function signIn(
  service: Service,
  headers: Readonly<Record<string, string>>,
  [contentType, body]: (typeof BODIES)[number],
): Promise<Response> {
  return fetch(`${service.url}/api/auth/sign-in/email`, {
    method: "POST",
    redirect: "manual",
    headers: { ...headers, ...(contentType !== undefined && { "content-type": contentType }) },
    // A string would get a type of its own.
    body: new TextEncoder().encode(body),
  });
}

async function startWithAda(context: TestContext) {
  const service = await startService(context, freshEnvironment(context));
  const browser = new Browser(service);
  await browser.signUp(EMAIL, PASSWORD);
  const cookie = [...browser.cookies].map((pair) => pair.join("=")).join("; ");
  return { service, browser, cookie };
}

test("no page of another origin signs anybody in, whatever it sends", async (context) => {
  const { service } = await startWithAda(context);
  for (const [stranger, headers] of Object.entries(STRANGERS)) {
    for (const body of BODIES) {
      const answer = await signIn(service, headers, body);
      const what = `${stranger}, ${body[0]}`;
      assert.ok([400, 403, 415].includes(answer.status), `${what}: ${answer.status}`);
      assert.deepEqual(answer.headers.getSetCookie(), [], what);
    }
  }
  // Nobody can fill the log with what the library threw.
  assert.doesNotMatch(service.log(), /Better Auth failed/);
  // The same from our own page is let in, so that the refusals above are for what they say.
  const ours = await signIn(service, { origin: PUBLIC_ORIGIN }, BODIES[0] ?? ["", ""]);
  assert.equal(ours.status, 200);
});

test("no page of another origin does anything in the name of somebody who is signed in", async (context) => {
  const { service, browser, cookie } = await startWithAda(context);
  const deeds = [
    "/sign-out",
    "/delete-user",
    "/update-user",
    "/change-password",
    "/revoke-sessions",
  ];
  for (const headers of [...Object.values(STRANGERS), {}]) {
    for (const deed of deeds) {
      for (const contentType of [
        "application/json",
        "text/plain",
        "application/x-www-form-urlencoded",
      ]) {
        const answer = await fetch(`${service.url}/api/auth${deed}`, {
          method: "POST",
          headers: { ...headers, cookie, "content-type": contentType },
          body: JSON.stringify({ password: PASSWORD, name: "Eve" }),
        });
        const what = `${deed} ${contentType} ${JSON.stringify(headers)}`;
        assert.ok([400, 403, 415].includes(answer.status), `${what}: ${answer.status}`);
        assert.deepEqual(answer.headers.getSetCookie(), [], what);
      }
    }
  }
  const { body } = await browser.get<{ user: { name: string } }>("/get-session");
  assert.equal(body.user.name, "Ada");
});

test("reading changes nothing: no deed is done by GET", async (context) => {
  const { browser } = await startWithAda(context);
  for (const deed of [
    "/sign-out",
    "/delete-user",
    "/update-user",
    "/sign-in/email",
    "/sign-up/email",
  ]) {
    assert.ok([404, 405].includes((await browser.get(deed)).status), deed);
  }
  assert.equal((await browser.get("/token")).status, 200);
});

test("nobody is led away after signing in", async (context) => {
  const { service } = await startWithAda(context);
  for (const callbackURL of [
    "https://evil.example/",
    "//evil.example/",
    "/\\evil.example/",
    "/%5cevil.example/",
    "/%2f%2fevil.example",
    "javascript:alert(1)",
    "http://localhost:8000@evil.example/",
    "http://localhost:8000.evil.example/",
    "http://localhost:8001/",
    "\t//evil.example",
    "https://evil.example/\n2026-01-01T00:00:00.000Z  INFO auth: forged\u2028\u001b[2J",
  ]) {
    const body = JSON.stringify({ email: EMAIL, password: PASSWORD, callbackURL });
    const answer = await signIn(service, { origin: PUBLIC_ORIGIN }, ["application/json", body]);
    assert.equal(answer.status, 403, callbackURL);
    assert.equal(answer.headers.get("location"), null);
    assert.deepEqual(answer.headers.getSetCookie(), [], callbackURL);
  }
  // The library logs what it refused; nobody writes lines of their own into the log that way.
  assert.match(service.log(), /evil\.example\/\\u000a2026/);
  assert.doesNotMatch(service.log(), /^.{0,40}forged|\u2028/m);
  assert.ok(!service.log().includes("\u001b"));
});

test("a failure leads to the sign-in page, not to a page of the library's", async (context) => {
  for (const NODE_ENV of ["production", "development"]) {
    const service = await startService(context, freshEnvironment(context, { NODE_ENV }));
    const answer = await new Browser(service).get("/error?error=state_mismatch");
    assert.equal(answer.status, 302);
    assert.equal(answer.headers.get("location"), `${PUBLIC_ORIGIN}/sign-in?error=state_mismatch`);
  }
});

test("each cookie is as strict as its purpose allows", async (context) => {
  for (const origin of [PUBLIC_ORIGIN, "https://tasks.home.arpa"]) {
    const secure = origin.startsWith("https:");
    const service = await startService(
      context,
      freshEnvironment(context, {
        BETTER_AUTH_URL: origin,
        GITHUB_CLIENT_ID: "id",
        GITHUB_CLIENT_SECRET: "hidden",
      }),
    );
    const browser = new Browser(service, { origin });
    const signedUp = await browser.signUp(EMAIL, PASSWORD);
    const notRemembered = await browser.signIn(EMAIL, PASSWORD, false);
    const social = await browser.post("/sign-in/social", { provider: "github", callbackURL: "/" });
    const cookies = [signedUp, notRemembered, social].flatMap(({ headers }) =>
      headers.getSetCookie(),
    );
    const names = new Set<string>();
    for (const cookie of cookies) {
      const [pair = "", ...attributes] = cookie.split("; ");
      const name = pair.split("=")[0] ?? "";
      names.add(name.replace(/^__Secure-/, ""));
      assert.equal(name.startsWith("__Secure-"), secure, cookie);
      assert.equal(attributes.includes("Secure"), secure, cookie);
      assert.ok(attributes.includes("HttpOnly"), cookie);
      assert.ok(attributes.includes("Path=/"), cookie);
      assert.ok(!attributes.some((attribute) => /^domain=/i.test(attribute)), cookie);
      // The way back from a provider comes from the provider's site.
      const crossesSites = name.endsWith(".state");
      assert.ok(attributes.includes(crossesSites ? "SameSite=Lax" : "SameSite=Strict"), cookie);
    }
    assert.deepEqual([...names].toSorted(), [
      "better-auth.dont_remember",
      "better-auth.session_token",
      "better-auth.state",
    ]);
  }
});
