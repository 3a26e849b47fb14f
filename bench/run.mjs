/**
 * `make bench`: builds the server, its pages and the harness as for release, and measures. Arguments go
 * to the harness: `node bench/run.mjs --help`. `--write docs/performance.md` puts the tables there.
 */
import { dirname } from "node:path";
import { buildAll, RELEASE_ENV, SERVER } from "../scripts/lib/build.mjs";
import { reportAndExit, run } from "../scripts/lib/process.mjs";
import { ROOT } from "../scripts/lib/repository.mjs";
import { step } from "../scripts/lib/steps.mjs";
import { installPeers } from "./peers.mjs";

async function main() {
  await buildAll();
  await step("Building the harness", () =>
    run(
      "cargo",
      ["build", "--release", "--locked", "-p", "taskward-bench", "--features", "issuer"],
      { cwd: ROOT, env: RELEASE_ENV, quiet: true },
    ),
  );
  const args = process.argv.slice(2);
  const peers = measuresPeers(args) ? await installPeers() : [];
  await run(`${dirname(SERVER)}/taskward-bench`, [...args, ...peers], { cwd: ROOT });
}

/** Whether the harness will: it does unless it is told what alone to measure. */
function measuresPeers(args) {
  const only = args.findIndex((arg) => /^--only(=|$)/.test(arg));
  return only === -1 || `${args[only]},${args[only + 1]}`.split(/[=,]/).includes("peers");
}

main().catch(reportAndExit);
