import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { Browser } from "./browser.js";
import { startIdentityProvider } from "./identity-provider.js";
import { type Environment, freshEnvironment, startService } from "./service.js";

const ADA = { sub: "ada", email: "ada@example.org", email_verified: true, name: "Ada" };

async function signInThroughProvider(context: TestContext, overrides: Environment) {
  const provider = await startIdentityProvider(context, ADA);
  const service = await startService(
    context,
    freshEnvironment(context, {
      OIDC_DISCOVERY_URL: provider.discoveryUrl,
      OIDC_CLIENT_ID: "taskward",
      OIDC_CLIENT_SECRET: "hidden",
      OIDC_NAME: "Our company",
      ...overrides,
    }),
  );
  const browser = new Browser(service);
  const asked = await browser.post<{ url: string }>("/sign-in/social", {
    provider: "oidc",
    callbackURL: "/",
    errorCallbackURL: "/sign-in",
  });
  assert.equal(asked.status, 200);
  // The way back comes from the provider's site, so this one cookie must travel along.
  assert.match(asked.headers.getSetCookie().join(), /state=.*SameSite=Lax/);
  const returned = await browser.get(provider.consent(asked.body.url));
  assert.equal(returned.status, 302);
  return { browser, location: returned.headers.get("location") };
}

test("someone signs in through an OpenID Connect provider", async (context) => {
  const { browser, location } = await signInThroughProvider(context, {});
  assert.equal(location, "/");
  const { body } = await browser.get<{ user: { email: string; name: string } }>("/get-session");
  assert.equal(body.user.email, ADA.email);
  assert.equal(body.user.name, ADA.name);
  assert.ok(await browser.token());
  const options = await browser.get<{ providers: unknown }>("/options");
  assert.deepEqual(options.body.providers, [{ id: "oidc", name: "Our company" }]);
});

test("with sign-up switched off a provider opens no account either", async (context) => {
  const { browser, location } = await signInThroughProvider(context, { SIGN_UP: "off" });
  assert.equal(location, "/sign-in?error=signup_disabled");
  assert.equal((await browser.get("/token")).status, 401);
});
