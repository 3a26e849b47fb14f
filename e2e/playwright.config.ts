import { defineConfig } from "@playwright/test";
import { browserOptions, chromium } from "./fixtures/chromium.ts";
import type { Options } from "./fixtures/test.ts";

// Found once; the workers inherit it.
process.env.CHROMIUM_PATH = chromium();

/** What no token has a part in runs once, for the sake of time. */
const PAGES_ONLY = [
  "accessibility.test.ts",
  "address.test.ts",
  "appearance.test.ts",
  "command-palette.test.ts",
  "dates.test.ts",
  "first-run.test.ts",
  "filters.test.ts",
  "hostile-text.test.ts",
  "keyboard.test.ts",
  "languages.test.ts",
  "lists.test.ts",
  "owner-lists.test.ts",
  "quick-add.test.ts",
  "recurrence.test.ts",
  "views.test.ts",
  "week.test.ts",
];

/** Where it matters to people which database is behind the server. */
const DATABASES_MATTER = [
  "isolation.test.ts",
  "replicas.test.ts",
  "server-restart.test.ts",
  "story.test.ts",
  "tabs.test.ts",
  "week.test.ts",
];

/** Several servers are for PostgreSQL; a file has one. */
const POSTGRES_ONLY = ["replicas.test.ts"];

/** The suite runs as a whole with keys, and again with the secret that both sides share. */
export default defineConfig<object, Options>({
  testDir: "tests",
  outputDir: "test-results",
  workers: 2,
  retries: 0,
  forbidOnly: process.env.CI !== undefined,
  timeout: 45_000,
  expect: { timeout: 10_000 },
  reporter: [["list"], ["./totals-reporter.ts"]],
  use: {
    ...browserOptions(process.env.CHROMIUM_PATH),
    screenshot: "only-on-failure",
  },
  projects: [
    { name: "keys", use: { algorithm: "EdDSA" }, testIgnore: POSTGRES_ONLY },
    {
      name: "shared-secret",
      use: { algorithm: "HS256" },
      testIgnore: [...PAGES_ONLY, ...POSTGRES_ONLY],
    },
    { name: "postgres", use: { database: "postgres" }, testMatch: DATABASES_MATTER },
  ],
});
