import { homedir } from "node:os";
import { join } from "node:path";
import { committedAt } from "./commit.mjs";
import { buildPackage, installPackages } from "./packages.mjs";
import { run } from "./process.mjs";
import { ROOT } from "./repository.mjs";
import { step } from "./steps.mjs";
import { requireNode, requireRust } from "./toolchain.mjs";

const TARGET = process.env.CARGO_TARGET_DIR ?? join(ROOT, "target");

/** The server, as `make run` starts it. */
export const SERVER = join(TARGET, "release", "taskward");

/** The server, as tests and `make dev` start it. */
export const DEBUG_SERVER = join(TARGET, "debug", "taskward");

/**
 * The environment of a release build. The paths of this machine, which panics would name, are replaced in the
 * binary: it is the same wherever it is built (`make reproduce`) and tells nothing of who built it. The last
 * prefix that fits counts.
 */
export const RELEASE_ENV = {
  ...process.env,
  ...sourceDate(),
  RUSTFLAGS: [
    process.env.RUSTFLAGS ?? "",
    `--remap-path-prefix=${ROOT.replace(/\/$/, "")}=/taskward`,
    `--remap-path-prefix=${TARGET}=/taskward/target`,
    `--remap-path-prefix=${process.env.CARGO_HOME ?? join(homedir(), ".cargo")}=/cargo`,
  ]
    .join(" ")
    .trim(),
};

/** What C compilers write for the time of the build: that of the sources, where it is known. */
function sourceDate() {
  try {
    return { SOURCE_DATE_EPOCH: String(committedAt()) };
  } catch {
    return {};
  }
}

/** Builds the Better Auth service, the pages, and then the server, which embeds the pages. */
export async function buildAll() {
  requireNode();
  requireRust();
  for (const name of ["auth", "web"]) {
    await installPackages(name);
    await buildPackage(name);
  }
  await step("Building the server (the first time takes some minutes)", () =>
    run("cargo", ["build", "--release", "--locked", "-p", "taskward-server"], {
      cwd: ROOT,
      env: RELEASE_ENV,
      quiet: true,
    }),
  );
}
