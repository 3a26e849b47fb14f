import { join } from "node:path";
import { brotliCompressSync, gzipSync } from "node:zlib";
import type { Plugin } from "vite";

interface BudgetOptions {
  /** Most JavaScript a first load may take, in kilobytes (1000 bytes) after gzip. */
  readonly limitKilobytes: number;
  /** Page name → the modules whose chunks, with everything they import, make up its first load. */
  readonly pages: Readonly<Record<string, readonly string[]>>;
}

/** Prints what each page's first load weighs and fails the build above the limit. */
export function budget({ limitKilobytes, pages }: BudgetOptions): Plugin {
  let root = "";
  return {
    name: "taskward:budget",
    apply: "build",
    configResolved(config) {
      root = config.root;
    },
    generateBundle(_options, bundle) {
      const chunks = Object.values(bundle).filter((output) => output.type === "chunk");
      const byFile = new Map(chunks.map((chunk) => [chunk.fileName, chunk]));

      for (const [page, modules] of Object.entries(pages)) {
        const files = new Set<string>();
        const add = (fileName: string): void => {
          const chunk = byFile.get(fileName);
          if (chunk === undefined || files.has(fileName)) return;
          files.add(fileName);
          for (const imported of chunk.imports) add(imported);
        };
        for (const module of modules) {
          const chunk = chunks.find((candidate) => candidate.facadeModuleId === join(root, module));
          if (chunk === undefined) this.error(`budget: no chunk for ${module}`);
          add(chunk.fileName);
        }

        let gzip = 0;
        let brotli = 0;
        for (const file of files) {
          const code = byFile.get(file)?.code ?? "";
          gzip += gzipSync(code, { level: 9 }).length;
          brotli += brotliCompressSync(code).length;
        }
        const summary = `${page}: ${(gzip / 1000).toFixed(1)} kB gzip, ${(brotli / 1000).toFixed(1)} kB brotli of JavaScript in ${files.size} files`;
        if (gzip > limitKilobytes * 1000) this.error(`budget: ${summary}; the limit is ${limitKilobytes} kB`);
        this.info(summary);
      }
    },
  };
}
