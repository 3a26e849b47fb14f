//! How much JavaScript a browser loads before the first page shows.

use std::{collections::BTreeSet, fs, path::Path};

use anyhow::{Context as _, ensure};

use super::Bench;
use crate::report::{Finding, Report, Target, Value};

/// Compressed.
const TARGET: Target = Target::BytesUnder(200_000);

/// Adds up the scripts that the page names, as they go over the wire.
///
/// # Errors
/// The pages are not built.
pub fn run(bench: &Bench, pages: &Path, report: &mut Report) -> anyhow::Result<()> {
    bench.progress("JavaScript of the first load");
    let index = pages.join("index.html");
    let html = fs::read_to_string(&index)
        .with_context(|| format!("{} cannot be read; build the pages first", index.display()))?;
    let scripts = scripts(&html);
    ensure!(!scripts.is_empty(), "{} names no script", index.display());
    for (encoding, extension) in [("brotli", "br"), ("gzip", "gz")] {
        let mut bytes = 0;
        for script in &scripts {
            bytes += sent(&pages.join(script.trim_start_matches('/')), extension)?;
        }
        report.findings.push(
            Finding::new(
                format!(
                    "JavaScript of the first load, {} files ({encoding})",
                    scripts.len()
                ),
                Value::Bytes(bytes),
            )
            .target(TARGET),
        );
    }
    Ok(())
}

/// Paths of the scripts that the page loads or preloads.
fn scripts(html: &str) -> BTreeSet<&str> {
    html.split('"')
        .filter(|text| {
            text.starts_with('/') && text.rsplit_once('.').is_some_and(|(_, kind)| kind == "js")
        })
        .collect()
}

/// The size of a file as it is sent: compressed, unless it is too small to be.
fn sent(file: &Path, extension: &str) -> anyhow::Result<u64> {
    let mut name = file.as_os_str().to_owned();
    name.push(".");
    name.push(extension);
    let smallest = if Path::new(&name).exists() {
        Path::new(&name)
    } else {
        file
    };
    let metadata =
        fs::metadata(smallest).with_context(|| format!("{} is missing", file.display()))?;
    Ok(metadata.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_and_preloads_are_found_once() {
        let html = r#"<script src="/assets/a.js"></script><script type="module" src="/assets/b.js">
            </script><link rel="modulepreload" href="/assets/a.js"><link href="/assets/c.css">"#;
        assert_eq!(
            scripts(html),
            BTreeSet::from(["/assets/a.js", "/assets/b.js"])
        );
    }
}
