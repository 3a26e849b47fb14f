/**
 * `make soak`: ends the server at random moments, 500 times in each way, and compares after every one what is
 * there with what was acknowledged. `DURABILITY_ENDS=50 make soak` does it 50 times, and `DURABILITY_SEED`
 * begins with the choices of a run that failed. `make test` does the same 20 times.
 */
import { buildPackage, installPackages } from "./lib/packages.mjs";
import { onSignal, reportAndExit, run } from "./lib/process.mjs";
import { ROOT } from "./lib/repository.mjs";
import { requireNode, requireRust } from "./lib/toolchain.mjs";
import { startPostgres } from "./postgres.mjs";

const ENDS = "500";

let postgres;

async function main() {
  requireNode();
  requireRust();
  // The server embeds the pages, so that it compiles only once there are some.
  await installPackages("web");
  await buildPackage("web");
  postgres = await startPostgres();
  await run(
    "cargo",
    [
      "test",
      "--locked",
      "--all-features",
      ...["-p", "taskward-server", "--test", "durability"],
      ...["--", "--nocapture", "--test-threads=1"],
    ],
    {
      cwd: ROOT,
      env: { DURABILITY_ENDS: ENDS, ...process.env, ...postgres.env },
    },
  );
}

let stopping = false;
onSignal(async () => {
  stopping = true;
  await postgres?.stop();
  process.exit(130);
});
main()
  .finally(() => postgres?.stop())
  .catch((error) => {
    if (!stopping) {
      reportAndExit(error);
    }
  });
