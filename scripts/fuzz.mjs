/**
 * `make fuzz`: tries inputs that libFuzzer makes up on every target of `fuzz/`, one after the other,
 * a minute each. `make fuzz ARGS="token 600"` tries one target for ten minutes.
 *
 * What it finds stays in `fuzz/artifacts/` and ends the run; what is new and harmless in
 * `fuzz/generated/`. The committed corpus is only read; `make test` replays it.
 */
import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { buildPackage, installPackages } from "./lib/packages.mjs";
import { Failure, run, runToEnd } from "./lib/process.mjs";
import { ROOT } from "./lib/repository.mjs";
import { requireNode, requireRust } from "./lib/toolchain.mjs";

const FUZZ = join(ROOT, "fuzz");
const DEFAULT_SECONDS = 60;
/** Inputs that take longer are a finding, too. */
const SLOWEST_SECONDS = 5;

async function main(args) {
  requireNode();
  requireRust();
  requireFuzzer();
  const { targets, seconds } = chosen(args);
  // The server embeds the pages, so that it compiles only once there are some.
  await installPackages("web");
  await buildPackage("web");
  for (const target of targets) {
    console.log(`\n${target}: ${seconds} s`);
    const generated = join(FUZZ, "generated", target);
    mkdirSync(generated, { recursive: true });
    await run(
      "cargo",
      [
        "+nightly",
        "fuzz",
        "run",
        target,
        generated,
        join(FUZZ, "corpus", target),
        "--",
        `-max_total_time=${seconds}`,
        `-timeout=${SLOWEST_SECONDS}`,
        "-print_final_stats=1",
      ],
      { cwd: FUZZ },
    );
  }
}

/** What the arguments name: a target or all, and for how long each. */
function chosen(args) {
  const all = readdirSync(join(FUZZ, "fuzz_targets"))
    .map((name) => name.replace(/\.rs$/, ""))
    .sort();
  const seconds = args.filter((arg) => /^[1-9]\d*$/.test(arg));
  const targets = args.filter((arg) => all.includes(arg));
  if (seconds.length > 1 || seconds.length + targets.length !== args.length) {
    throw new Failure(`Usage: make fuzz ARGS="[target ...] [seconds]". Targets: ${all.join(", ")}`);
  }
  return {
    targets: targets.length > 0 ? targets : all,
    seconds: Number(seconds[0] ?? DEFAULT_SECONDS),
  };
}

/** @throws {Failure} naming what is missing and how to get it. */
function requireFuzzer() {
  const works = (...args) => spawnSync("cargo", args, { stdio: "ignore" }).status === 0;
  if (!works("+nightly", "--version")) {
    throw new Failure(
      "Fuzzing needs a nightly Rust toolchain, since its sanitizers are unstable. Install one: " +
        "rustup toolchain install nightly",
    );
  }
  if (!works("fuzz", "--version")) {
    throw new Failure("Fuzzing needs cargo-fuzz. Install it: cargo install cargo-fuzz --locked");
  }
}

runToEnd(() => main(process.argv.slice(2)));
