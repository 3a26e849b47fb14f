/**
 * `make soak`: ends the server at random moments, 500 times in each way, and compares after every one what is
 * there with what was acknowledged. `DURABILITY_ENDS=50 make soak` does it 50 times, and `DURABILITY_SEED`
 * begins with the choices of a run that failed. `make test` does the same 20 times. Before that it looks at
 * PostgreSQL's plans among 1,000,000 tasks of 10,000 owners, where `make test` has 50,000 of 500.
 */
import { buildPackage, installPackages } from "./lib/packages.mjs";
import { run, runToEnd } from "./lib/process.mjs";
import { ROOT } from "./lib/repository.mjs";
import { requireNode, requireRust } from "./lib/toolchain.mjs";
import { startPostgres } from "./postgres.mjs";

const ENDS = "500";
const OWNERS = "10000";

let postgres;

async function main() {
  requireNode();
  requireRust();
  // The server embeds the pages, so that it compiles only once there are some.
  await installPackages("web");
  await buildPackage("web");
  postgres = await startPostgres();
  const env = {
    DURABILITY_ENDS: ENDS,
    TEST_POSTGRES_OWNERS: OWNERS,
    ...process.env,
    ...postgres.env,
  };
  const test = (name, ...args) =>
    run("cargo", ["test", "--locked", "--all-features", ...name, "--", "--nocapture", ...args], {
      cwd: ROOT,
      env,
    });
  await test(["-p", "taskward-store", "--test", "postgres"], "plans::");
  await test(["-p", "taskward-server", "--test", "durability"], "--test-threads=1");
}

runToEnd(main, () => postgres?.stop());
