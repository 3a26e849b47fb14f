import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { Browser } from "./browser.js";
import { type Environment, freshEnvironment, startService } from "./service.js";

const SET_PASSWORD = fileURLToPath(new URL("../dist/set-password.js", import.meta.url));
const EMAIL = "ada@example.org";

function setPassword(environment: Environment, email: string, input: string) {
  const { status, stderr } = spawnSync(process.execPath, [SET_PASSWORD, email], {
    env: environment,
    input: `${input}\n`,
    encoding: "utf8",
  });
  return { status, stderr };
}

test("an administrator sets a new password while the service runs", async (context) => {
  const environment = freshEnvironment(context);
  const service = await startService(context, environment);
  const browser = new Browser(service);
  await browser.signUp(EMAIL);

  assert.deepEqual(setPassword(environment, "Ada@example.org", "battery staple"), {
    status: 0,
    stderr: "",
  });
  assert.equal((await browser.get("/token")).status, 401);
  assert.equal((await browser.signIn(EMAIL)).status, 401);
  assert.equal((await browser.signIn(EMAIL, "battery staple")).status, 200);
});

test("a bad password or an unknown person changes nothing", async (context) => {
  const environment = freshEnvironment(context);
  const service = await startService(context, environment);
  await new Browser(service).signUp(EMAIL);

  const short = setPassword(environment, EMAIL, "short");
  assert.equal(short.status, 1);
  assert.match(short.stderr, /8 to 128 characters/);
  const unknown = setPassword(environment, "bob@example.org", "battery staple");
  assert.equal(unknown.status, 1);
  assert.match(unknown.stderr, /Nobody has signed up as bob@example\.org/);
  assert.equal((await new Browser(service).signIn(EMAIL)).status, 200);
});
