//! How much JavaScript a browser loads before the first page shows, and how soon it shows what people do.

use std::{
    collections::BTreeSet,
    fs,
    path::Path,
    process::{Command, Stdio},
};

use anyhow::{Context as _, ensure};

use super::Bench;
use crate::report::{Chapter, Finding, Target, Value, Wait};

/// Compressed.
const TARGET: Target = Target::BytesUnder(200_000);

/// Adds up the scripts that the page names, as they go over the wire, and opens the pages.
///
/// # Errors
/// The pages are not built, or do not show what they should.
pub fn run(
    bench: &Bench,
    pages: &Path,
    chromium: Option<&Path>,
    chapter: &mut Chapter,
) -> anyhow::Result<()> {
    scripts_of_first_load(bench, pages, chapter)?;
    let Some(chromium) = chromium else {
        bench.progress("web: no Chromium given, the pages are not opened (make bench finds one)");
        return Ok(());
    };
    bench.progress("web: first load, adding, completing and scrolling in Chromium");
    chapter.waits.extend(waits(bench, chromium)?);
    Ok(())
}

/// What `e2e/speed/` measures in a browser, against Better Auth and the server.
fn waits(bench: &Bench, chromium: &Path) -> anyhow::Result<Vec<Wait>> {
    let e2e = Path::new(env!("CARGO_MANIFEST_DIR")).join("../e2e");
    let figures = bench.folder.join("web.jsonl");
    let output = Command::new("npx")
        .args([
            "playwright",
            "test",
            "--config",
            "playwright.speed.config.ts",
        ])
        .current_dir(&e2e)
        .env("CHROMIUM_PATH", chromium)
        .env("TASKWARD_BIN", fs::canonicalize(&bench.server)?)
        .env("SPEED_FIGURES", &figures)
        .env("SPEED_QUICK", if bench.quick { "1" } else { "" })
        .stdin(Stdio::null())
        .output()
        .context("npx cannot be started")?;
    ensure!(
        output.status.success(),
        "the pages could not be measured:\n{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    let lines = fs::read_to_string(&figures)?;
    let waits: Vec<Wait> = lines
        .lines()
        .map(serde_json::from_str)
        .collect::<Result<_, _>>()?;
    ensure!(!waits.is_empty(), "a browser that measured nothing");
    Ok(waits)
}

fn scripts_of_first_load(bench: &Bench, pages: &Path, chapter: &mut Chapter) -> anyhow::Result<()> {
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
        chapter.findings.push(
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
