/**
 * `docs/threat-model.md` names mechanisms and tests. Each name must be where the page says, so that a test which is
 * renamed or deleted takes its claim along.
 */
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { test } from "node:test";
import { ROOT } from "../lib/repository.mjs";

const PAGE = "docs/threat-model.md";
/** What a path in plain code begins with: everything at the repository's root. */
const TOP = new Set(readdirSync(ROOT));

/** What is wrong with a page, as sentences. */
function faults(page, text) {
  const definitions = new Map(
    [...text.matchAll(/^\[([^\]]+)\]: (\S+)$/gm)].map(([, name, target]) => [name, target]),
  );
  const body = text.replace(/^\[[^\]]+\]: \S+$/gm, "").replace(/^```[\s\S]*?^```$/gm, "");
  const links = [
    ...[...body.matchAll(/\[([^\]]+)\]\(([^)\s]+)\)/g)].map(([, label, target]) => ({
      label,
      target,
    })),
    ...[...body.matchAll(/\[([^\]]+)\]\[([^\]]+)\]/g)].map(([, label, reference]) => ({
      label,
      reference,
      target: definitions.get(reference),
    })),
  ];
  const used = new Set(links.map(({ reference }) => reference));
  return [
    ...[...definitions.keys()]
      .filter((name) => !used.has(name))
      .map((name) => `[${name}] is not used.`),
    ...links.flatMap((link) => linkFaults(page, text, link)),
    ...[...body.matchAll(/`([^`]+)`/g)]
      .map(([, code]) => code)
      .filter((code) => /^[\w.-]+\/[\w./-]*$/.test(code) && TOP.has(code.split("/")[0]))
      .filter((path) => !existsSync(join(ROOT, path)))
      .map((path) => `\`${path}\` does not exist.`),
  ];
}

function linkFaults(page, text, { label, reference, target }) {
  if (target === undefined) {
    return [`[${reference}] is not defined.`];
  }
  const [path, heading] = target.split("#");
  const file = path === "" ? join(ROOT, page) : resolve(ROOT, dirname(page), path);
  if (!existsSync(file)) {
    return [`${target} does not exist.`];
  }
  if (
    heading !== undefined &&
    !headings(path === "" ? text : readFileSync(file, "utf8")).has(heading)
  ) {
    return [`${target}: no such heading.`];
  }
  const name = /^`(.*)`$/.exec(label)?.[1];
  if (
    name === undefined ||
    `${file}${statSync(file).isDirectory() ? "/" : ""}`.endsWith(`/${name}`)
  ) {
    return [];
  }
  return holds(file, name) ? [] : [`${path} has no \`${name}\`.`];
}

function headings(text) {
  return new Set(
    [...text.matchAll(/^#+ (.*)$/gm)].map(([, title]) =>
      title
        .toLowerCase()
        .replace(/[^\p{L}\p{N} _-]/gu, "")
        .replaceAll(" ", "-"),
    ),
  );
}

/** Whether a file has a test or, where it is no file of tests, a definition of this name. */
function holds(file, name) {
  const text = readFileSync(file, "utf8");
  if (file.endsWith(".tsv")) {
    const cases = text.split("\n").map((line) => line.split("\t")[0]);
    return cases.some((id) =>
      name.endsWith("*") ? id.startsWith(name.slice(0, -1)) : id === name,
    );
  }
  if (file.endsWith(".rs")) {
    return (
      isRustTest(file, text, name) || (!/\/tests[/.]/.test(file) && isRustDefinition(text, name))
    );
  }
  return (
    titles(text).includes(name) || new RegExp(`^export (default )?class ${name}\\b`, "m").test(text)
  );
}

function isRustTest(file, text, name) {
  const attributed = new RegExp(
    `#\\[(tokio::)?test(\\([^)]*\\))?\\]\\s+(#\\[[^\\]]*\\]\\s+)*(async )?fn ${name}\\b`,
  );
  // The cases of the store's suite become tests by a list.
  const suite = join(dirname(file), "mod.rs");
  const listed =
    file.includes("/tests/suite/") && readFileSync(suite, "utf8").includes(`::${name},`);
  return attributed.test(text) || (listed && isRustDefinition(text, name));
}

function isRustDefinition(text, name) {
  return new RegExp(
    `^\\s*(pub(\\([a-z]+\\))? )?(async )?(fn|struct|enum|trait|const) ${name}\\b`,
    "m",
  ).test(text);
}

/** Titles of tests; what a template fills in is written `…`. */
function titles(text) {
  return [
    ...text.matchAll(/^\s*(?:test|it)(?:\.each\([\s\S]*?\))?\(\s*("[^"\n]*"|`[^`\n]*`)/gm),
  ].map(([, title]) => title.slice(1, -1).replace(/\$\{(?:[^{}]|\{[^{}]*\})*\}|%s/g, "…"));
}

test("whatever the threat model names is where it says", () => {
  const text = readFileSync(join(ROOT, PAGE), "utf8");
  assert.deepEqual(faults(PAGE, text), []);
  assert.ok((text.match(/\]\[/g) ?? []).length > 200, "the page's links are found");
});

const RUST = "../crates/taskward-server/tests/api/route_walk.rs";
const WRONG = [
  [`[\`no_such_test\`](${RUST})`, "has no `no_such_test`"],
  [`[\`full_server\`](${RUST})`, "has no `full_server`"],
  [
    "[`algorithm-nonesuch*`][c]\n\n[c]: ../crates/better-auth-verifier/tests/conformance/cases/algorithms.tsv",
    "has no",
  ],
  ["[`no such title`](../e2e/tests/isolation.test.ts)", "has no `no such title`"],
  ["[`auth.ts`](../auth/src/gone.ts)", "does not exist"],
  ["[`auth.ts`][gone]", "is not defined"],
  ["[operations](operations.md#no-such-heading)", "no such heading"],
  ["see `deploy/nowhere/`", "does not exist"],
  ["[unused]: ../Makefile", "is not used"],
];

for (const [text, says] of WRONG) {
  test(`noticed: ${text.split("\n")[0]}`, () => {
    const found = faults(PAGE, `${text}\n`);
    assert.ok(
      found.some((fault) => fault.includes(says)),
      found.join("\n"),
    );
  });
}
