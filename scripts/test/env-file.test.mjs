import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { createEnvFile, loadEnvFile } from "../lib/env-file.mjs";

function temporaryFile(context) {
  const folder = mkdtempSync(join(tmpdir(), "taskward-env-"));
  context.after(() => rmSync(folder, { recursive: true }));
  return join(folder, ".env");
}

test("a new .env holds a fresh secret that only its owner can read", (context) => {
  const [first, second] = [temporaryFile(context), temporaryFile(context)];
  createEnvFile(first);
  createEnvFile(second);
  const secret = (path) => /^BETTER_AUTH_SECRET=(.*)$/m.exec(readFileSync(path, "utf8"))?.[1];
  assert.ok(Buffer.byteLength(secret(first)) >= 32);
  assert.notEqual(secret(first), secret(second));
  assert.equal(statSync(first).mode & 0o777, 0o600);
});

test("an existing .env is left alone", (context) => {
  const path = temporaryFile(context);
  writeFileSync(path, "PORT=9000\n");
  createEnvFile(path);
  assert.equal(readFileSync(path, "utf8"), "PORT=9000\n");
});

test("values are loaded and the environment wins", (context) => {
  const path = temporaryFile(context);
  writeFileSync(
    path,
    [
      "# a comment",
      "ENV_FILE_TEST_PLAIN=some value # and why",
      'ENV_FILE_TEST_QUOTED="a # b"',
      "export ENV_FILE_TEST_EXPORTED=yes",
      "ENV_FILE_TEST_PRESENT=from the file",
      "no assignment here",
    ].join("\r\n"),
  );
  process.env.ENV_FILE_TEST_PRESENT = "from the environment";
  loadEnvFile(path);
  assert.equal(process.env.ENV_FILE_TEST_PLAIN, "some value");
  assert.equal(process.env.ENV_FILE_TEST_QUOTED, "a # b");
  assert.equal(process.env.ENV_FILE_TEST_EXPORTED, "yes");
  assert.equal(process.env.ENV_FILE_TEST_PRESENT, "from the environment");
});
