/**
 * `make bench`: builds the server, its pages and the harness as for release, and measures. Arguments go
 * to the harness: `node bench/run.mjs --help`. `--write docs/performance.md` puts the tables there.
 */
import { dirname } from "node:path";
import { buildAll, RELEASE_ENV, SERVER } from "../scripts/lib/build.mjs";
import { reportAndExit, run } from "../scripts/lib/process.mjs";
import { ROOT } from "../scripts/lib/repository.mjs";
import { step } from "../scripts/lib/steps.mjs";

async function main() {
  await buildAll();
  await step("Building the harness", () =>
    run(
      "cargo",
      ["build", "--release", "--locked", "-p", "taskward-bench", "--features", "issuer"],
      { cwd: ROOT, env: RELEASE_ENV, quiet: true },
    ),
  );
  await run(`${dirname(SERVER)}/taskward-bench`, process.argv.slice(2), { cwd: ROOT });
}

main().catch(reportAndExit);
