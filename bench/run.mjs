/**
 * `make bench`: builds the server, its pages and the harness as for release, installs what they are held against,
 * and measures. Arguments go to the harness: `node bench/run.mjs --help`. `--write docs/performance.md` puts the
 * tables there.
 */
import { dirname } from "node:path";
import { findChromium } from "../scripts/chromium.mjs";
import { buildAll, RELEASE_ENV, SERVER } from "../scripts/lib/build.mjs";
import { installPackages } from "../scripts/lib/packages.mjs";
import { run, runToEnd } from "../scripts/lib/process.mjs";
import { ROOT } from "../scripts/lib/repository.mjs";
import { step } from "../scripts/lib/steps.mjs";
import { startPostgres } from "../scripts/postgres.mjs";
import { findPgbench, installPeers } from "./peers.mjs";

/** As somebody sets it who runs it on this machine beside a server: commits on disk, and room for 512 clients. */
const SETTINGS = {
  fsync: "on",
  max_connections: "700",
  shared_buffers: "512MB",
  max_wal_size: "4GB",
};

let postgres;

async function main() {
  const args = process.argv.slice(2);
  if (args.includes("--help") || args.includes("-h")) {
    return build().then(() => harness(args));
  }
  await buildAll();
  await build();
  const peers = measures(args, "peers") ? await installPeers() : [];
  const databases = measures(args, "postgres", "peers") ? await startDatabases() : [];
  const browser = measures(args, "web") ? await findBrowser() : [];
  await harness([...args, ...peers, ...databases, ...browser]);
}

function build() {
  const args = ["build", "--release", "--locked", "-p", "taskward-bench", "--features", "issuer"];
  return step("Building the harness", () =>
    run("cargo", args, { cwd: ROOT, env: RELEASE_ENV, quiet: true }),
  );
}

function harness(args) {
  return run(`${dirname(SERVER)}/taskward-bench`, args, { cwd: ROOT });
}

/** Whether the harness measures one of these: all, unless it is told what alone to measure. */
function measures(args, ...parts) {
  const only = args.findIndex((arg) => /^--only(=|$)/.test(arg));
  const named = `${args[only]},${args[only + 1]}`.split(/[=,]/);
  return only === -1 || parts.some((part) => named.includes(part));
}

async function startDatabases() {
  postgres = await startPostgres({ settings: SETTINGS });
  console.error(`PostgreSQL: ${postgres.source}`);
  const pgbench = await findPgbench();
  return ["--postgres", postgres.url, ...(pgbench ? ["--pgbench", pgbench] : [])];
}

async function findBrowser() {
  await installPackages("e2e");
  return ["--chromium", findChromium()];
}

runToEnd(main, () => postgres?.stop());
