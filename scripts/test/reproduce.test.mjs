import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { differences, digests } from "../reproduce.mjs";

test("builds that differ in a byte or a file are told apart", (t) => {
  const folder = mkdtempSync(join(tmpdir(), "taskward-reproduce-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const build = (name, files) => {
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(join(folder, name, "dist", "assets"), { recursive: true });
      writeFileSync(join(folder, name, "dist", path), content);
    }
    return digests(join(folder, name), ["dist"]);
  };
  const one = build("one", { "index.html": "a", "assets/a.js": "b" });
  assert.equal(one.size, 2);
  assert.deepEqual(differences(one, build("same", { "index.html": "a", "assets/a.js": "b" })), []);
  assert.deepEqual(differences(one, build("other", { "index.html": "a", "assets/a.js": "c" })), [
    "dist/assets/a.js",
  ]);
  assert.deepEqual(differences(one, build("more", { "index.html": "a", "assets/b.js": "b" })), [
    "dist/assets/a.js",
    "dist/assets/b.js",
  ]);
  assert.throws(() => digests(folder, ["missing"]), /did not make/);
});
