/**
 * `make run`: installs, builds and starts everything, then prints the address to open.
 * Configuration comes from the environment and from `.env`, which it writes if there is none.
 */
import { join } from "node:path";
import { buildAll, SERVER } from "./lib/build.mjs";
import { createEnvFile, loadEnvFile } from "./lib/env-file.mjs";
import { followPort } from "./lib/local-address.mjs";
import { Failure, runUntilStopped, stop } from "./lib/process.mjs";
import { ROOT } from "./lib/repository.mjs";
import { answers, requireFreePort, startAuth, startService } from "./lib/services.mjs";
import { requireNode, requireRust } from "./lib/toolchain.mjs";

/** In the order in which they stop: the server finishes what it accepted while Better Auth is up. */
const services = [];

async function stopAll() {
  for (const service of services) {
    await stop(service.child);
  }
}

async function main() {
  requireNode();
  requireRust();
  createEnvFile(join(ROOT, ".env"));
  loadEnvFile(join(ROOT, ".env"));
  const host = process.env.HOST || "127.0.0.1";
  const port = readPort(process.env.PORT || "8000");
  await requireFreePort(host, port, `Stop it, or choose another port: make run PORT=${port + 1}`);
  followPort(port);

  await buildAll();

  const auth = await startAuth();
  services.unshift(auth);
  const server = startService("taskward", SERVER, ["serve"], {
    AUTH_SERVICE_URL: auth.url,
  });
  services.unshift(server);
  await answers(`http://${connectable(host)}:${port}/health/ready`, server, "The server");
  console.log(`Taskward is ready: ${process.env.BETTER_AUTH_URL} (Ctrl-C stops it)`);
  await Promise.race(services.map(({ ended }) => ended));
}

function readPort(value) {
  const port = Number(value);
  if (!Number.isInteger(port) || port < 1 || port > 65_534) {
    throw new Failure(`PORT is ${value}. It takes a number from 1 to 65534.`);
  }
  return port;
}

/** Where to reach a server that listens on `host`. */
function connectable(host) {
  if (host === "0.0.0.0" || host === "::") {
    return "localhost";
  }
  return host.includes(":") ? `[${host}]` : host;
}

runUntilStopped(main, stopAll);
