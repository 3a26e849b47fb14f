/**
 * `make reproduce`: builds the commit twice, as `make build` does, in two folders and under two settings of what a
 * build should not depend on, and compares everything that is shipped byte by byte. Takes as long as two first builds.
 */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { Failure, run, runToEnd } from "./lib/process.mjs";
import { ROOT } from "./lib/repository.mjs";
import { step } from "./lib/steps.mjs";

const FOLDER = join(ROOT, "target", "reproduce");
/** Paths of different lengths, at different depths. */
const PLACES = [
  { folder: join(FOLDER, "one"), env: { TZ: "UTC", LC_ALL: "C" } },
  {
    folder: join(FOLDER, "another", "place-with-a-longer-name"),
    env: { TZ: "Asia/Kathmandu", LC_ALL: "C.UTF-8" },
  },
];
const SHIPPED = ["target/release/taskward", "web/dist", "auth/dist"];

async function main() {
  const commit = git("rev-parse", "HEAD");
  if (git("status", "--porcelain", "--untracked-files=no") !== "") {
    console.log(
      "There are changes that are not committed; they are NOT part of what is built here.",
    );
  }
  rmSync(FOLDER, { recursive: true, force: true });
  for (const [index, { folder, env }] of PLACES.entries()) {
    await step(`Building ${commit.slice(0, 12)}, ${index + 1} of ${PLACES.length}`, async () => {
      mkdirSync(folder, { recursive: true });
      await run("sh", ["-c", 'git archive "$1" | tar -x -C "$2"', "sh", commit, folder], {
        cwd: ROOT,
      });
      await run(process.execPath, ["scripts/build.mjs"], {
        cwd: folder,
        quiet: true,
        env: {
          ...process.env,
          ...env,
          CARGO_TARGET_DIR: join(folder, "target"),
          SOURCE_DATE_EPOCH: git("log", "-1", "--format=%ct", commit),
        },
      });
    });
  }
  const [one, other] = PLACES.map(({ folder }) => digests(folder, SHIPPED));
  const differing = differences(one, other);
  if (differing.length > 0) {
    throw new Failure(
      `These are not the same in both builds (compare them under target/reproduce/):\n${differing.join("\n")}`,
    );
  }
  rmSync(FOLDER, { recursive: true, force: true });
  console.log(`${one.size} files, the same in both builds.`);
  for (const [name, digest] of one) {
    if (name.startsWith("target/")) {
      console.log(`${digest}  ${name}`);
    }
  }
}

function git(...args) {
  const { status, stdout } = spawnSync("git", args, { cwd: ROOT, encoding: "utf8" });
  if (status !== 0) {
    throw new Failure("This is no git checkout; there is no commit to build.");
  }
  return stdout.trim();
}

/** SHA-256 of every file under these names, by its path in the folder. */
export function digests(folder, names) {
  const found = new Map();
  for (const name of names) {
    const path = join(folder, name);
    if (!existsSync(path)) {
      throw new Failure(`The build did not make ${path}.`);
    }
    for (const file of filesUnder(path)) {
      found.set(
        relative(folder, file),
        createHash("sha256").update(readFileSync(file)).digest("hex"),
      );
    }
  }
  return found;
}

function filesUnder(path) {
  try {
    return readdirSync(path, { withFileTypes: true })
      .flatMap((entry) => filesUnder(join(path, entry.name)))
      .sort();
  } catch (error) {
    if (error.code === "ENOTDIR") {
      return [path];
    }
    throw error;
  }
}

/** The names that only one of them has, or whose digests differ. */
export function differences(one, other) {
  const names = new Set([...one.keys(), ...other.keys()]);
  return [...names].filter((name) => one.get(name) !== other.get(name)).sort();
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  runToEnd(main);
}
