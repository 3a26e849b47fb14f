import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Failure } from "./process.mjs";
import { ROOT } from "./repository.mjs";

const OLDEST_NODE = [20, 19];

/** @throws {Failure} when this Node.js is too old. */
export function requireNode() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major < OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor < OLDEST_NODE[1])) {
    throw new Failure(
      `Taskward needs Node.js ${OLDEST_NODE.join(".")} or newer; this is ${process.versions.node}. ` +
        "Install a current one from https://nodejs.org/",
    );
  }
}

/** @throws {Failure} when cargo is missing or older than the workspace asks for. */
export function requireRust() {
  const { error, status, stdout } = spawnSync("cargo", ["--version"], {
    cwd: ROOT,
    encoding: "utf8",
  });
  if (error || status !== 0) {
    throw new Failure(
      "Taskward needs Rust, and there is no cargo. Install it from https://rustup.rs/",
    );
  }
  const oldest = /rust-version = "([\d.]+)"/.exec(
    readFileSync(join(ROOT, "Cargo.toml"), "utf8"),
  )?.[1];
  const present = /cargo (\d+)\.(\d+)/.exec(stdout);
  const [major, minor] = (oldest ?? "0.0").split(".").map(Number);
  if (
    present &&
    (Number(present[1]) < major || (Number(present[1]) === major && Number(present[2]) < minor))
  ) {
    throw new Failure(
      `Taskward needs Rust ${oldest} or newer; this is ${stdout.trim()}. Run: rustup update`,
    );
  }
}
