import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { test } from "node:test";
import { startPostgres } from "../postgres.mjs";

test("a PostgreSQL answers while it is wanted and is gone afterwards", async () => {
  const postgres = await startPostgres();
  const { port, password } = new URL(postgres.url);
  assert.ok(password.length >= 32);
  assert.equal(postgres.env.TEST_POSTGRES_URL, postgres.url);
  assert.ok(existsSync(join(postgres.env.TEST_POSTGRES_BIN, "initdb")));
  await reach(port);
  await postgres.stop();
  await assert.rejects(reach(port), { code: "ECONNREFUSED" });
  assert.ok(!existsSync(`/tmp/.s.PGSQL.${port}`));
});

function reach(port) {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), "127.0.0.1")
      .once("connect", () => {
        socket.destroy();
        resolve();
      })
      .once("error", reject);
  });
}
