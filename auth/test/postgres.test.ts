import assert from "node:assert/strict";
import { test } from "node:test";
import { createRemoteJWKSet, jwtVerify } from "jose";
import { Browser } from "./browser.js";
import { postgresForTests } from "./databases.js";
import { freshEnvironment, startService } from "./service.js";

const postgres = postgresForTests();

test("PostgreSQL keeps people, sessions and keys as SQLite does", async (context) => {
  const environment = freshEnvironment(context, {
    AUTH_DATABASE_URL: await postgres.newDatabase(),
  });
  const first = await startService(context, environment);
  const browser = new Browser(first);
  const { body } = await browser.signUp("ada@example.org");
  await first.stop();

  const second = await startService(context, environment);
  const keySet = createRemoteJWKSet(new URL(`${second.url}/api/auth/jwks`));
  const { payload } = await jwtVerify(await browser.reconnect(second).token(), keySet);
  assert.equal(payload.sub, body.user.id);
  assert.equal((await new Browser(second).signIn("ada@example.org")).status, 200);
});

test("several instances may start at once and share one signing key", async (context) => {
  const environment = freshEnvironment(context, {
    AUTH_DATABASE_URL: await postgres.newDatabase(),
  });
  const instances = await Promise.all([1, 2, 3].map(() => startService(context, environment)));
  const sets = await Promise.all(
    instances.map((instance) => new Browser(instance).get<{ keys: unknown[] }>("/jwks")),
  );
  assert.equal(sets[0]?.body.keys.length, 1);
  assert.deepEqual(sets[1]?.body, sets[0]?.body);
  assert.deepEqual(sets[2]?.body, sets[0]?.body);
});
