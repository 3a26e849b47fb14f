import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { Browser } from "./browser.js";
import { postgresForTests, query } from "./databases.js";
import { type Environment, freshEnvironment, startService, temporaryFolder } from "./service.js";

const COPY = fileURLToPath(new URL("../dist/copy.js", import.meta.url));
const postgres = postgresForTests();

interface Table {
  table: string;
  copied: number;
  updated: number;
  unchanged: number;
}

function copy(environment: Environment, ...options: string[]) {
  return spawnSync(process.execPath, [COPY, ...options], { env: environment, encoding: "utf8" });
}

function copied(environment: Environment, from: string, to: string): Record<string, Table> {
  const { status, stdout, stderr } = copy(environment, "--from", from, "--to", to, "--json");
  assert.equal(status, 0, stderr);
  const { tables } = JSON.parse(stdout) as { tables: Table[] };
  return Object.fromEntries(tables.map((table) => [table.table, table]));
}

const counts = (table?: Table) => [table?.copied, table?.updated, table?.unchanged];

test("people move to PostgreSQL and back, with sessions, passwords and keys", async (context) => {
  const environment = freshEnvironment(context);
  const sqlite = environment.AUTH_DATABASE_URL ?? "";
  const first = await startService(context, environment);
  const browser = new Browser(first);
  const { body } = await browser.signUp("ada@example.org", "correct horse", "Ada 🌱");
  const keys = (await browser.get("/jwks")).body;
  await first.stop();

  const moved = await postgres.newDatabase();
  const tables = copied(environment, sqlite, moved);
  for (const table of ["user", "account", "session", "jwks"]) {
    assert.deepEqual(counts(tables[table]), [1, 0, 0], table);
  }
  const back = `sqlite://${join(temporaryFolder(context), "back.db")}`;
  copied(environment, moved, back);

  for (const database of [moved, back]) {
    const service = await startService(context, { ...environment, AUTH_DATABASE_URL: database });
    assert.deepEqual((await new Browser(service).get("/jwks")).body, keys);
    await browser.reconnect(service).token();
    const again = await new Browser(service).signIn("ada@example.org");
    assert.equal(again.body.user.id, body.user.id);
    assert.equal(again.body.user.name, "Ada 🌱");
    await service.stop();
  }
});

test("a copy is taken up where it was left, while the service runs", async (context) => {
  const environment = freshEnvironment(context);
  const sqlite = environment.AUTH_DATABASE_URL ?? "";
  const service = await startService(context, environment);
  const ada = new Browser(service);
  await ada.signUp("ada@example.org");
  await new Browser(service).signUp("grace@example.org");
  const target = await postgres.newDatabase();
  copied(environment, sqlite, target);

  await query(target, `DELETE FROM "user" WHERE email = 'grace@example.org'`);
  await ada.post("/update-user", { name: "Ada Lovelace" });
  await new Browser(service).signUp("alan@example.org");
  const tables = copied(environment, sqlite, target);
  assert.deepEqual(counts(tables.user), [2, 1, 0]);
  const people = await query(target, `SELECT name FROM "user" ORDER BY email COLLATE "C"`);
  assert.deepEqual(people, [{ name: "Ada Lovelace" }, { name: "Ada" }, { name: "Ada" }]);
});

test("more people than are read at once arrive, each once", async (context) => {
  const source = await postgres.newDatabase();
  const environment = freshEnvironment(context, { AUTH_DATABASE_URL: source });
  await (await startService(context, environment)).stop();
  await query(
    source,
    `INSERT INTO "user" (id, name, email, "emailVerified", "createdAt", "updatedAt")
     SELECT 'Person' || number, 'Somebody', number || '@example.org', false, now(), now()
     FROM generate_series(1, 1001) AS number`,
  );
  const target = `sqlite://${join(temporaryFolder(context), "many.db")}`;
  assert.deepEqual(counts(copied(environment, source, target).user), [1001, 0, 0]);
  assert.deepEqual(counts(copied(environment, source, target).user), [0, 0, 1001]);
});

test("another service's people are not mixed with these", async (context) => {
  const environment = freshEnvironment(context);
  const service = await startService(context, environment);
  await new Browser(service).signUp("ada@example.org");
  const theirs = await postgres.newDatabase();
  const other = await startService(context, { ...environment, AUTH_DATABASE_URL: theirs });
  await new Browser(other).signUp("eve@example.org");

  const source = environment.AUTH_DATABASE_URL ?? "";
  const { status, stderr } = copy(environment, "--from", source, "--to", theirs);
  assert.equal(status, 1);
  assert.match(stderr, /The target holds rows/);
  assert.deepEqual(await query(theirs, 'SELECT email FROM "user"'), [{ email: "eve@example.org" }]);
});

test("a row that arrives otherwise than it was sent is noticed", async (context) => {
  const environment = freshEnvironment(context);
  const source = environment.AUTH_DATABASE_URL ?? "";
  const service = await startService(context, environment);
  const target = await postgres.newDatabase();
  copied(environment, source, target);
  await query(
    target,
    `CREATE FUNCTION spoil() RETURNS trigger LANGUAGE plpgsql AS
       $$ BEGIN NEW.name := 'somebody else'; RETURN NEW; END $$;
     CREATE TRIGGER spoil BEFORE INSERT ON "user" FOR EACH ROW EXECUTE FUNCTION spoil()`,
  );
  const { body } = await new Browser(service).signUp("ada@example.org");
  const { status, stderr } = copy(environment, "--from", source, "--to", target);
  assert.equal(status, 1);
  assert.match(stderr, new RegExp(`The copy of the table user differs for ${body.user.id}`));
});

test("what cannot be copied is said, with the right status", (context) => {
  const environment = freshEnvironment(context);
  const missing = `sqlite://${join(temporaryFolder(context), "missing.db")}`;
  const there = environment.AUTH_DATABASE_URL ?? "";
  const none = copy(environment, "--from", missing, "--to", there);
  assert.equal(none.status, 1);
  assert.match(none.stderr, /There is no file/);
  assert.equal(copy(environment, "--from", there).status, 2);
  assert.equal(copy(environment, "--from", there, "--to", there).status, 2);
  assert.equal(copy(environment, "--form", there).status, 2);
  const help = copy(environment, "--help");
  assert.equal(help.status, 0);
  assert.match(help.stdout, /--from URL/);
});
