import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { run } from "./process.mjs";
import { ROOT } from "./repository.mjs";
import { step } from "./steps.mjs";

/** Installs a folder's npm packages, unless they are what its lock file names already. */
export async function installPackages(name) {
  const folder = join(ROOT, name);
  const input = hash([join(folder, "package.json"), join(folder, "package-lock.json")]);
  await unlessDone("installed", input, folder, "node_modules", () =>
    step(`Installing the npm packages of ${name}`, () =>
      run("npm", ["ci", "--no-audit", "--no-fund"], { cwd: folder, quiet: true }),
    ),
  );
}

/** Builds a folder with its `npm run build`, unless nothing changed since the last time. */
export async function buildPackage(name) {
  const folder = join(ROOT, name);
  await unlessDone("built", hash(sources(folder)), folder, "dist", () =>
    step(`Building ${name}`, () => run("npm", ["run", "build"], { cwd: folder, quiet: true })),
  );
}

/**
 * Does the work unless its output is there and was made from the same input. The note that says so
 * is kept beside the packages: the pages are embedded in the server as they are, notes and all.
 */
async function unlessDone(what, input, folder, output, work) {
  const note = join(folder, "node_modules", `.taskward-${what}`);
  const done = existsSync(join(folder, output)) && existsSync(note);
  if (done && readFileSync(note, "utf8") === input) {
    return;
  }
  await work();
  writeFileSync(note, input);
}

const NOT_SOURCES = new Set(["node_modules", "dist", "dist-test", "test"]);

function sources(folder) {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => !NOT_SOURCES.has(entry.name))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      return entry.isDirectory() ? sources(path) : [path];
    })
    .sort();
}

function hash(paths) {
  const digest = createHash("sha256").update(process.version);
  for (const path of paths) {
    digest.update(path).update("\0").update(readFileSync(path)).update("\0");
  }
  return digest.digest("hex");
}
