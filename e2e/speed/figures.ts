import { appendFileSync } from "node:fs";
import { expect } from "@playwright/test";

/** Whether everything is only tried, and the figures mean nothing. */
export const QUICK = Boolean(process.env.SPEED_QUICK);

/** The smaller number if everything is only tried. */
export const scaled = (quick: number, whole: number): number => (QUICK ? quick : whole);

/** Writes down how long something took, in milliseconds, as a line of the file that `SPEED_FIGURES` names. */
export function report(what: string, times: readonly number[]): void {
  expect(times.length, what).toBeGreaterThan(0);
  const sorted = [...times].sort((a, b) => a - b);
  // The smallest time that so large a share does not exceed.
  const at = (share: number) => sorted[Math.ceil(share * sorted.length) - 1] ?? Number.NaN;
  const line = { what, count: times.length, median: at(0.5), p95: at(0.95), longest: at(1) };
  const file = process.env.SPEED_FIGURES;
  if (file) {
    appendFileSync(file, `${JSON.stringify(line)}\n`);
  } else {
    process.stdout.write(`${JSON.stringify(line)}\n`);
  }
}
