import { randomBytes } from "node:crypto";
import { after, before } from "node:test";
import pg from "pg";
import { type Postgres, startPostgres } from "../../scripts/postgres.mjs";

/** A PostgreSQL for the tests of one file: the one that `make test` started, or one of their own. */
export function postgresForTests() {
  let server: Postgres | undefined;
  let serverUrl = process.env.TEST_POSTGRES_URL ?? "";

  before(async () => {
    if (serverUrl === "") {
      server = await startPostgres();
      serverUrl = server.url;
    }
  });

  after(() => server?.stop());

  return {
    /** The address of a new, empty database. */
    async newDatabase(): Promise<string> {
      const name = `auth_${randomBytes(6).toString("hex")}`;
      await query(serverUrl, `CREATE DATABASE ${name}`);
      const url = new URL(serverUrl);
      url.pathname = `/${name}`;
      return url.href;
    },
  };
}

/** Runs statements in a database, and gives the rows of the last. */
export async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows = [] } = (await client.query(sql)) as pg.QueryResult;
    return rows;
  } finally {
    await client.end();
  }
}
