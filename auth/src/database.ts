import { existsSync, mkdirSync } from "node:fs";
import { dirname } from "node:path";
import type { BetterAuthOptions } from "better-auth";
import { PostgresDialect, SqliteDialect } from "kysely";
import Sqlite from "libsql";
import pg from "pg";
import { ConfigError, type DatabaseLocation } from "./config.js";
import { log } from "./log.js";

/** An open database, as Better Auth takes it. */
export interface Database {
  handle: NonNullable<BetterAuthOptions["database"]>;
  /** Runs `work` while no other instance of this service runs its own. */
  exclusively(work: () => Promise<void>): Promise<void>;
  close(): Promise<void>;
}

/** Opens the database and, for SQLite, creates the file and its folder. */
export function openDatabase(location: DatabaseLocation): Database {
  return location.kind === "sqlite"
    ? openSqlite(location.path)
    : openPostgres({ connectionString: location.connectionString });
}

/** Opens a database whose transactions see it as it was when they began, and which must be there. */
export function openSnapshot(location: DatabaseLocation): Database {
  if (location.kind === "sqlite") {
    if (!existsSync(location.path)) {
      throw new ConfigError(`There is no file ${location.path}.`);
    }
    return openSqlite(location.path);
  }
  const database = openPostgres({
    connectionString: location.connectionString,
    options: "-c default_transaction_isolation=repeatable\\ read",
  });
  const dialect = new PostgresDialect({ pool: database.pool });
  return { ...database, handle: { dialect, type: "postgres", transaction: true } };
}

function openSqlite(path: string): Database {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const file = new Sqlite(path);
  // An answer means that the change is on disk, after a power cut too.
  file.exec("PRAGMA busy_timeout = 5000");
  file.exec("PRAGMA journal_mode = WAL");
  file.exec("PRAGMA synchronous = FULL");
  file.exec("PRAGMA foreign_keys = ON");
  return {
    // Better Auth 1.7 would take libsql's own `db` property for a Kysely instance.
    handle: { dialect: new SqliteDialect({ database: file }), type: "sqlite", transaction: true },
    // One process owns the file.
    exclusively: (work) => work(),
    close: async () => {
      file.close();
    },
  };
}

/** Key of the advisory lock under which one of several instances prepares the database. */
const PREPARATION_LOCK = 0x7461_736b;

function openPostgres(settings: pg.PoolConfig): Database & { pool: pg.Pool } {
  const handle = new pg.Pool({ ...settings, application_name: "taskward-auth" });
  // The pool drops the connection by itself; without a listener the process would end.
  handle.on("error", (error) =>
    log("warn", `PostgreSQL closed an idle connection: ${error.message}`),
  );
  return {
    handle,
    pool: handle,
    exclusively: async (work) => {
      const connection = await handle.connect();
      try {
        await connection.query("SELECT pg_advisory_lock($1)", [PREPARATION_LOCK]);
        await work();
      } finally {
        // Ending the connection releases the lock.
        connection.release(true);
      }
    },
    close: () => handle.end(),
  };
}
