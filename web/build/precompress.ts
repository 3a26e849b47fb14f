import { readdir, readFile, writeFile } from "node:fs/promises";
import { extname, join } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import type { Plugin } from "vite";

const COMPRESSIBLE = new Set([".css", ".html", ".js", ".json", ".svg", ".txt", ".webmanifest"]);
/** Below this size, in bytes, a compressed copy saves nothing worth a second file. */
const SMALLEST = 256;

const brotli = promisify(brotliCompress);
const gz = promisify(gzip);

/** Writes `.br` and `.gz` beside every text file of the build, so that the server never compresses. */
export function precompress(): Plugin {
  return {
    name: "taskward:precompress",
    apply: "build",
    async writeBundle(options) {
      const root = options.dir ?? "dist";
      const names = await readdir(root, { recursive: true });
      await Promise.all(
        names
          .filter((name) => COMPRESSIBLE.has(extname(name)))
          .map(async (name) => {
            const file = join(root, name);
            const bytes = await readFile(file);
            if (bytes.length < SMALLEST) return;
            const params = { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY };
            await Promise.all([
              writeFile(`${file}.br`, await brotli(bytes, { params })),
              writeFile(`${file}.gz`, await gz(bytes, { level: 9 })),
            ]);
          }),
      );
    },
  };
}
