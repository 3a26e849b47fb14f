import { defineConfig } from "@playwright/test";
import { browserOptions, chromium } from "./fixtures/chromium.ts";
import type { Options } from "./fixtures/test.ts";

process.env.CHROMIUM_PATH = chromium();

/** `make bench`: how soon the pages show what people do. One test at a time, so that none slows another down. */
export default defineConfig<object, Options>({
  testDir: "speed",
  outputDir: "test-results",
  workers: 1,
  retries: 0,
  timeout: 300_000,
  expect: { timeout: 30_000 },
  reporter: [["list"], ["./totals-reporter.ts"]],
  use: { ...browserOptions(process.env.CHROMIUM_PATH), algorithm: "EdDSA" },
});
