/** A PostgreSQL server that runs for the tests. */
export interface Postgres {
  /** Address of the database `postgres`, as a superuser. */
  url: string;
  /** Where the program was found. */
  source: string;
  /** What tests are told of it. */
  env: Record<string, string>;
  stop(): Promise<void>;
}

export function findPostgres(): Promise<{ folder: string; source: string }>;

export function startPostgres(options?: { settings?: Record<string, string> }): Promise<Postgres>;

export function freePort(): Promise<number>;
