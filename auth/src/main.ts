import { createAuth } from "./auth.js";
import { ConfigError, readConfig } from "./config.js";
import { openDatabase } from "./database.js";
import { log } from "./log.js";
import { prepareDatabase } from "./prepare.js";
import { close, createHttpServer, listen } from "./server.js";

/**
 * Starts the service and says so with one line on standard output:
 * `{"listening":"http://127.0.0.1:43127","port":43127}`. Everything else goes to standard error.
 */
async function main(): Promise<void> {
  // What this process writes (people, sessions, keys) is for its own user alone.
  process.umask(0o077);
  const config = readConfig(process.env);
  const database = openDatabase(config.database);
  const auth = createAuth(config, database.handle);
  await prepareDatabase(auth, database);
  const server = createHttpServer(auth);
  const port = await listen(server, config.host, config.port);

  let stopping = false;
  const stop = async (reason: string) => {
    if (stopping) {
      return;
    }
    stopping = true;
    log("info", `Stopping: ${reason}.`);
    await close(server);
    await database.close();
    process.exit(0);
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(signal, () => stop(signal));
  }
  // A supervisor that holds the other end of standard input takes this process along when it dies.
  if (process.env.AUTH_STOP_WITH_STDIN === "1") {
    process.stdin.resume().on("end", () => stop("standard input was closed"));
  }

  const host = config.host.includes(":") ? `[${config.host}]` : config.host;
  process.stdout.write(`${JSON.stringify({ listening: `http://${host}:${port}`, port })}\n`);
}

main().catch((error: unknown) => {
  log("error", explain(error));
  process.exit(1);
});

function explain(error: unknown): string {
  if (error instanceof ConfigError) {
    return error.message;
  }
  const message = error instanceof Error ? error.message : String(error);
  if (message.startsWith("Failed to decrypt private key")) {
    return (
      "BETTER_AUTH_SECRET is not the one that the signing keys in the database were encrypted " +
      "with. Restore the earlier secret, or delete the rows of the table jwks to sign with new keys."
    );
  }
  return `The service cannot start: ${error instanceof Error ? (error.stack ?? message) : message}`;
}
