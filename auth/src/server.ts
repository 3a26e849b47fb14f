import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { toNodeHandler } from "better-auth/node";
import type { Auth } from "./auth.js";
import { log } from "./log.js";

/** The largest body Better Auth has a use for is a profile with a small picture. */
const LARGEST_BODY_BYTES = 64 * 1024;

/** Longer than the task server keeps an idle connection (90 s), so that it never uses a dead one. */
const KEEP_ALIVE_MS = 120_000;

/** How long requests under way may take once the service was told to stop. */
const STOP_WITHIN_MS = 10_000;

/** An HTTP server that hands every request to Better Auth. */
export function createHttpServer(auth: Auth): Server {
  const handle = toNodeHandler(auth);
  const server = createServer((request, response) => {
    // Whoever comes without the task server in between is known by their socket.
    request.headers["x-forwarded-for"] ??= request.socket.remoteAddress;
    response.setHeader("cache-control", "no-store");
    if (Number(request.headers["content-length"] ?? 0) > LARGEST_BODY_BYTES) {
      refuse(response, 413, "BODY_TOO_LARGE", "The request is too large.");
      return;
    }
    handle(request, response).catch((error: unknown) => {
      // A Host header that makes no address, for one.
      log("warn", "A request could not be handled.", error);
      refuse(response, 400, "BAD_REQUEST", "The request cannot be understood.");
    });
    endAfter(request, LARGEST_BODY_BYTES);
  });
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  return server;
}

/** Starts listening; resolves with the port. */
export function listen(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen({ host, port }, () => {
      server.off("error", reject);
      const address = server.address();
      resolve(typeof address === "object" && address ? address.port : port);
    });
  });
}

/** Takes no new connections and resolves when the requests under way are answered. */
export function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const cut = setTimeout(() => server.closeAllConnections(), STOP_WITHIN_MS);
    server.close(() => {
      clearTimeout(cut);
      resolve();
    });
    server.closeIdleConnections();
  });
}

/** A body without a declared length is counted as it arrives. */
function endAfter(request: IncomingMessage, limit: number): void {
  let received = 0;
  request.on("data", (chunk: Buffer) => {
    received += chunk.length;
    if (received > limit) {
      request.destroy();
    }
  });
}

function refuse(response: ServerResponse, status: number, code: string, message: string): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  response
    .writeHead(status, { "content-type": "application/json", connection: "close" })
    .end(JSON.stringify({ code, message }));
}
