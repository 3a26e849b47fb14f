/**
 * `make test`: every test there is. It installs and builds what the tests need, and finds or
 * fetches a PostgreSQL and a Chromium. Nothing is skipped: what cannot be found fails.
 */
import { join } from "node:path";
import { findChromium } from "./chromium.mjs";
import { DEBUG_SERVER } from "./lib/build.mjs";
import { buildPackage, installPackages } from "./lib/packages.mjs";
import { run, runToEnd } from "./lib/process.mjs";
import { ROOT } from "./lib/repository.mjs";
import { runStages } from "./lib/stages.mjs";
import { requireNode, requireRust } from "./lib/toolchain.mjs";
import { startPostgres } from "./postgres.mjs";

let postgres;

async function main() {
  requireNode();
  requireRust();
  const env = { ...process.env };
  const inRoot = (command, ...args) => run(command, args, { cwd: ROOT, env });
  const npmTest = (name) => run("npm", ["test"], { cwd: join(ROOT, name), env });
  await runStages([
    [
      "What the tests need",
      async () => {
        for (const name of ["auth", "web", "e2e"]) {
          await installPackages(name);
        }
        await buildPackage("auth");
        await buildPackage("web");
        postgres = await startPostgres();
        Object.assign(env, postgres.env);
        console.log(`PostgreSQL: ${postgres.source}`);
        env.CHROMIUM_PATH = findChromium();
        console.log(`Chromium: ${env.CHROMIUM_PATH}`);
      },
    ],
    [
      "Scripts",
      () =>
        inRoot("node", "--test", ...reporters("./scripts/lib/test-totals.mjs"), "scripts/test/"),
    ],
    ["Better Auth service", () => npmTest("auth")],
    ["Web application", () => npmTest("web")],
    ["Rust", () => inRoot("cargo", "test", "--workspace", "--all-features", "--locked")],
    [
      "End to end",
      async () => {
        await inRoot("cargo", "build", "--locked", "-p", "taskward-server");
        env.TASKWARD_BIN = DEBUG_SERVER;
        await npmTest("e2e");
      },
    ],
  ]);
}

function reporters(totals) {
  return ["spec", totals].flatMap((name) => [
    `--test-reporter=${name}`,
    "--test-reporter-destination=stdout",
  ]);
}

runToEnd(main, () => postgres?.stop());
