/** `make audit`: known vulnerabilities in the crates and npm packages this project depends on. */
import { join } from "node:path";
import { reportAndExit, run } from "./lib/process.mjs";
import { ROOT } from "./lib/repository.mjs";

async function main() {
  await run("cargo", ["deny", "check", "advisories"], { cwd: ROOT });
  for (const name of ["auth", "web", "e2e"]) {
    await run("npm", ["audit", "--audit-level=moderate"], { cwd: join(ROOT, name) });
  }
}

main().catch(reportAndExit);
