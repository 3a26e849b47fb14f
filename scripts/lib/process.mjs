import { spawn } from "node:child_process";
import { once } from "node:events";

/** Something a person can mend; shown without a stack. */
export class Failure extends Error {}

/** Ends the script with a plain sentence, or with a stack if the script itself is at fault. */
export function reportAndExit(error) {
  console.error(error instanceof Failure ? `\n${error.message}` : error);
  process.exit(1);
}

/** How long a child may take to stop before it is ended by force. */
const STOP_WITHIN_MS = 15_000;

const running = new Set();

/**
 * Starts a program in a process group of its own, so that Ctrl-C reaches this script alone and
 * the script decides in which order its children stop.
 */
export function start(command, args, options = {}) {
  const child = spawn(command, args, {
    stdio: ["pipe", "pipe", "pipe"],
    detached: true,
    ...options,
  });
  child.on("error", () => running.delete(child));
  child.on("exit", () => running.delete(child));
  running.add(child);
  return child;
}

/** Asks a child to stop, and ends it by force if it does not. */
export async function stop(child, signal = "SIGTERM") {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) {
    return;
  }
  const gone = once(child, "exit");
  signalGroup(child, signal);
  const force = setTimeout(() => signalGroup(child, "SIGKILL"), STOP_WITHIN_MS);
  await gone;
  clearTimeout(force);
}

/** Runs `onStop` on Ctrl-C, SIGTERM and SIGHUP, once; a second signal ends everything by force. */
export function onSignal(onStop) {
  let stopping = false;
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
    process.on(signal, () => {
      if (stopping) {
        process.exit(130);
      }
      stopping = true;
      onStop(signal);
    });
  }
}

/** Runs `main`, which may never end, until it fails or is told to stop; stops what it started either way. */
export function runUntilStopped(main, stopAll) {
  let stopping = false;
  onSignal(async () => {
    stopping = true;
    await stopAll();
    process.exit(0);
  });
  main().catch(async (error) => {
    if (!stopping) {
      await stopAll();
      reportAndExit(error);
    }
  });
}

/** Runs `main` to its end, which a signal may bring sooner; stops what it started either way. */
export function runToEnd(main, stopAll = () => {}) {
  let stopping = false;
  onSignal(async () => {
    stopping = true;
    await stopAll();
    process.exit(130);
  });
  main()
    .finally(stopAll)
    .catch((error) => {
      if (!stopping) {
        reportAndExit(error);
      }
    });
}

// Whatever ends this script, nothing it started stays behind.
process.on("exit", () => {
  for (const child of running) {
    signalGroup(child, "SIGKILL");
  }
});

function signalGroup(child, signal) {
  try {
    process.kill(-child.pid, signal);
  } catch (error) {
    if (error.code !== "ESRCH") {
      throw error;
    }
  }
}

/**
 * Runs a program to its end. With `quiet`, its output is shown only if it fails.
 *
 * @throws {Failure} when the program cannot be started or reports failure.
 */
export async function run(command, args, { quiet = false, ...options } = {}) {
  const child = start(command, args, {
    stdio: quiet ? ["ignore", "pipe", "pipe"] : ["ignore", "inherit", "inherit"],
    ...options,
  });
  const output = [];
  child.stdout?.on("data", (chunk) => output.push(chunk));
  child.stderr?.on("data", (chunk) => output.push(chunk));
  const [code, signal] = await once(child, "close").catch((error) => {
    throw new Failure(`${command} cannot be started: ${error.message}`);
  });
  if (code !== 0) {
    process.stderr.write(Buffer.concat(output));
    throw new Failure(`${[command, ...args].join(" ")} failed (${signal ?? `exit code ${code}`}).`);
  }
  return Buffer.concat(output).toString();
}
