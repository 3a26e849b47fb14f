/** Makes the database and serves the API on a free port, with a worker for each core. Prints the address. */
import cluster from "node:cluster";
import { availableParallelism } from "node:os";
import { app } from "./app.js";
import { makeSchema, open } from "./database.js";

const HOST = "127.0.0.1";

if (cluster.isPrimary) {
  await makeSchema();
  // Workers share what they ask to listen on; with the same port, 0, they share one free port.
  for (let core = 0; core < availableParallelism(); core += 1) {
    cluster.fork();
  }
  let listening = 0;
  cluster.on("listening", (_worker, { address, port }) => {
    listening += 1;
    if (listening === availableParallelism()) {
      console.log(`${address}:${port}`);
    }
  });
} else {
  await app(open()).listen({ host: HOST, port: 0 });
}
