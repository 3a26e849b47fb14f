import { createWriteStream, mkdirSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { Failure, start } from "./process.mjs";
import { ROOT } from "./repository.mjs";

/** How long a service may take until it is ready. */
const READY_WITHIN_MS = 60_000;

/** How many lines of a service's log are shown when it ends by itself. */
const LAST_LINES = 20;

/** Starts a service; its output goes to `data/log/NAME.log`, and its last lines are remembered. */
export function startService(name, command, args, env) {
  const folder = join(ROOT, "data", "log");
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = createWriteStream(join(folder, `${name}.log`), { mode: 0o600 });
  const child = start(command, args, { cwd: ROOT, env: { ...process.env, ...env } });
  const lastLines = [];
  const remember = (line) => {
    file.write(`${line}\n`);
    lastLines.push(line);
    if (lastLines.length > LAST_LINES) {
      lastLines.shift();
    }
  };
  const output = createInterface({ input: child.stdout }).on("line", remember);
  createInterface({ input: child.stderr }).on("line", remember);
  const ended = new Promise((_, reject) => {
    const fail = (how) => reject(new Failure([`${name} ${how}.`, ...lastLines].join("\n")));
    child.once("error", (error) => fail(`cannot be started: ${error.message}`));
    // `close` comes after the last line of output, `exit` may come before it.
    child.once("close", (code, signal) =>
      fail(`ended unexpectedly (${signal ?? `exit code ${code}`})`),
    );
  });
  // Whoever waits for it sees the failure; until then it must not end the script.
  ended.catch(() => {});
  return { child, output, ended };
}

/** Starts the Better Auth service and resolves with its address once it is ready. */
export async function startAuth(env) {
  const service = startService("auth", process.execPath, ["auth/dist/main.js"], {
    NODE_ENV: "production",
    AUTH_PORT: "0",
    AUTH_STOP_WITH_STDIN: "1",
    ...env,
  });
  const ready = new Promise((resolve) => {
    service.output.on("line", (line) => {
      if (line.startsWith('{"listening"')) {
        resolve(JSON.parse(line).listening);
      }
    });
  });
  const url = await Promise.race([ready, service.ended, late("The Better Auth service")]);
  return { ...service, url };
}

/** Resolves when `url` answers 200. */
export async function answers(url, service, name) {
  const deadline = Date.now() + READY_WITHIN_MS;
  let ended = false;
  service.ended.catch(() => {
    ended = true;
  });
  while (!ended && Date.now() < deadline) {
    const response = await fetch(url, { redirect: "manual" }).catch(() => undefined);
    if (response?.status === 200) {
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  await (ended ? service.ended : late(name, 0));
}

function late(name, after = READY_WITHIN_MS) {
  return new Promise((_, reject) => {
    setTimeout(
      () => reject(new Failure(`${name} was not ready in time. Its log is in data/log/.`)),
      after,
    ).unref();
  });
}

/** @throws {Failure} when another program listens there. */
export async function requireFreePort(host, port, hint) {
  await new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", (error) => {
      reject(
        error.code === "EADDRINUSE"
          ? new Failure(`Port ${port} is taken by another program. ${hint}`)
          : new Failure(`Nothing can listen on ${host}:${port}: ${error.message}`),
      );
    });
    probe.listen({ host, port }, () => probe.close(resolve));
  });
}
