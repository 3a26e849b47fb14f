import { createInterface } from "node:readline";
import { Writable } from "node:stream";
import { createAuth } from "./auth.js";
import { ConfigError, readConfig } from "./config.js";
import { openDatabase } from "./database.js";
import { log } from "./log.js";
import { prepareDatabase } from "./prepare.js";

/**
 * `npm run set-password -- EMAIL`: gives a person a new password, read from standard input, and
 * ends their sessions. For administrators, while no e-mail is sent.
 */
async function main(): Promise<void> {
  const email = process.argv[2];
  if (!email) {
    throw new ConfigError("Usage: npm run set-password -- EMAIL, with the password as the input.");
  }
  process.umask(0o077);
  const config = readConfig(process.env);
  const database = openDatabase(config.database);
  const auth = createAuth(config, database.handle);
  await prepareDatabase(auth, database);
  const { internalAdapter, password } = await auth.$context;

  const found = await internalAdapter.findUserByEmail(email, { includeAccounts: true });
  if (!found) {
    throw new ConfigError(`Nobody has signed up as ${email}.`);
  }
  const chosen = await readLine("New password: ");
  const { minPasswordLength, maxPasswordLength } = password.config;
  if (chosen.length < minPasswordLength || chosen.length > maxPasswordLength) {
    throw new ConfigError(
      `A password has ${minPasswordLength} to ${maxPasswordLength} characters. Nothing was changed.`,
    );
  }
  const hash = await password.hash(chosen);
  const userId = found.user.id;
  if (found.accounts.some((account) => account.providerId === "credential")) {
    await internalAdapter.updatePassword(userId, hash);
  } else {
    await internalAdapter.linkAccount({
      userId,
      providerId: "credential",
      accountId: userId,
      password: hash,
    });
  }
  await internalAdapter.deleteUserSessions(userId);
  await database.close();
  process.stdout.write(
    `The password of ${found.user.email} is set and their sessions have ended.\n`,
  );
}

/** Reads one line; on a terminal it asks, and does not show what is typed. */
async function readLine(prompt: string): Promise<string> {
  const terminal = process.stdin.isTTY;
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: process.stdin, output: nowhere, terminal });
  if (terminal) {
    process.stderr.write(prompt);
  }
  for await (const line of lines) {
    if (terminal) {
      process.stderr.write("\n");
    }
    return line;
  }
  return "";
}

main().catch((error: unknown) => {
  log(
    "error",
    error instanceof ConfigError ? error.message : String(error),
    error instanceof ConfigError ? "" : error,
  );
  process.exit(1);
});
