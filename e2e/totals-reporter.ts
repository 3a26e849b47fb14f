import type { FullConfig, Reporter, Suite } from "@playwright/test/reporter";

/**
 * Ends with one plain line, `12 passed, 0 failed`, as the other runners of this repository do.
 * A skipped test is named there too.
 */
export default class TotalsReporter implements Reporter {
  #suite: Suite | undefined;

  onBegin(_config: FullConfig, suite: Suite): void {
    this.#suite = suite;
  }

  onEnd(): void {
    const outcomes = this.#suite?.allTests().map((test) => test.outcome()) ?? [];
    const count = (outcome: string) => outcomes.filter((one) => one === outcome).length;
    const skipped = count("skipped") > 0 ? `, ${count("skipped")} skipped` : "";
    const failed = count("unexpected") + count("flaky");
    process.stdout.write(`\n${count("expected")} passed, ${failed} failed${skipped}\n`);
  }
}
