//! The table as a page of Markdown.

use std::fmt::Write as _;

use super::table::{Case, Family};

const HEAD: &str = include_str!("page_head.md");

/// The page that shows every case with its verdict.
#[must_use]
pub fn page(families: &[Family]) -> String {
    let total: usize = families.iter().map(|family| family.cases.len()).sum();
    let mut page = HEAD.replace("{total}", &total.to_string());
    for Family {
        name,
        heading,
        cases,
        ..
    } in families
    {
        let anchor = heading.to_lowercase().replace(' ', "-");
        let count = cases.len();
        let _ = writeln!(page, "| [{heading}](#{anchor}) | {count} | `{name}.tsv` |");
    }
    for family in families {
        let _ = write!(page, "\n## {}\n\n{}\n\n", family.heading, family.about);
        let is_of_stories = family.cases.iter().all(|case| case.expected.is_none());
        page.push_str(if is_of_stories {
            "| case | what happens | why, and who says so |\n|---|---|---|\n"
        } else {
            "| case | sent | verdict | HTTP | key set asked | why, and who says so |\n|---|---|---|---|---|---|\n"
        });
        for case in &family.cases {
            page.push_str(&row(case));
        }
    }
    page
}

fn row(case: &Case) -> String {
    let Case {
        id,
        world,
        sent,
        why,
        source,
        ..
    } = case;
    let steps: Vec<String> = sent.split(" | ").map(code).collect();
    let sent = steps.join("<br>");
    // The most usual world goes without saying.
    let world = match world.as_str() {
        "EdDSA" => String::new(),
        world => format!("{} ", code(world)),
    };
    let why = format!("{} · {}", plain(why), plain(source));
    match &case.expected {
        None => format!("| {id} | {world}{sent} | {why} |\n"),
        Some(expected) => {
            let status = expected.status;
            let by = if expected.by_http {
                " by HTTP itself"
            } else {
                ""
            };
            let verdict = code(&shortened(&expected.verdict.to_string()));
            let fetches = case.fetches().unwrap_or_default();
            format!("| {id} | {world}{sent} | {verdict} | {status}{by} | {fetches} | {why} |\n")
        }
    }
}

/// Text as code in a cell of a table: nothing in it means anything to Markdown.
fn code(text: &str) -> String {
    let text = text.replace('|', "\\|");
    if text.contains('`') {
        format!("`` {text} ``")
    } else {
        format!("`{text}`")
    }
}

/// Long subjects are cut: what is sent says how long they are.
fn shortened(text: &str) -> String {
    const MAX_CHARS: usize = 60;
    match text.char_indices().nth(MAX_CHARS) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}

fn plain(text: &str) -> String {
    text.replace('|', "\\|").replace('<', "&lt;")
}
