//! How cost grows with what is stored: the same work on databases of three sizes.

use std::{process::Command, time::Instant};

use anyhow::ensure;

use super::Bench;
use crate::{
    asked::Asked,
    compare::alone,
    load::Load,
    people::People,
    process::{Program, UNLIMITED, beside},
    report::{Chapter, Finding, Spread, Target, Value},
    tasks,
};

/// Tasks in a database, a hundred for each owner.
const SIZES: [usize; 3] = [10_000, 100_000, 1_000_000];
/// The same for a run that only tries whether everything works.
const QUICK_SIZES: [usize; 3] = [200, 400, 800];
const TASKS_OF_OWNER: usize = 100;
/// Owners who ask. More tokens than the server remembers would measure verification.
const ASKING: usize = 1000;
const CONNECTIONS: usize = 32;
/// With the most tasks on disk, of a new process that answers.
const START: Target = Target::MillisecondsUnder(100.0);
/// At rest.
const REST: Target = Target::BytesUnder(25_000_000);

/// Fills a database of each size and measures on it.
///
/// # Errors
/// An answer that is not as expected, or a database that cannot be filled.
pub async fn run(bench: &Bench, chapter: &mut Chapter) -> anyhow::Result<()> {
    let sizes = if bench.quick { QUICK_SIZES } else { SIZES };
    for size in sizes {
        let largest = Some(&size) == sizes.last();
        one_size(bench, size, largest, chapter).await?;
    }
    Ok(())
}

async fn one_size(
    bench: &Bench,
    size: usize,
    largest: bool,
    chapter: &mut Chapter,
) -> anyhow::Result<()> {
    bench.progress(&format!("growth: filling a database with {size} tasks"));
    let owners = (size / TASKS_OF_OWNER).max(1);
    let name = format!("growth-{size}");
    fill(bench, &name, size, owners)?;
    let people = People::new(owners.min(ASKING)).await?;
    let start = async || -> anyhow::Result<Program> {
        let database = bench.sqlite(&name);
        let server = Program::server(&bench.server, &database, &people, &[UNLIMITED])?;
        server.ready().await?;
        Ok(server)
    };
    drop(start().await?);
    let begun = Instant::now();
    let server = start().await?;
    let millis = begun.elapsed().as_secs_f64() * 1e3;
    tokio::time::sleep(std::time::Duration::from_secs(1)).await;
    let memory = server.memory()?.resident;
    let target = |finding: Finding, target| {
        if largest {
            finding.target(target)
        } else {
            finding
        }
    };
    let milliseconds = Value::Milliseconds(Spread::of(vec![millis])?);
    chapter.findings.push(target(
        Finding::new(format!("{size} tasks: start until ready"), milliseconds),
        START,
    ));
    chapter.findings.push(target(
        Finding::new(
            format!("{size} tasks: memory at rest (resident)"),
            Value::Bytes(memory),
        ),
        REST,
    ));
    let bytes = std::fs::metadata(bench.database(&name))?.len();
    chapter.findings.push(Finding::new(
        format!("{size} tasks: the file"),
        Value::Bytes(bytes),
    ));
    let asked = Asked {
        address: server.address,
        tokens: &people.tokens,
        ids: tasks::newest(server.address, &people).await?,
    };
    let plan = bench.plan.coarse();
    for scenario in [asked.point_reads(), asked.pages(), asked.creations()] {
        let what = scenario.what;
        bench.progress(&format!("{what} among {size} tasks"));
        let load = Load {
            address: server.address,
            requests: &scenario.requests,
            statuses: scenario.statuses,
            from: None,
            connections: CONNECTIONS,
            duration: plan.turn,
        };
        chapter.findings.push(Finding::new(
            format!("{size} tasks: {what}, {CONNECTIONS} connections"),
            Value::PerSecond(alone(&load, plan)?),
        ));
    }
    Ok(())
}

/// Writes the file without a server, many tasks to a transaction.
fn fill(bench: &Bench, name: &str, size: usize, owners: usize) -> anyhow::Result<()> {
    let output = Command::new(beside("bare-sqlite")?)
        .arg("--database")
        .arg(bench.database(name))
        .args(["--per-transaction", &size.min(10_000).to_string()])
        .args(["--count", &size.to_string()])
        .args(["--seconds", "1800", "--owners", &owners.to_string()])
        .args(["--title", tasks::TITLE, "--description", tasks::DESCRIPTION])
        .output()?;
    ensure!(
        output.status.success(),
        "bare-sqlite failed: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    Ok(())
}
