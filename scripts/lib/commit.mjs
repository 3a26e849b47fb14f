import { spawnSync } from "node:child_process";
import { Failure } from "./process.mjs";
import { ROOT } from "./repository.mjs";

/**
 * When the sources were committed, in Unix seconds: `SOURCE_DATE_EPOCH` if that is set, as in a tree without git.
 *
 * @throws {Failure} when neither says.
 */
export function committedAt() {
  const { stdout } = process.env.SOURCE_DATE_EPOCH
    ? { stdout: process.env.SOURCE_DATE_EPOCH }
    : spawnSync("git", ["log", "-1", "--format=%ct"], { cwd: ROOT, encoding: "utf8" });
  if (!/^\d+\s*$/.test(stdout ?? "")) {
    throw new Failure("This is no git checkout; set SOURCE_DATE_EPOCH to the time of the sources.");
  }
  return Number(stdout);
}
