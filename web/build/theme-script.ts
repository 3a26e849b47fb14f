import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import type { Plugin } from "vite";

/**
 * Loads one small classic script before the first paint, so that a chosen theme never flashes.
 * It is a file of its own because the content security policy forbids inline scripts.
 */
export function themeScript(source: string): Plugin {
  const code = readFileSync(source, "utf8");
  const hash = createHash("sha256").update(code).digest("hex").slice(0, 8);
  const address = `assets/theme-${hash}.js`;
  return {
    name: "taskward:theme-script",
    configureServer(server) {
      server.middlewares.use(`/${address}`, (_request, response) => {
        response.setHeader("content-type", "text/javascript");
        response.end(code);
      });
    },
    generateBundle() {
      this.emitFile({ type: "asset", fileName: address, source: code });
    },
    transformIndexHtml() {
      return [{ tag: "script", attrs: { src: `/${address}` }, injectTo: "head-prepend" }];
    },
  };
}
