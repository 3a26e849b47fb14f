//! `docs/vectors.md` shows what was run and what came of it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use super::{DIFFERENCES, JUDGED, Kind, Verdict};

const BEGIN: &str = "<!-- written by the tests: begin -->\n";
const END: &str = "<!-- written by the tests: end -->";

/// The part of the document that is made from the vectors.
fn tables() -> String {
    format!("\n{}\n{}\n", what_was_run(), what_differs())
}

fn what_was_run() -> String {
    #[derive(Default)]
    struct Row {
        sets: BTreeSet<&'static str>,
        valid: usize,
        invalid: usize,
        acceptable: usize,
        accepted: usize,
    }
    let mut rows: BTreeMap<_, Row> = BTreeMap::new();
    for judged in JUDGED.iter() {
        let row = rows
            .entry((judged.kind, judged.algorithm, judged.source))
            .or_default();
        row.sets.insert(&judged.set);
        match judged.verdict {
            Verdict::Valid => row.valid += 1,
            Verdict::Invalid => row.invalid += 1,
            Verdict::Acceptable => row.acceptable += 1,
        }
        row.accepted += usize::from(judged.accepted);
    }
    let mut text = "| source | algorithm | signatures | sets | valid | invalid | acceptable | \
                    accepted here |\n|---|---|---|---|---|---|---|---|\n"
        .to_owned();
    for ((kind, algorithm, source), row) in rows {
        let kind = match kind {
            Kind::AsItIs => "as they are",
            Kind::Rewritten => "rewritten from DER",
            Kind::Foreign(why) => why,
        };
        let Row {
            sets,
            valid,
            invalid,
            acceptable,
            accepted,
        } = row;
        let sets = sets.len();
        let _ = writeln!(
            text,
            "| {source} | {algorithm} | {kind} | {sets} | {valid} | {invalid} | {acceptable} | \
             {accepted} |"
        );
    }
    text
}

fn what_differs() -> String {
    let mut text = "| vectors | source says | here | why |\n|---|---|---|---|\n".to_owned();
    for line in DIFFERENCES {
        let vectors: Vec<String> = line
            .vectors
            .iter()
            .map(|(set, ids)| format!("{set}: {}", ids.join("; ")))
            .collect();
        let here = if line.accepted { "accepted" } else { "refused" };
        let source = match line.verdict {
            Verdict::Valid => "valid",
            Verdict::Invalid => "invalid",
            Verdict::Acceptable => "acceptable",
        };
        let vectors = vectors.join("<br>");
        let _ = writeln!(text, "| {vectors} | {source} | {here} | {} |", line.why);
    }
    text
}

#[test]
fn the_document_shows_what_was_run() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/vectors.md");
    let document = fs::read_to_string(&path).unwrap();
    let (before, rest) = document.split_once(BEGIN).unwrap();
    let (_, after) = rest.split_once(END).unwrap();
    let expected = format!("{before}{BEGIN}{}{END}{after}", tables());
    if std::env::var_os("UPDATE_DOCS").is_some() {
        fs::write(&path, &expected).unwrap();
    }
    let command = "UPDATE_DOCS=1 cargo test -p better-auth-verifier --all-features --lib vectors";
    assert_eq!(
        document, expected,
        "docs/vectors.md is out of date. Run: {command}"
    );
}
