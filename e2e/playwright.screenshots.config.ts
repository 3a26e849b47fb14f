import { defineConfig } from "@playwright/test";
import { browserOptions, chromium } from "./fixtures/chromium.ts";
import type { Options } from "./fixtures/test.ts";

process.env.CHROMIUM_PATH = chromium();

/** `npm run screenshots`: a picture of every state of the pages, in `screenshots/`. */
export default defineConfig<object, Options>({
  testDir: "pictures",
  outputDir: "test-results",
  workers: 2,
  fullyParallel: true,
  timeout: 60_000,
  expect: { timeout: 15_000 },
  reporter: [["list"], ["./totals-reporter.ts"]],
  use: { ...browserOptions(process.env.CHROMIUM_PATH), algorithm: "EdDSA" },
});
