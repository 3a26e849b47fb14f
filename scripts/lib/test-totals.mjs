/**
 * A reporter for Node's test runner that ends with one plain line, `12 passed, 0 failed`, as the
 * other runners of this repository do. A skipped test is named there too.
 */
export default async function* totals(events) {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  for await (const { type, data } of events) {
    if (data.details?.type === "suite") {
      continue;
    }
    if (type === "test:fail") {
      counts.failed += 1;
    } else if (type === "test:pass") {
      counts[data.skip || data.todo ? "skipped" : "passed"] += 1;
    }
  }
  const skipped = counts.skipped > 0 ? `, ${counts.skipped} skipped` : "";
  yield `\n${counts.passed} passed, ${counts.failed} failed${skipped}\n`;
}
