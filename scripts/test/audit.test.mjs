import assert from "node:assert/strict";
import { test } from "node:test";
import { CHECKS, verdict } from "../audit.mjs";

const [crates, npm] = CHECKS;

const cases = [
  [crates, 0, "advisories ok", "nothing known"],
  [crates, 1, "error[vulnerability]: something\nadvisories FAILED", "VULNERABLE"],
  [crates, 1, "[ERROR] failed to fetch advisory database", "NOT CHECKED"],
  [crates, 0, "", "NOT CHECKED"],
  [npm, 0, "found 0 vulnerabilities", "nothing known"],
  [npm, 1, "# npm audit report\n\n3 vulnerabilities (1 moderate, 2 high)", "VULNERABLE"],
  [npm, 0, "1 low severity vulnerability", "nothing known"],
  [npm, 1, "npm error audit endpoint returned an error", "NOT CHECKED"],
];

for (const [check, status, output, expected] of cases) {
  test(`${check.title}, exit code ${status}, "${output.split("\n")[0]}": ${expected}`, () => {
    assert.equal(verdict(check, { status, output }), expected);
  });
}
