/**
 * `make sbom`: what everything is made of, as CycloneDX 1.5 in `target/sbom/`: one list of all crates and one for
 * each npm package, from the lock files and the registries' own descriptions. It fails if a locked dependency is
 * missing from its list, and the same commit gives the same bytes.
 */
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { committedAt } from "./lib/commit.mjs";
import { Failure, reportAndExit } from "./lib/process.mjs";
import { ROOT } from "./lib/repository.mjs";

/** The crate whose binary is shipped; what it does not reach is for tests, benchmarks and fuzzing. */
const SHIPPED = "taskward-server";
const NPM_PACKAGES = ["auth", "web", "e2e"];
const SPDX_ID = /^[A-Za-z0-9.+-]+$/;

/**
 * The list of all crates, from `cargo metadata` and the text of `Cargo.lock`.
 *
 * What the shipped binary is linked from or built with is `required`, everything else `excluded`.
 */
export function cratesBom(metadata, lock, timestamp) {
  const checksums = new Map(lockedCrates(lock).map(({ ref, checksum }) => [ref, checksum]));
  const refs = new Map(metadata.packages.map((one) => [one.id, refOf(one)]));
  const shipped = reachable(metadata);
  const root = metadata.packages.find(({ name }) => name === SHIPPED);
  const components = metadata.packages
    .filter((one) => one !== root)
    .map((one) => ({
      type: "library",
      "bom-ref": refs.get(one.id),
      name: one.name,
      version: one.version,
      scope: shipped.has(one.id) ? "required" : "excluded",
      hashes: hashes(checksums.get(refs.get(one.id))),
      licenses: licences(one.license),
      purl: purl(one),
    }));
  return {
    $schema: "http://cyclonedx.org/schema/bom-1.5.schema.json",
    bomFormat: "CycloneDX",
    specVersion: "1.5",
    version: 1,
    metadata: {
      timestamp,
      component: {
        type: "application",
        "bom-ref": refs.get(root.id),
        name: "taskward",
        version: root.version,
        licenses: licences(root.license),
        purl: purl(root),
      },
    },
    components: sortedBy(components, "bom-ref"),
    dependencies: sortedBy(
      metadata.resolve.nodes.map(({ id, dependencies }) => ({
        ref: refs.get(id),
        dependsOn: dependencies.map((on) => refs.get(on)).sort(),
      })),
      "ref",
    ),
  };
}

/** What the shipped binary reaches without the dependencies of tests. */
function reachable({ packages, resolve }) {
  const nodes = new Map(resolve.nodes.map((node) => [node.id, node]));
  const found = new Set();
  const visit = (id) => {
    if (found.has(id)) {
      return;
    }
    found.add(id);
    for (const { pkg, dep_kinds: kinds } of nodes.get(id).deps) {
      if (kinds.some(({ kind }) => kind !== "dev")) {
        visit(pkg);
      }
    }
  };
  visit(packages.find(({ name }) => name === SHIPPED).id);
  return found;
}

/** Name, version and checksum of every crate in the text of a `Cargo.lock`. */
export function lockedCrates(lock) {
  return lock
    .split("[[package]]\n")
    .slice(1)
    .map((entry) => {
      const field = (name) => new RegExp(`^${name} = "(.*)"$`, "m").exec(entry)?.[1];
      return {
        ref: refOf({ name: field("name"), version: field("version") }),
        checksum: field("checksum"),
      };
    });
}

/** The names and versions in a `package-lock.json`. */
export function lockedNpmPackages({ packages }) {
  return Object.entries(packages)
    .filter(([path, { link }]) => path !== "" && !link)
    .map(([path, { name, version }]) =>
      refOf({ name: name ?? path.slice(path.lastIndexOf("node_modules/") + 13), version }),
    );
}

/** @throws {Failure} naming what is locked and not in the list. */
export function requireComplete(title, locked, { metadata, components }) {
  const present = new Set([metadata.component, ...components].map(({ "bom-ref": ref }) => ref));
  const missing = locked.filter((ref) => !present.has(ref));
  if (missing.length > 0) {
    throw new Failure(`The list of ${title} lacks what its lock file has: ${missing.join(", ")}`);
  }
}

const refOf = ({ name, version }) => `${name}@${version}`;
const sortedBy = (list, key) => list.sort((one, other) => (one[key] < other[key] ? -1 : 1));
const hashes = (checksum) => (checksum ? [{ alg: "SHA-256", content: checksum }] : []);

/** Ours are on no registry. */
function purl({ name, version, source }) {
  return `pkg:cargo/${name}@${version}${source ? "" : "?repository_url=local"}`;
}

function licences(text) {
  // Some crates still write the slash that SPDX had no word for.
  const expression = text?.replaceAll(/\s*\/\s*/g, " OR ");
  if (!expression) {
    return [];
  }
  return SPDX_ID.test(expression) ? [{ license: { id: expression } }] : [{ expression }];
}

/** The list of an npm package, which npm makes itself, without what differs from one time to the next. */
function npmBom(name, timestamp) {
  const args = ["sbom", "--sbom-format=cyclonedx", "--package-lock-only"];
  const { serialNumber: _, ...bom } = JSON.parse(output("npm", args, join(ROOT, name)));
  return { ...bom, metadata: { ...bom.metadata, timestamp } };
}

function output(command, args, cwd) {
  return execFileSync(command, args, {
    cwd,
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
    stdio: ["ignore", "pipe", "inherit"],
  });
}

function main() {
  const timestamp = new Date(committedAt() * 1000).toISOString();
  const read = (...path) => readFileSync(join(ROOT, ...path), "utf8");
  const folder = join(ROOT, "target", "sbom");
  mkdirSync(folder, { recursive: true });
  const write = (name, locked, bom) => {
    requireComplete(name, locked, bom);
    const path = join("target", "sbom", `${name}.cdx.json`);
    writeFileSync(join(ROOT, path), `${JSON.stringify(bom, null, 2)}\n`);
    console.log(
      `${path}: ${bom.components.length} components, all of ${locked.length} locked ones`,
    );
  };
  const metadata = JSON.parse(
    output("cargo", ["metadata", "--format-version=1", "--locked", "--all-features"], ROOT),
  );
  const lock = read("Cargo.lock");
  write(
    "taskward",
    lockedCrates(lock).map(({ ref }) => ref),
    cratesBom(metadata, lock, timestamp),
  );
  for (const name of NPM_PACKAGES) {
    const locked = lockedNpmPackages(JSON.parse(read(name, "package-lock.json")));
    write(name, locked, npmBom(name, timestamp));
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    main();
  } catch (error) {
    reportAndExit(error);
  }
}
