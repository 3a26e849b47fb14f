import { parseArgs } from "node:util";
import { createAuth } from "./auth.js";
import { ConfigError, readConfig, readDatabase } from "./config.js";
import { copyTables, type Side, type TableReport } from "./copy-tables.js";
import { type Database, openDatabase, openSnapshot } from "./database.js";
import { log } from "./log.js";

const HELP = `Copies people, sessions and signing keys from one database into another.

  node auth/dist/copy.js --from sqlite://data/auth.db --to postgres://user:password@host/database

  --from URL   the database to read; it is not changed, and the service may run on it
  --to URL     the database to fill: a new one, or one that an earlier copy of the same source began
  --json       print the result as JSON
  --help       print this

What people do in the source while the copy is made stays behind: stop the service first if that
matters. BETTER_AUTH_SECRET must be the one of the source, since it encrypts the signing keys. Ends
with 0 when every row was compared and found equal, with 1 when something failed, with 2 for a wrong
command line. A copy that was interrupted is taken up by the same command.
`;

async function main(): Promise<void> {
  const options = readOptions();
  if (options.help) {
    process.stdout.write(HELP);
    return;
  }
  process.umask(0o077);
  const config = readConfig(process.env);
  const side = (database: Database): Side => ({
    auth: createAuth(config, database.handle),
    database,
  });
  const source = side(openSnapshot(readDatabase(options.from)));
  const target = side(openDatabase(readDatabase(options.to)));
  try {
    const tables = await copyTables(source, target, (table, done, total) => {
      process.stderr.write(`${table}: ${done} of ${total}\n`);
    });
    process.stdout.write(options.json ? `${JSON.stringify({ tables })}\n` : sentences(tables));
  } finally {
    await Promise.all([source.database.close(), target.database.close()]);
  }
}

function sentences(tables: TableReport[]): string {
  const lines = tables.map(
    ({ table, copied, updated, unchanged }) =>
      `${table}: ${copied} copied, ${updated} brought up to date, ${unchanged} there already\n`,
  );
  return `${lines.join("")}Both databases hold the same.\n`;
}

class UsageError extends Error {}

function readOptions() {
  try {
    const { values } = parseArgs({
      options: {
        from: { type: "string" },
        to: { type: "string" },
        json: { type: "boolean", default: false },
        help: { type: "boolean", default: false },
      },
    });
    const { from = "", to = "" } = values;
    if (!values.help && (from === "" || to === "")) {
      throw new UsageError("--from and --to are both needed.");
    }
    if (!values.help && from === to) {
      throw new UsageError("--from and --to are the same database.");
    }
    return { ...values, from, to };
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

main().catch((error: unknown) => {
  if (error instanceof UsageError) {
    process.stderr.write(`${error.message}\n\n${HELP}`);
    process.exit(2);
  }
  const expected = error instanceof ConfigError;
  log("error", expected ? error.message : String(error), expected ? "" : error);
  process.exit(1);
});
