import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { TestContext } from "node:test";
import { fileURLToPath } from "node:url";

const MAIN = fileURLToPath(new URL("../dist/main.js", import.meta.url));

export const PUBLIC_ORIGIN = "http://localhost:8000";

/** How long the service may take to start or to stop. */
const DEADLINE_MS = 30_000;

/** The real service, in a process of its own. */
export interface Service {
  url: string;
  /** What it wrote to standard error so far. */
  log(): string;
  stop(): Promise<void>;
}

export type Environment = Record<string, string | undefined>;

/** A folder that is removed after the test. */
export function temporaryFolder(context: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), "taskward-auth-"));
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Settings of a fresh service, as production runs it but with limits no test reaches. */
export function freshEnvironment(context: TestContext, overrides: Environment = {}): Environment {
  return {
    PATH: process.env.PATH,
    NODE_ENV: "production",
    BETTER_AUTH_URL: PUBLIC_ORIGIN,
    BETTER_AUTH_SECRET: randomBytes(48).toString("base64url"),
    AUTH_DATABASE_URL: `sqlite://${join(temporaryFolder(context), "auth.db")}`,
    AUTH_RATE_LIMIT: "100000,100000",
    AUTH_STOP_WITH_STDIN: "1",
    ...overrides,
  };
}

/** Starts the service and waits for the line that names its port. */
export async function startService(
  context: TestContext,
  environment: Environment,
): Promise<Service> {
  const { child, errors } = spawnService(environment);
  const stop = () => stopProcess(child);
  context.after(stop);
  const line = await Promise.race([
    firstLine(child),
    once(child, "exit").then(() => undefined),
    deadline("The service did not start."),
  ]);
  if (line === undefined) {
    throw new Error(`The service ended before it was ready:\n${errors()}`);
  }
  return { url: (JSON.parse(line) as { listening: string }).listening, log: errors, stop };
}

/** Starts a service that is expected to refuse, and returns what it wrote to standard error. */
export async function startRefused(environment: Environment): Promise<string> {
  const { child, errors } = spawnService(environment);
  const [code] = await Promise.race([
    once(child, "close") as Promise<[number | null]>,
    deadline("The service did not refuse to start."),
  ]);
  if (code !== 1) {
    throw new Error(`The service ended with ${code}:\n${errors()}`);
  }
  return errors();
}

function spawnService(environment: Environment) {
  const child = spawn(process.execPath, [MAIN], { env: environment, stdio: "pipe" });
  let text = "";
  child.stderr.on("data", (chunk: Buffer) => {
    text += chunk.toString();
  });
  return { child, errors: () => text };
}

async function firstLine(child: ChildProcess): Promise<string | undefined> {
  if (child.stdout) {
    for await (const line of createInterface({ input: child.stdout })) {
      return line;
    }
  }
  return undefined;
}

async function stopProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) {
    const exit = once(child, "exit") as Promise<[number | null, NodeJS.Signals | null]>;
    child.kill("SIGTERM");
    const [code, signal] = await Promise.race([exit, deadline("The service did not stop.")]);
    if (code !== 0) {
      throw new Error(`The service ended with ${signal ?? code} when it was asked to stop.`);
    }
  }
}

function deadline(message: string): Promise<never> {
  return new Promise((_, reject) => {
    setTimeout(() => reject(new Error(message)), DEADLINE_MS).unref();
  });
}
