//! The table: data files, one line a case.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use super::setting::Setting;
use super::step::{self, Step};
use super::verdict::Expectation;

/// The families of cases in their order: file, heading, what they are about.
const FAMILIES: [(&str, &str, &str); 8] = [
    (
        "requests",
        "Requests",
        "Where in a request a token is looked for, and where not.",
    ),
    (
        "structure",
        "Structure",
        "The outer form of a token, and the JSON in it: one spelling, and no other.",
    ),
    (
        "algorithms",
        "Algorithms",
        "The key says what it is for; the token may only agree.",
    ),
    (
        "header-members",
        "Header members",
        "What a token says about itself chooses a key of ours, and nothing else.",
    ),
    (
        "signatures",
        "Signatures",
        "Signatures that are nearly right.",
    ),
    (
        "claims",
        "Claims",
        "Every claim: missing, null, of a wrong type, at its very limit and beyond.",
    ),
    (
        "other-tokens",
        "Other tokens of Better Auth",
        "What Better Auth issues for something else, often with the very same key.",
    ),
    (
        "keys-over-time",
        "Keys over time",
        "Stories: keys come and go, their endpoint fails in every way, and requests come in floods.",
    ),
];

/// The columns of a family whose cases are one request each.
const SINGLE: [&str; 8] = [
    "id", "world", "sent", "verdict", "http", "fetches", "why", "source",
];
/// The columns of a family of stories.
const STORY: [&str; 5] = ["id", "world", "steps", "why", "source"];

/// Cases of one kind.
#[derive(Debug)]
pub struct Family {
    /// The name of its file, without ending.
    pub name: &'static str,
    /// Its heading.
    pub heading: &'static str,
    /// What it is about.
    pub about: &'static str,
    /// Its cases in the order of the file.
    pub cases: Vec<Case>,
}

/// One line of the table.
#[derive(Debug)]
pub struct Case {
    /// Its name, which no other case has.
    pub id: String,
    /// Where it stands: file and line.
    pub place: String,
    /// How verifier and issuer are set up, as it is written.
    pub world: String,
    /// What is sent, or for a story each step, as it is written.
    pub sent: String,
    /// What must come back; a story says so in its steps.
    pub expected: Option<Expectation>,
    /// Why that is right.
    pub why: String,
    /// The section or advisory that says so.
    pub source: String,
    pub(super) setting: Setting,
    pub(super) steps: Vec<Step>,
}

/// Reads the whole table.
///
/// # Errors
///
/// Each fault with its file and line: a line with too few or too many columns, a word that no recipe
/// knows, an id that stands twice, a file that is no family.
pub fn read() -> Result<Vec<Family>, String> {
    let folder = folder();
    let mut faults = Vec::new();
    let mut families = Vec::new();
    for (name, heading, about) in FAMILIES {
        let file = format!("{name}.tsv");
        match std::fs::read_to_string(folder.join(&file)) {
            Ok(text) => {
                let cases = parse(&file, &text).unwrap_or_else(|found| {
                    faults.extend(found);
                    Vec::new()
                });
                families.push(Family {
                    name,
                    heading,
                    about,
                    cases,
                });
            }
            Err(error) => faults.push(format!("{file}: {error}")),
        }
    }
    faults.extend(strange_files(&folder));
    faults.extend(doubles(&families));
    if faults.is_empty() {
        Ok(families)
    } else {
        Err(faults.join("\n"))
    }
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/conformance/cases")
}

/// Files that would never be run.
fn strange_files(folder: &Path) -> Vec<String> {
    let files = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let names = files.map(|file| file.file_name().to_string_lossy().into_owned());
    names
        .filter(|file| {
            !FAMILIES
                .iter()
                .any(|(name, ..)| *file == format!("{name}.tsv"))
        })
        .map(|file| format!("{file}: no family of that name; add it to FAMILIES in table.rs"))
        .collect()
}

fn doubles(families: &[Family]) -> Vec<String> {
    let mut seen: HashMap<&str, &str> = HashMap::new();
    let cases = families.iter().flat_map(|family| &family.cases);
    cases
        .filter_map(|case| {
            let first = seen.insert(&case.id, &case.place)?;
            Some(format!(
                "{}: the id `{}` stands at {first} already",
                case.place, case.id
            ))
        })
        .collect()
}

/// Reads one file, or names every fault in it.
fn parse(file: &str, text: &str) -> Result<Vec<Case>, Vec<String>> {
    let mut lines = (1..).zip(text.lines());
    let (_, head) = lines.next().unwrap_or_default();
    let columns: &[&str] = match head.split('\t').collect::<Vec<_>>().as_slice() {
        head if head == SINGLE => &SINGLE,
        head if head == STORY => &STORY,
        _ => {
            let either = [SINGLE.join(", "), STORY.join(", ")].join(" or ");
            return Err(vec![format!("{file}:1: the columns must be {either}")]);
        }
    };
    let mut faults = Vec::new();
    let mut cases = Vec::new();
    for (number, line) in lines {
        let place = format!("{file}:{number}");
        match Case::parse(place.clone(), columns, line) {
            Ok(case) => cases.push(case),
            Err(fault) => faults.push(format!("{place}: {fault}")),
        }
    }
    if cases.is_empty() && faults.is_empty() {
        faults.push(format!("{file}: there is no case in it"));
    }
    if faults.is_empty() {
        Ok(cases)
    } else {
        Err(faults)
    }
}

impl Case {
    fn parse(place: String, columns: &[&str], line: &str) -> Result<Self, String> {
        let cells: Vec<&str> = line.split('\t').collect();
        if cells.len() != columns.len() {
            let (has, needs) = (cells.len(), columns.len());
            return Err(format!("the line has {has} columns and needs {needs}"));
        }
        if let Some((name, _)) = columns
            .iter()
            .zip(&cells)
            .find(|(_, cell)| cell.trim().is_empty())
        {
            return Err(format!("the column `{name}` is empty"));
        }
        let (expected, steps, why, source) = match cells.as_slice() {
            [_, _, sent, verdict, http, fetches, why, source] => {
                let expected = Expectation::parse(verdict, http)?;
                let fetches = fetches
                    .parse()
                    .map_err(|_| format!("`{fetches}` is no number of fetches"))?;
                let mut steps = step::parse_single(sent, expected.clone())?;
                steps.push(Step::Fetches(fetches));
                (Some(expected), steps, why, source)
            }
            [_, _, story, why, source] => (None, step::parse_story(story)?, why, source),
            _ => return Err("the line is of no kind".into()),
        };
        let [id, world, sent, ..] = cells.as_slice() else {
            return Err("the line is too short".into());
        };
        let is_id = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit();
        if !id.chars().all(|letter| is_id(letter) || letter == '-') {
            return Err(format!(
                "`{id}` is no id; write small letters, digits and hyphens"
            ));
        }
        Ok(Self {
            id: (*id).to_owned(),
            place,
            world: (*world).to_owned(),
            sent: (*sent).to_owned(),
            expected,
            why: (*why).to_owned(),
            source: (*source).to_owned(),
            setting: Setting::parse(world)?,
            steps,
        })
    }

    /// How often the key set has been asked for at the end, for a case of one request.
    pub(super) fn fetches(&self) -> Option<usize> {
        match self.steps.last() {
            Some(Step::Fetches(count)) => Some(*count),
            _ => None,
        }
    }

    /// Every label of a refusal that this case expects.
    #[must_use]
    pub fn labels(&self) -> Vec<&str> {
        let expectations = self.steps.iter().filter_map(|step| match step {
            Step::Send { expected, .. } | Step::Begin(_, expected) => Some(expected),
            _ => None,
        });
        expectations
            .filter_map(|expected| expected.verdict.label())
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "a\tEdDSA\thonest\taccepted u1\t200\t1\tit is honest\tRFC 7519";

    fn faults(lines: &[&str]) -> String {
        let text = [&[SINGLE.join("\t").as_str()], lines].concat().join("\n");
        parse("x.tsv", &text).unwrap_err().join("\n")
    }

    #[test]
    fn a_good_line_is_read() {
        let text = format!("{}\n{GOOD}\n", SINGLE.join("\t"));
        let cases = parse("x.tsv", &text).unwrap();
        assert_eq!(
            (cases[0].id.as_str(), cases[0].place.as_str()),
            ("a", "x.tsv:2")
        );
    }

    #[test]
    fn a_bad_line_is_named_by_its_number() {
        for (good, bad, fault) in [
            ("\tRFC 7519", "", "7 columns"),
            ("RFC 7519", " ", "`source` is empty"),
            ("honest\t", "honset\t", "begins no recipe"),
            ("honest\t", "honest; clam.exp=1\t", "no word of a recipe"),
            (
                "honest\t",
                "honest; sign=nobody; claim.exp=1\t",
                "cannot come after",
            ),
            (
                "honest\t",
                "honest; claim.exp=${tomorrow}\t",
                "no placeholder",
            ),
            ("honest\t", "honest; claim.exp=now+soon\t", "no time"),
            ("honest\t", "honest; append token \\q\t", "no escape"),
            (
                "honest\t",
                "honest; sig flop 1\t",
                "no change of a signature",
            ),
            ("honest\t", "wait | honest\t", "no step"),
            ("accepted u1", "acepted u1", "no verdict"),
            ("accepted u1", "expired", "never answered with 200"),
            ("\t200\t", "\tOK\t", "no status"),
            ("\t1\t", "\tmany\t", "no number of fetches"),
            ("EdDSA", "Ed25519", "no algorithm"),
            ("EdDSA", "EdDSA lewway=1", "no setting"),
            ("a\tEdDSA", "A b\tEdDSA", "no id"),
        ] {
            assert!(GOOD.contains(good));
            let line = GOOD.replacen(good, bad, 1);
            let found = faults(&[GOOD, &line]);
            assert!(
                found.starts_with("x.tsv:3: ") && found.contains(fault),
                "{found}"
            );
        }
    }

    #[test]
    fn every_fault_is_named() {
        let found = faults(&["", GOOD, "b"]);
        assert!(
            found.contains("x.tsv:2: ") && found.contains("x.tsv:4: "),
            "{found}"
        );
    }

    #[test]
    fn other_columns_and_empty_files_are_faults() {
        assert!(parse("x.tsv", "id\twhat\n").is_err());
        assert!(parse("x.tsv", "").is_err());
        assert!(parse("x.tsv", &SINGLE.join("\t")).is_err());
    }

    #[test]
    fn an_id_stands_once() {
        let text = format!("{}\n{GOOD}\n{GOOD}\n", SINGLE.join("\t"));
        let family = Family {
            name: "x",
            heading: "X",
            about: "",
            cases: parse("x.tsv", &text).unwrap(),
        };
        assert_eq!(
            doubles(&[family]),
            ["x.tsv:3: the id `a` stands at x.tsv:2 already"]
        );
    }
}
