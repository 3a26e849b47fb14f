/** Installs what the peers need, each in a folder of its own, and gives the harness's arguments for them. */
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { SERVER } from "../scripts/lib/build.mjs";
import { findProgram } from "../scripts/lib/find-program.mjs";
import { installPackages } from "../scripts/lib/packages.mjs";
import { run } from "../scripts/lib/process.mjs";
import { ROOT } from "../scripts/lib/repository.mjs";
import { step } from "../scripts/lib/steps.mjs";
import { findPostgres } from "../scripts/postgres.mjs";

const FASTIFY = "bench/peers/fastify";
const REQUIREMENTS = join(ROOT, "bench/peers/fastapi/requirements.txt");

export async function installPeers() {
  await installPackages(FASTIFY);
  const python = await installFastapi();
  return [...(python ? ["--fastapi", python] : []), "--fastify", FASTIFY];
}

/** A Python with the peer's packages, unless there is none to begin with. */
async function installFastapi() {
  const python = findProgram("python3");
  if (!python) {
    console.log("There is no python3 on the path, so FastAPI is NOT measured.");
    return undefined;
  }
  const folder = join(dirname(SERVER), "bench-fastapi");
  const [own, note] = [join(folder, "bin/python"), join(folder, "installed")];
  const input = createHash("sha256").update(readFileSync(REQUIREMENTS)).digest("hex");
  if (!existsSync(note) || readFileSync(note, "utf8") !== input) {
    await step("Installing the Python packages of the FastAPI peer", async () => {
      const quietly = { cwd: ROOT, quiet: true };
      await run(python, ["-m", "venv", "--clear", folder], quietly);
      await run(own, ["-m", "pip", "install", "--requirement", REQUIREMENTS], quietly);
    });
    writeFileSync(note, input);
  }
  return own;
}

/**
 * The pgbench of the PostgreSQL that is measured, or any on the path: it is a client, and may be of another version.
 * The npm package with PostgreSQL's binaries has none.
 */
export async function findPgbench() {
  const { folder } = await findPostgres();
  const own = join(folder, "pgbench");
  const found = existsSync(own) ? own : findProgram("pgbench");
  if (!found) {
    console.log(
      "There is no pgbench beside PostgreSQL or on the path, so PostgreSQL is NOT held against it. " +
        "Debian's package postgresql has it.",
    );
    return undefined;
  }
  return found;
}
