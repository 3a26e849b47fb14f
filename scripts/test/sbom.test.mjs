import assert from "node:assert/strict";
import { test } from "node:test";
import { cratesBom, lockedCrates, lockedNpmPackages, requireComplete } from "../sbom.mjs";

const LOCK = `version = 4

[[package]]
name = "axum"
version = "0.8.9"
source = "registry+https://registry.example"
checksum = "abc"

[[package]]
name = "proptest"
version = "1.12.0"
source = "registry+https://registry.example"
checksum = "def"

[[package]]
name = "taskward-server"
version = "0.1.0"
dependencies = [
 "axum",
 "proptest",
]
`;
const packages = [
  { id: "s", name: "taskward-server", version: "0.1.0", license: "MIT", source: null },
  { id: "a", name: "axum", version: "0.8.9", license: "MIT/Apache-2.0", source: "registry" },
  { id: "p", name: "proptest", version: "1.12.0", license: "MIT", source: "registry" },
];
const nodes = [
  {
    id: "s",
    dependencies: ["a", "p"],
    deps: [
      { pkg: "a", dep_kinds: [{ kind: null }] },
      { pkg: "p", dep_kinds: [{ kind: "dev" }] },
    ],
  },
  { id: "a", dependencies: [], deps: [] },
  { id: "p", dependencies: [], deps: [] },
];
const bom = cratesBom({ packages, resolve: { nodes } }, LOCK, "2026-01-01T00:00:00.000Z");

test("every crate is listed with its checksum, licence and part", () => {
  assert.equal(bom.metadata.component.name, "taskward");
  assert.deepEqual(bom.components[0], {
    type: "library",
    "bom-ref": "axum@0.8.9",
    name: "axum",
    version: "0.8.9",
    scope: "required",
    hashes: [{ alg: "SHA-256", content: "abc" }],
    licenses: [{ expression: "MIT OR Apache-2.0" }],
    purl: "pkg:cargo/axum@0.8.9",
  });
  assert.equal(bom.components[1].scope, "excluded");
  assert.deepEqual(bom.dependencies[2].dependsOn, ["axum@0.8.9", "proptest@1.12.0"]);
});

test("a list that lacks a locked dependency is refused", () => {
  const locked = lockedCrates(LOCK).map(({ ref }) => ref);
  requireComplete("crates", locked, bom);
  assert.throws(
    () => requireComplete("crates", [...locked, "left-pad@1.0.0"], bom),
    /left-pad@1.0.0/,
  );
});

test("npm packages are known by name, wherever they are installed", () => {
  const packages = {
    "": { name: "ours", version: "1.0.0" },
    "node_modules/a": { version: "1.0.0" },
    "node_modules/a/node_modules/@b/c": { version: "2.0.0" },
    "node_modules/alias": { name: "real", version: "3.0.0" },
  };
  assert.deepEqual(lockedNpmPackages({ packages }), ["a@1.0.0", "@b/c@2.0.0", "real@3.0.0"]);
});
