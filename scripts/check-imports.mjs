/**
 * Checks which crate may use which: the layers of the design, and that nothing but the verifier
 * has anything to do with tokens or signatures. `deny.toml` says the latter for the whole
 * dependency tree; this needs no other tool and names the line that is wrong.
 */
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { Failure, reportAndExit } from "./lib/process.mjs";
import { ROOT } from "./lib/repository.mjs";

/** Which of our crates each of our crates may use, in tests too. */
const LAYERS = {
  "better-auth-verifier": [],
  "better-auth-verifier-differential": ["better-auth-verifier"],
  "taskward-core": [],
  "taskward-store": ["taskward-core"],
  "taskward-server": ["better-auth-verifier", "taskward-core", "taskward-store"],
  "taskward-bench": ["better-auth-verifier"],
  "taskward-fuzz-targets": [
    "better-auth-verifier",
    "taskward-core",
    "taskward-server",
    "taskward-store",
  ],
};

/** Crates that read, sign or verify tokens and signatures, and who may name them. */
const TOKEN_CRATES =
  /^(jsonwebtoken|jsonwebtokens|jwt|jwt-.*|josekit|jose|jose-.*|biscuit|frank_jwt|alcoholic_jwt|jwks|jwks-.*|jwk|openidconnect|oauth2|aws-lc-.*|ring|ed25519.*|p256|p384|p521|ecdsa|rsa|hmac)$/;
const TOKEN_CRATES_ALLOWED_IN = "better-auth-verifier";
/** Tests that hold the verifier against another one; nothing may use this crate. */
const DIFFERENTIAL = { crate: "better-auth-verifier-differential", peer: "jsonwebtoken" };

/** What the domain must not reach, however indirectly. */
const IMPURE_CRATES =
  /^(tokio|tokio-.*|async-std|smol|mio|axum|axum-.*|hyper|hyper-.*|http|http-body.*|tower|tower-.*|reqwest|ureq|rusqlite|libsqlite3-sys|sqlx.*|postgres|postgres-.*|deadpool.*|diesel.*|redis)$/;
const IMPURE_CODE = /\bstd::(fs|net|process|env|thread)\b|\b(SystemTime|Instant)::now\b/;
const PURE_CRATE = "taskward-core";

/** Every breach of the rules in what `cargo metadata` says, as sentences. */
export function breaches(metadata) {
  const members = new Set(metadata.workspace_members);
  const ours = metadata.packages.filter(({ id }) => members.has(id));
  const names = new Set(ours.map(({ name }) => name));
  return ours
    .flatMap((crate) => {
      const allowed = LAYERS[crate.name];
      if (!allowed) {
        return [
          `${crate.name} has no place in the layers; give it one in scripts/check-imports.mjs.`,
        ];
      }
      return [...new Set(crate.dependencies.map(({ name }) => name))].flatMap((dependency) => {
        if (names.has(dependency) && dependency !== crate.name && !allowed.includes(dependency)) {
          return [
            `${crate.name} uses ${dependency}; it may use ${allowed.join(", ") || "none of ours"}.`,
          ];
        }
        const isPeer = crate.name === DIFFERENTIAL.crate && dependency === DIFFERENTIAL.peer;
        if (TOKEN_CRATES.test(dependency) && crate.name !== TOKEN_CRATES_ALLOWED_IN && !isPeer) {
          return [
            `${crate.name} uses ${dependency}; only ${TOKEN_CRATES_ALLOWED_IN} deals with tokens.`,
          ];
        }
        return [];
      });
    })
    .concat(impureDependencies(metadata));
}

function impureDependencies({ packages, resolve }) {
  const nodes = new Map(resolve.nodes.map((node) => [node.id, node]));
  const byId = new Map(packages.map((one) => [one.id, one]));
  const root = packages.find(({ name }) => name === PURE_CRATE);
  const seen = new Set();
  const visit = (id, path) => {
    if (seen.has(id)) {
      return [];
    }
    seen.add(id);
    return nodes
      .get(id)
      .deps.filter(({ dep_kinds }) => dep_kinds.some(({ kind }) => kind === null))
      .flatMap(({ pkg }) => {
        const { name } = byId.get(pkg);
        const here = [...path, name];
        return IMPURE_CRATES.test(name)
          ? [`${PURE_CRATE} does no I/O, but reaches ${here.join(" → ")}.`]
          : visit(pkg, here);
      });
  };
  return root ? visit(root.id, [PURE_CRATE]) : [];
}

/** Lines of a crate's sources that do what a pure crate must not. */
function impureLines(folder) {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".rs"))
    .flatMap((entry) => {
      const path = join(entry.parentPath ?? entry.path, entry.name);
      return readFileSync(path, "utf8")
        .split("\n")
        .flatMap((line, index) =>
          IMPURE_CODE.test(line) ? [`${relative(ROOT, path)}:${index + 1}: ${line.trim()}`] : [],
        );
    });
}

function main() {
  const metadata = JSON.parse(
    execFileSync("cargo", ["metadata", "--format-version", "1", "--locked", "--all-features"], {
      cwd: ROOT,
      maxBuffer: 64 * 1024 * 1024,
      stdio: ["ignore", "pipe", "inherit"],
    }),
  );
  const pure = metadata.packages.find(({ name }) => name === PURE_CRATE);
  const found = breaches(metadata).concat(impureLines(join(dirname(pure.manifest_path), "src")));
  if (found.length > 0) {
    throw new Failure(`The import rules are broken:\n${found.join("\n")}`);
  }
  console.log(`The import rules hold for ${Object.keys(LAYERS).length} crates.`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    main();
  } catch (error) {
    reportAndExit(error);
  }
}
