/** `make fmt`: formats Rust and TypeScript, and mends what the linters can mend safely. */
import { join } from "node:path";
import { installPackages } from "./lib/packages.mjs";
import { reportAndExit, run } from "./lib/process.mjs";
import { ROOT } from "./lib/repository.mjs";

async function main() {
  await run("cargo", ["fmt", "--all"], { cwd: ROOT });
  for (const name of ["auth", "web", "e2e"]) {
    await installPackages(name);
    await run("npm", ["run", "format"], { cwd: join(ROOT, name) });
  }
  await run("npx", ["biome", "check", "--write", "--config-path=../scripts", "../scripts"], {
    cwd: join(ROOT, "auth"),
  });
}

main().catch(reportAndExit);
