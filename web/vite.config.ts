import { fileURLToPath } from "node:url";
import localesPlugin from "@react-aria/optimize-locales-plugin";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";
import { budget } from "./build/budget.ts";
import { noMarkupSinks } from "./build/no-markup-sinks.ts";
import { precompress } from "./build/precompress.ts";
import { themeScript } from "./build/theme-script.ts";

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));
const backend = process.env["TASKWARD_URL"] ?? "http://localhost:8000";
const port = Number(process.env["WEB_PORT"] ?? 5173);

export default defineConfig({
  resolve: {
    alias: [
      { find: "~", replacement: path("./src") },
      // Its build for browsers decodes `&amp;` by `innerHTML`, which Trusted Types refuse; this one has a table.
      {
        find: "decode-named-character-reference",
        replacement: path("./node_modules/decode-named-character-reference/index.js"),
      },
      // React Aria's own empties itself by `innerHTML`.
      { find: /^.*\/live-announcer\/LiveAnnouncer\.mjs$/, replacement: path("./src/lib/live-announcer.ts") },
    ],
  },
  plugins: [
    react(),
    { ...localesPlugin.vite({ locales: ["en-US", "de-DE", "fr-FR"] }), enforce: "pre" as const },
    themeScript(path("./src/app/theme-script.js")),
    // Kilobytes are 1000 bytes, gzip. The contract allows 200; see docs/web.md.
    budget({
      limitKilobytes: 200,
      pages: {
        "tasks, first load": ["index.html", "src/app/shell.tsx", "src/app/routes/tasks.tsx"],
        "today, first load": ["index.html", "src/app/shell.tsx", "src/app/routes/today.tsx"],
        "sign-in, first load": ["index.html", "src/app/routes/sign-in.tsx"],
        "API description": ["api-docs/index.html"],
      },
    }),
    noMarkupSinks(),
    precompress(),
  ],
  build: {
    target: ["chrome123", "edge123", "firefox128", "safari17.5"],
    assetsDir: "assets",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: { app: path("./index.html"), "api-docs": path("./api-docs/index.html") },
    },
  },
  server: {
    port,
    strictPort: true,
    proxy: { "/api": { target: backend }, "/health": { target: backend } },
  },
  test: {
    environment: "happy-dom",
    environmentOptions: { happyDOM: { url: "http://localhost:3000/" } },
    include: ["test/**/*.test.ts", "test/**/*.test.tsx"],
    restoreMocks: true,
  },
});
