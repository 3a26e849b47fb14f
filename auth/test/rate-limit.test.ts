import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import Sqlite from "libsql";
import { Browser } from "./browser.js";
import { freshEnvironment, startService, temporaryFolder } from "./service.js";

const EMAIL = "ada@example.org";

test("guessing passwords is slowed down by address, and the count survives a restart", async (context) => {
  const file = join(temporaryFolder(context), "auth.db");
  const environment = freshEnvironment(context, {
    AUTH_DATABASE_URL: `sqlite://${file}`,
    AUTH_RATE_LIMIT: undefined,
  });
  const first = await startService(context, environment);
  const guesser = { "x-forwarded-for": "203.0.113.7" };
  const guess = async (service: typeof first) =>
    (await new Browser(service, guesser).signIn(EMAIL, "a wrong guess")).status;
  const answers = [await guess(first), await guess(first), await guess(first), await guess(first)];
  assert.deepEqual(answers, [401, 401, 401, 429]);

  const database = new Sqlite(file);
  const rows = database.prepare("SELECT key, count FROM rateLimit").all();
  database.close();
  assert.deepEqual(rows, [{ key: "203.0.113.7|/sign-in/email", count: 3 }]);

  await first.stop();
  const second = await startService(context, environment);
  const refused = await new Browser(second, guesser).signIn(EMAIL, "a wrong guess");
  assert.equal(refused.status, 429);
  assert.ok(Number(refused.headers.get("x-retry-after")) <= 10);
  const neighbour = new Browser(second, { "x-forwarded-for": "203.0.113.8" });
  assert.equal((await neighbour.signIn(EMAIL, "a wrong guess")).status, 401);
});

test("probes and key sets are not counted", async (context) => {
  const service = await startService(
    context,
    freshEnvironment(context, { AUTH_RATE_LIMIT: "1,1" }),
  );
  const browser = new Browser(service);
  for (const path of ["/ok", "/jwks", "/options"]) {
    assert.equal((await browser.get(path)).status, 200);
    assert.equal((await browser.get(path)).status, 200);
  }
  assert.equal((await browser.get("/get-session")).status, 200);
  assert.equal((await browser.get("/get-session")).status, 429);
});
