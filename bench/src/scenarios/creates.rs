//! Creating tasks durably, against SQLite by itself with the same statements on the same schema.

use std::process::Command;

use anyhow::{Context as _, ensure};
use serde::Deserialize;

use super::Bench;
use crate::{
    compare::{Cost, turn},
    load::Requests,
    process::beside,
    report::{Chapter, Finding, Target, Value},
    tasks,
};

/// How many people create at once, and how many creations the peer commits together at most.
const AT_ONCE: usize = 32;
const MANY_AT_ONCE: usize = 128;
/// Of what one commit for each creation reaches.
const OF_SINGLE: Target = Target::RatioAtLeast(4.0);
/// Of what transactions of as many reach.
const OF_GROUPED: Target = Target::RatioAtLeast(0.5);

/// Measures creations a second.
///
/// # Errors
/// An answer that is not 201, or a peer that fails.
pub async fn run(bench: &Bench, chapter: &mut Chapter) -> anyhow::Result<()> {
    for (peer, at_once, per_transaction, target) in [
        ("bare SQLite, a commit each", AT_ONCE, 1, OF_SINGLE),
        (
            "bare SQLite, transactions of 32",
            AT_ONCE,
            AT_ONCE,
            OF_GROUPED,
        ),
        (
            "bare SQLite, transactions of 128",
            MANY_AT_ONCE,
            MANY_AT_ONCE,
            OF_GROUPED,
        ),
    ] {
        bench.progress(&format!("creations against {peer}"));
        let server = bench.serve(&format!("creates-{per_transaction}")).await?;
        let requests = bench
            .people
            .tokens
            .iter()
            .map(|token| tasks::creation(token));
        let requests = Requests::Over(requests.collect());
        let mut cost = Cost::default();
        let outcome = bench.plan.alternate(
            || turn(&server, &requests, (&[201], at_once), bench.plan, &mut cost),
            || bare_sqlite(bench, per_transaction),
        )?;
        chapter.findings.push(
            Finding::new(
                format!("durable creation, {at_once} connections"),
                Value::PerSecond(outcome.subject),
            )
            .against(peer, Value::PerSecond(outcome.peer), outcome.ratio)
            .target(target),
        );
    }
    Ok(())
}

#[derive(Deserialize)]
struct Written {
    created: f64,
    seconds: f64,
}

fn bare_sqlite(bench: &Bench, per_transaction: usize) -> anyhow::Result<f64> {
    let database = bench.database(&format!("bare-{per_transaction}"));
    // With a transaction of several there is one writer, as in the server.
    let threads = if per_transaction == 1 { AT_ONCE } else { 1 };
    let output = Command::new(beside("bare-sqlite")?)
        .arg("--database")
        .arg(database)
        .args(["--per-transaction", &per_transaction.to_string()])
        .args(["--threads", &threads.to_string()])
        .args(["--seconds", &bench.plan.turn.as_secs_f64().to_string()])
        .args(["--owners", &bench.people.tokens.len().to_string()])
        .args(["--title", tasks::TITLE, "--description", tasks::DESCRIPTION])
        .output()?;
    ensure!(
        output.status.success(),
        "bare-sqlite failed: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    let written: Written =
        serde_json::from_slice(&output.stdout).context("bare-sqlite said something else")?;
    Ok(written.created / written.seconds)
}
