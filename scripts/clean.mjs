/** `make clean`: back to a fresh clone, except for `.env` and `data/`, which nothing can rebuild. */
import { rmSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./lib/repository.mjs";

const BUILT = [
  "target",
  ...["auth", "web", "e2e", "scripts/postgres", "bench/peers/fastify"].map(
    (name) => `${name}/node_modules`,
  ),
  ...["auth/dist", "auth/dist-test", "web/dist", "e2e/test-results", "e2e/report"],
];

for (const name of BUILT) {
  rmSync(join(ROOT, name), { recursive: true, force: true });
}
