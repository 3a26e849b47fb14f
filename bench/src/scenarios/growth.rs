//! How cost grows with what is stored: the same work on databases of three sizes.

use std::{process::Command, time::Instant};

use anyhow::ensure;

use super::Bench;
use crate::{
    compare::alone,
    http1::{self, Connection, Request},
    load::{Load, Requests},
    people::People,
    process::{Program, beside},
    report::{Finding, Report, Spread, Target, Value},
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
pub async fn run(bench: &Bench, report: &mut Report) -> anyhow::Result<()> {
    let sizes = if bench.quick { QUICK_SIZES } else { SIZES };
    for size in sizes {
        let largest = Some(&size) == sizes.last();
        one_size(bench, size, largest, report).await?;
    }
    Ok(())
}

async fn one_size(
    bench: &Bench,
    size: usize,
    largest: bool,
    report: &mut Report,
) -> anyhow::Result<()> {
    bench.progress(&format!("growth: filling a database with {size} tasks"));
    let owners = (size / TASKS_OF_OWNER).max(1);
    let name = format!("growth-{size}");
    fill(bench, &name, size, owners)?;
    let people = People::new(owners.min(ASKING)).await?;
    let unlimited = ("RATE_LIMIT", "1000000000,1000000000");
    let start = async || -> anyhow::Result<Program> {
        let database = bench.database(&name);
        let server = Program::server(&bench.server, &database, &people, &[unlimited])?;
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
    report.findings.push(target(
        Finding::new(format!("{size} tasks: start until ready"), milliseconds),
        START,
    ));
    report.findings.push(target(
        Finding::new(
            format!("{size} tasks: memory at rest (resident)"),
            Value::Bytes(memory),
        ),
        REST,
    ));
    let bytes = std::fs::metadata(bench.database(&name))?.len();
    report.findings.push(Finding::new(
        format!("{size} tasks: the file"),
        Value::Bytes(bytes),
    ));
    let reads = point_reads(&server, &people).await?;
    let pages = people
        .tokens
        .iter()
        .map(|token| tasks::page(token))
        .collect();
    let creations = people
        .tokens
        .iter()
        .map(|token| tasks::creation(token))
        .collect();
    for (what, requests, status) in [
        ("point read", reads, 200),
        ("page of 20", pages, 200),
        ("durable creation", creations, 201),
    ] {
        bench.progress(&format!("{what} among {size} tasks"));
        let requests = Requests::Over(requests);
        let load = Load {
            address: server.address,
            requests: &requests,
            statuses: &[status],
            from: None,
            connections: CONNECTIONS,
            duration: bench.plan.turn,
        };
        report.findings.push(Finding::new(
            format!("{size} tasks: {what}, {CONNECTIONS} connections"),
            Value::PerSecond(alone(&load, bench.plan)?),
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

/// Reads of tasks that are there, some of every person's.
async fn point_reads(server: &Program, people: &People) -> anyhow::Result<Vec<Request>> {
    let mut connection = Connection::open(server.address).await?;
    let mut reads = Vec::new();
    for token in &people.tokens {
        let page = http1::get("/api/tasks?limit=10", token);
        let body = connection.expect(&page, 200).await?;
        let body: serde_json::Value = serde_json::from_slice(body)?;
        let items = body.get("items").and_then(serde_json::Value::as_array);
        let ids = items
            .into_iter()
            .flatten()
            .filter_map(|task| task.get("id")?.as_str());
        reads.extend(ids.map(|id| tasks::point_read(token, id)));
    }
    ensure!(
        !reads.is_empty(),
        "the database that was filled shows no tasks"
    );
    Ok(reads)
}
