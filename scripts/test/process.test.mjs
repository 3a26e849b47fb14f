import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { test } from "node:test";

const LIBRARY = JSON.stringify(new URL("../lib/process.mjs", import.meta.url).href);

/** How long a process may take to go once its parent is gone. */
const GONE_WITHIN_MS = 10_000;

/** A script that starts a child which ignores SIGTERM, and prints the child's process id. */
const PARENT = `
  import { onSignal, start } from ${LIBRARY};
  const child = start(process.execPath, [
    "-e",
    "process.on('SIGTERM', () => {}); setInterval(() => {}, 1000); console.log(process.pid)",
  ]);
  child.stdout.pipe(process.stdout);
  onSignal(() => process.exit(0));
`;

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
  test(`nothing is left behind after ${signal}`, async () => {
    const parent = spawn(process.execPath, ["--input-type=module", "--eval", PARENT]);
    const [line] = await once(parent.stdout, "data");
    const child = Number(line);
    assert.ok(isAlive(child));
    parent.kill(signal);
    await once(parent, "exit");
    const deadline = Date.now() + GONE_WITHIN_MS;
    while (isAlive(child) && Date.now() < deadline) {
      await new Promise((resolve) => setImmediate(resolve));
    }
    assert.ok(!isAlive(child));
  });
}
