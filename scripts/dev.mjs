/**
 * `make dev`: the same system with hot reload. Vite serves the web application and passes the rest
 * on to a debug build of the server, which is built and started anew when a crate changes; the
 * Better Auth service is compiled and started anew when `auth/src` changes.
 */
import { watch } from "node:fs";
import { join } from "node:path";
import { DEBUG_SERVER } from "./lib/build.mjs";
import { createEnvFile, loadEnvFile } from "./lib/env-file.mjs";
import { followPort } from "./lib/local-address.mjs";
import { buildPackage, installPackages } from "./lib/packages.mjs";
import { run, runUntilStopped, start, stop } from "./lib/process.mjs";
import { ROOT } from "./lib/repository.mjs";
import { requireFreePort } from "./lib/services.mjs";
import { step } from "./lib/steps.mjs";
import { requireNode, requireRust } from "./lib/toolchain.mjs";
import { freePort } from "./postgres.mjs";

/** Editors write a file in several steps; wait until they are done. */
const SETTLE_MS = 150;

/** A program that is built and started anew whenever its sources change. */
class Reloading {
  #child;
  #busy = Promise.resolve();
  #timer;

  constructor({ title, folder, build, program, env }) {
    Object.assign(this, { title, folder, build, program, env });
  }

  async begin() {
    await this.#restart();
    watch(join(ROOT, this.folder), { recursive: true }, () => {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => {
        this.#busy = this.#busy.then(() => this.#restart());
      }, SETTLE_MS);
    });
  }

  async #restart() {
    try {
      await step(`Building ${this.title}`, () => run(...this.build, { cwd: ROOT, quiet: true }));
    } catch {
      // The compiler said why; the program that runs stays as it is until the next change.
      return;
    }
    await this.end();
    this.#child = start(...this.program, {
      cwd: ROOT,
      env: { ...process.env, ...this.env },
      stdio: ["pipe", "inherit", "inherit"],
    });
    this.#child.on("error", (error) => console.error(`${this.title}: ${error.message}`));
  }

  async end() {
    if (this.#child) {
      await stop(this.#child);
    }
  }
}

const programs = [];

async function main() {
  requireNode();
  requireRust();
  createEnvFile(join(ROOT, ".env"));
  loadEnvFile(join(ROOT, ".env"));
  const port = Number(process.env.PORT || 8000);
  await requireFreePort("127.0.0.1", port, "Choose another: make dev PORT=8001");
  followPort(port);
  for (const name of ["auth", "web"]) {
    await installPackages(name);
  }
  // The server embeds the built pages, even though Vite serves fresher ones here.
  await buildPackage("web");

  const [authPort, serverPort] = [await freePort(), await freePort()];
  programs.push(
    new Reloading({
      title: "auth",
      folder: "auth/src",
      build: ["npm", ["--prefix", "auth", "run", "build"]],
      program: [process.execPath, ["auth/dist/main.js"]],
      env: { NODE_ENV: "production", AUTH_PORT: authPort, AUTH_STOP_WITH_STDIN: "1" },
    }),
    new Reloading({
      title: "the server",
      folder: "crates",
      build: ["cargo", ["build", "-p", "taskward-server"]],
      program: [DEBUG_SERVER, ["serve"]],
      env: { PORT: serverPort, AUTH_SERVICE_URL: `http://127.0.0.1:${authPort}` },
    }),
  );
  for (const program of programs) {
    await program.begin();
  }
  await run("npm", ["run", "dev", "--", "--host", "localhost"], {
    cwd: join(ROOT, "web"),
    env: { ...process.env, WEB_PORT: port, TASKWARD_URL: `http://127.0.0.1:${serverPort}` },
  });
}

runUntilStopped(main, () => Promise.all(programs.map((program) => program.end())));
