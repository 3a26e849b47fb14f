/** `make lint`: formatting, lints, types and import rules of everything. Changes nothing. */
import { join } from "node:path";
import { findProgram } from "./lib/find-program.mjs";
import { buildPackage, installPackages } from "./lib/packages.mjs";
import { Failure, reportAndExit, run } from "./lib/process.mjs";
import { ROOT } from "./lib/repository.mjs";
import { runStages } from "./lib/stages.mjs";
import { requireNode, requireRust } from "./lib/toolchain.mjs";

const TYPESCRIPT = ["auth", "web", "e2e"];

async function main() {
  requireNode();
  requireRust();
  const cargo = (...args) => run("cargo", args, { cwd: ROOT });
  const npm = (name, script) => run("npm", ["run", script], { cwd: join(ROOT, name) });
  for (const name of TYPESCRIPT) {
    await installPackages(name);
  }
  // The server embeds the pages, so that it compiles only once there are some.
  await buildPackage("web");
  await runStages([
    ["Rust formatting", () => cargo("fmt", "--all", "--check")],
    ["Import rules", () => run(process.execPath, ["scripts/check-imports.mjs"], { cwd: ROOT })],
    ["Dependencies", checkDependencies],
    [
      "Rust lints",
      () =>
        cargo(
          "clippy",
          "--workspace",
          "--all-targets",
          "--all-features",
          "--locked",
          "--",
          "-D",
          "warnings",
        ),
    ],
    [
      "TypeScript",
      async () => {
        for (const name of TYPESCRIPT) {
          await npm(name, "lint");
          await npm(name, "typecheck");
        }
        await npm("web", "check:generated");
      },
    ],
    [
      "Scripts",
      () =>
        run("npx", ["biome", "ci", "--config-path=../scripts", "../scripts"], {
          cwd: join(ROOT, "auth"),
        }),
    ],
  ]);
}

/** Duplicates, licences, sources and the crates that nobody may use: deny.toml. */
async function checkDependencies() {
  // They need a download that not every machine is allowed, and change without a commit.
  console.log("Known vulnerabilities are NOT checked here; `make audit` asks for them.");
  if (findProgram("cargo-deny")) {
    await run(
      "cargo",
      ["deny", "--all-features", "--locked", "check", "bans", "licenses", "sources"],
      {
        cwd: ROOT,
      },
    );
  } else if (process.env.CI) {
    throw new Failure("cargo-deny is missing. Install it: cargo install cargo-deny --locked");
  } else {
    console.log("cargo-deny is not installed, so deny.toml was NOT checked here; CI checks it.");
    console.log("Install it: cargo install cargo-deny --locked");
  }
}

main().catch(reportAndExit);
