import { createHash } from "node:crypto";
import { getMigrations } from "better-auth/db/migration";
import type { Auth } from "./auth.js";
import { ConfigError } from "./config.js";
import type { Database } from "./database.js";

/** One side of a copy. */
export interface Side {
  auth: Auth;
  database: Database;
}

/** What became of one table. */
export interface TableReport {
  table: string;
  copied: number;
  /** Changed in the source since an earlier copy. */
  updated: number;
  /** There from an earlier copy. */
  unchanged: number;
}

export type Progress = (table: string, done: number, total: number) => void;

type Row = Record<string, unknown> & { id: string };
type Adapter = Pick<
  Awaited<Auth["$context"]>["adapter"],
  "count" | "create" | "findMany" | "update"
>;

/** Rows read, compared and committed at once. */
const BATCH = 500;
/** Counts of requests of the last seconds; a new database begins without. */
const LEFT_BEHIND = ["rateLimit"];

/**
 * Copies people, sessions and keys, table by table, as one consistent snapshot of the source. It may be
 * run again after it was interrupted: what is there already is compared, and left or brought up to date.
 * In the end every row of both sides is read again and compared by person.
 *
 * @throws {ConfigError} when a side cannot be used, or the target holds what the source does not.
 */
export async function copyTables(
  source: Side,
  target: Side,
  progress: Progress,
): Promise<TableReport[]> {
  await requireNewestSchema(source);
  await target.database.exclusively(async () => {
    const { runMigrations } = await getMigrations(target.auth.options);
    await runMigrations();
  });
  const from = await source.auth.$context;
  const to = await target.auth.$context;
  const tables = Object.entries(from.tables)
    .filter(([table]) => !LEFT_BEHIND.includes(table))
    .sort(([, one], [, other]) => (one.order ?? Infinity) - (other.order ?? Infinity))
    .map(([table]) => table);
  return from.adapter.transaction(async (snapshot) => {
    for (const table of tables) {
      await refuseStrangers(table, snapshot, to.adapter);
    }
    const reports: TableReport[] = [];
    for (const table of tables) {
      reports.push(await copyTable(table, snapshot, to.adapter, progress));
    }
    for (const table of tables) {
      await compare(table, snapshot, to.adapter);
    }
    return reports;
  });
}

async function requireNewestSchema({ auth }: Side): Promise<void> {
  const { toBeAdded, toBeCreated } = await getMigrations(auth.options);
  if (toBeAdded.length + toBeCreated.length > 0) {
    throw new ConfigError(
      "The source is empty or of an earlier version. Start the service on it once, and copy then.",
    );
  }
}

/** A database that others use already is not mixed up with another one. */
async function refuseStrangers(table: string, source: Adapter, target: Adapter): Promise<void> {
  for await (const rows of batches(table, target)) {
    const known = await byId(table, source, rows);
    const stranger = rows.find(({ id }) => !known.has(id));
    if (stranger) {
      throw new ConfigError(
        `The target holds rows of the table ${table} that the source does not. ` +
          "Copy into a new database, or into one that an earlier copy of this source began.",
      );
    }
  }
}

async function copyTable(
  table: string,
  source: Adapter,
  target: Adapter,
  progress: Progress,
): Promise<TableReport> {
  const report = { table, copied: 0, updated: 0, unchanged: 0 };
  const total = await source.count({ model: table });
  let done = 0;
  for await (const rows of batches(table, source)) {
    const there = await byId(table, target, rows);
    for (const row of rows) {
      const copy = there.get(row.id);
      if (!copy) {
        await target.create({ model: table, data: row, forceAllowId: true });
        report.copied += 1;
      } else if (text(copy) !== text(row)) {
        const { id, ...values } = row;
        await target.update({ model: table, where: [{ field: "id", value: id }], update: values });
        report.updated += 1;
      } else {
        report.unchanged += 1;
      }
    }
    done += rows.length;
    progress(table, done, total);
  }
  return report;
}

async function compare(table: string, source: Adapter, target: Adapter): Promise<void> {
  const [expected, found] = [await checksums(table, source), await checksums(table, target)];
  for (const person of new Set([...expected.keys(), ...found.keys()])) {
    const [one, other] = [expected.get(person), found.get(person)];
    if (one?.rows !== other?.rows || one?.sum !== other?.sum) {
      throw new Error(
        `The copy of the table ${table} differs for ${person || "what belongs to nobody"}: ` +
          `${one?.rows ?? 0} rows in the source, ${other?.rows ?? 0} in the target.`,
      );
    }
  }
}

interface Checksum {
  rows: number;
  /** The sum of the rows' hashes: the two databases do not sort ids alike. */
  sum: bigint;
}

async function checksums(table: string, adapter: Adapter): Promise<Map<string, Checksum>> {
  const people = new Map<string, Checksum>();
  for await (const rows of batches(table, adapter)) {
    for (const row of rows) {
      const person = table === "user" ? row.id : typeof row.userId === "string" ? row.userId : "";
      const hash = BigInt(`0x${createHash("sha256").update(text(row)).digest("hex")}`);
      const { rows: count, sum } = people.get(person) ?? { rows: 0, sum: 0n };
      people.set(person, { rows: count + 1, sum: sum + hash });
    }
  }
  return people;
}

async function* batches(table: string, adapter: Adapter): AsyncGenerator<Row[]> {
  let last: string | undefined;
  for (;;) {
    const rows: Row[] = await adapter.findMany<Row>({
      model: table,
      limit: BATCH,
      sortBy: { field: "id", direction: "asc" },
      ...(last !== undefined && { where: [{ field: "id", operator: "gt", value: last }] }),
    });
    if (rows.length > 0) {
      yield rows;
    }
    if (rows.length < BATCH) {
      return;
    }
    last = rows.at(-1)?.id;
  }
}

async function byId(table: string, adapter: Adapter, rows: Row[]): Promise<Map<string, Row>> {
  const ids = rows.map(({ id }) => id);
  const found = await adapter.findMany<Row>({
    model: table,
    limit: BATCH,
    where: [{ field: "id", operator: "in", value: ids }],
  });
  return new Map(found.map((row) => [row.id, row]));
}

/** A row's text, the same from both databases: what is absent is null, and members are in order. */
function text(row: Row): string {
  const members = Object.entries(row).map(([name, value]) => [name, value ?? null] as const);
  return JSON.stringify(members.sort(([one], [other]) => (one < other ? -1 : 1)));
}
