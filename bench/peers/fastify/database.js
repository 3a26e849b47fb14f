/** Where tasks are: in a SQLite file, or in PostgreSQL. */
import * as postgres from "./postgres.js";
import * as sqlite from "./sqlite.js";

const { DATABASE } = process.env;

/** `makeSchema()` is for one process, before `open()` is for each. */
export const { makeSchema, open } = DATABASE.startsWith("postgres://") ? postgres : sqlite;
