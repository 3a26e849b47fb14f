/**
 * `make audit`: known vulnerabilities in the crates and npm packages this project depends on, all of them, before it
 * fails. What cannot be asked (no network, a registry mirror without advisories) is a failure too and named as one:
 * it was NOT checked.
 */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { findProgram } from "./lib/find-program.mjs";
import { Failure, reportAndExit } from "./lib/process.mjs";
import { ROOT } from "./lib/repository.mjs";

/** One after the other: what is asked, and how to tell a finding from a question that nobody answered. */
const CHECKS = [
  {
    title: "crates",
    command: ["cargo", "deny", "--all-features", "--locked", "check", "advisories"],
    folder: ".",
    // cargo-deny reports findings as diagnostics; without the database there is none.
    answered: (output) => /^(error|warning)\[|advisories (ok|FAILED)/m.test(output),
    missing: () =>
      findProgram("cargo-deny")
        ? undefined
        : "cargo-deny is missing: cargo install cargo-deny --locked",
  },
  ...["auth", "web", "e2e"].map((folder) => ({
    title: `npm packages of ${folder}`,
    command: ["npm", "audit", "--audit-level=moderate"],
    folder,
    answered: (output) => /found 0 vulnerabilities|\d+ .*vulnerabilit/.test(output),
  })),
];

/** What became of a check: nothing was found, something was, or nobody answered. */
export function verdict({ answered }, { status, output }) {
  if (!answered(output)) {
    return "NOT CHECKED";
  }
  return status === 0 ? "nothing known" : "VULNERABLE";
}

function check(one) {
  const missing = one.missing?.();
  if (missing) {
    console.log(missing);
    return "NOT CHECKED";
  }
  const [command, ...args] = one.command;
  const { status, stdout, stderr } = spawnSync(command, args, {
    cwd: join(ROOT, one.folder),
    encoding: "utf8",
  });
  const output = `${stdout ?? ""}${stderr ?? ""}`;
  const found = verdict(one, { status, output });
  if (found !== "nothing known") {
    console.log(output.trim());
  }
  return found;
}

function main() {
  const verdicts = CHECKS.map((one) => {
    const found = check(one);
    console.log(`${one.title}: ${found}`);
    return found;
  });
  const count = (what) => verdicts.filter((found) => found === what).length;
  if (count("nothing known") < CHECKS.length) {
    throw new Failure(
      `Of ${CHECKS.length} checks ${count("VULNERABLE")} found something and ` +
        `${count("NOT CHECKED")} could not be made here.`,
    );
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    main();
  } catch (error) {
    reportAndExit(error);
  }
}

export { CHECKS };
