import { getMigrations } from "better-auth/db/migration";
import type { Auth } from "./auth.js";
import type { Database } from "./database.js";

/** Brings the tables up to date and makes the signing key, so that the first request finds both. */
export async function prepareDatabase(auth: Auth, database: Database): Promise<void> {
  await database.exclusively(async () => {
    const { runMigrations } = await getMigrations(auth.options);
    await runMigrations();
    await auth.api.ensureSigningKey();
  });
}
