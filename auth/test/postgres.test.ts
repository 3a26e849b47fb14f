import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { after, before, test } from "node:test";
import { createRemoteJWKSet, jwtVerify } from "jose";
import pg from "pg";
import { type Postgres, startPostgres } from "../../scripts/postgres.mjs";
import { Browser } from "./browser.js";
import { freshEnvironment, startService } from "./service.js";

let server: Postgres | undefined;
let serverUrl = process.env.TEST_POSTGRES_URL ?? "";

before(async () => {
  if (serverUrl === "") {
    server = await startPostgres();
    serverUrl = server.url;
  }
});

after(() => server?.stop());

async function query(sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: serverUrl });
  await client.connect();
  await client.query(sql);
  await client.end();
}

/** The address of a new, empty database. */
async function newDatabase(): Promise<string> {
  const name = `auth_${randomBytes(6).toString("hex")}`;
  await query(`CREATE DATABASE ${name}`);
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return url.href;
}

test("PostgreSQL keeps people, sessions and keys as SQLite does", async (context) => {
  const environment = freshEnvironment(context, { AUTH_DATABASE_URL: await newDatabase() });
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
  const environment = freshEnvironment(context, { AUTH_DATABASE_URL: await newDatabase() });
  const instances = await Promise.all([1, 2, 3].map(() => startService(context, environment)));
  const sets = await Promise.all(
    instances.map((instance) => new Browser(instance).get<{ keys: unknown[] }>("/jwks")),
  );
  assert.equal(sets[0]?.body.keys.length, 1);
  assert.deepEqual(sets[1]?.body, sets[0]?.body);
  assert.deepEqual(sets[2]?.body, sets[0]?.body);
});
