#!/usr/bin/env node
/**
 * Finds a Chromium for the tests that need a browser, and fetches one if there is none: one on the
 * path, else Debian's package, else Playwright's own download.
 *
 *   node scripts/chromium.mjs   prints the path of the program
 */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { findProgram } from "./lib/find-program.mjs";
import { Failure, reportAndExit } from "./lib/process.mjs";
import { ROOT } from "./lib/repository.mjs";

/**
 * The path of a Chromium.
 *
 * @throws {Failure} when there is none and none can be fetched.
 */
export function findChromium() {
  return process.env.CHROMIUM_PATH ?? onPath() ?? fromDebian() ?? fromPlaywright() ?? fail();
}

const onPath = () =>
  findProgram("chromium", "chromium-browser", "google-chrome-stable", "google-chrome");

function fromDebian() {
  const root = process.getuid?.() === 0;
  if (!findProgram("apt-get") || !(root || findProgram("sudo"))) {
    return undefined;
  }
  const apt = (...args) => {
    const command = ["apt-get", "--yes", "--quiet", ...args];
    // Without a terminal sudo must not ask for a password.
    const [program, ...rest] = root ? command : ["sudo", "--non-interactive", ...command];
    return spawnSync(program, rest, {
      stdio: ["ignore", "ignore", "inherit"],
      env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
    });
  };
  console.error("There is no Chromium here; installing Debian's package.");
  apt("update");
  apt("install", "--no-install-recommends", "chromium");
  return onPath();
}

/** Playwright knows where it keeps its browsers; it is installed with the packages of `e2e`. */
function fromPlaywright() {
  const playwright = join(ROOT, "e2e", "node_modules", "playwright-core");
  if (!existsSync(playwright)) {
    return undefined;
  }
  console.error("There is no Chromium here; asking Playwright to download its own.");
  spawnSync(process.execPath, [join(playwright, "cli.js"), "install", "chromium"], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  const { stdout } = spawnSync(
    process.execPath,
    ["-p", "require('playwright-core').chromium.executablePath()"],
    { cwd: join(ROOT, "e2e"), encoding: "utf8" },
  );
  const path = stdout.trim();
  return existsSync(path) ? path : undefined;
}

function fail() {
  throw new Failure(
    "The browser tests need Chromium, and none could be found or fetched. " +
      "Install it, or set CHROMIUM_PATH to its program.",
  );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    console.log(findChromium());
  } catch (error) {
    reportAndExit(error);
  }
}
