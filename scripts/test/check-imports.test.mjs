import assert from "node:assert/strict";
import { test } from "node:test";
import { breaches } from "../check-imports.mjs";

/** What `cargo metadata` says of crates and what each depends on. */
function metadata(crates) {
  const names = new Set([...Object.keys(crates), ...Object.values(crates).flat()]);
  const ours = /^(taskward-|better-auth-verifier$)/;
  return {
    workspace_members: [...names].filter((name) => ours.test(name)),
    packages: [...names].map((name) => ({
      id: name,
      name,
      dependencies: (crates[name] ?? []).map((dependency) => ({ name: dependency })),
    })),
    resolve: {
      nodes: [...names].map((name) => ({
        id: name,
        deps: (crates[name] ?? []).map((pkg) => ({ pkg, dep_kinds: [{ kind: null }] })),
      })),
    },
  };
}

const SOUND = {
  "better-auth-verifier": ["aws-lc-rs", "reqwest"],
  "taskward-core": ["uuid"],
  "taskward-store": ["taskward-core", "rusqlite"],
  "taskward-server": ["better-auth-verifier", "taskward-core", "taskward-store", "axum"],
};

test("the layers of the design are allowed", () => {
  assert.deepEqual(breaches(metadata(SOUND)), []);
});

const forbidden = [
  [{ "taskward-store": ["better-auth-verifier"] }, "taskward-store uses better-auth-verifier"],
  [{ "better-auth-verifier": ["taskward-core"] }, "better-auth-verifier uses taskward-core"],
  [{ "taskward-core": ["taskward-store"] }, "taskward-core uses taskward-store"],
  [{ "taskward-server": ["jsonwebtoken"] }, "taskward-server uses jsonwebtoken"],
  [{ "taskward-store": ["aws-lc-rs"] }, "taskward-store uses aws-lc-rs"],
  [{ "taskward-core": ["tokio"] }, "reaches taskward-core → tokio"],
  [{ "taskward-core": ["uuid"], uuid: ["reqwest"] }, "reaches taskward-core → uuid → reqwest"],
  [{ "taskward-extra": [] }, "taskward-extra has no place"],
];

for (const [change, says] of forbidden) {
  test(`reported: ${says}`, () => {
    const found = breaches(metadata({ ...SOUND, ...change }));
    assert.ok(
      found.some((breach) => breach.includes(says)),
      found.join("\n"),
    );
  });
}
