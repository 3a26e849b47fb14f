/** `make build`: the two programs that a server needs, without starting them. */
import { buildAll, SERVER } from "./lib/build.mjs";
import { reportAndExit } from "./lib/process.mjs";

await buildAll().catch(reportAndExit);
console.log(`Built ${SERVER} and auth/dist/main.js`);
