//! Reading one task and reading a page, with a token and all middleware, against a bare axum route
//! that answers with the same JSON.

use std::{fs, time::Duration};

use anyhow::ensure;
use hdrhistogram::Histogram;

use super::Bench;
use crate::{
    compare::{Cost, turn},
    http1::{Connection, Request},
    load::{Load, Requests, fixed_rate},
    process::Program,
    report::{Chapter, Finding, LatencyFinding, Target, Value},
    tasks,
};

/// Of the bare route's rate.
const POINT_READ: Target = Target::RatioAtLeast(0.65);
const PAGE: Target = Target::RatioAtLeast(0.6);
/// Of what the bare route's 99th percentile is at the same rate.
const P99: Target = Target::RatioAtMost(2.0);
/// A turn on a schedule has at least that.
const SHORTEST: Duration = Duration::from_millis(200);
/// How many connections the schedule is kept on.
const SCHEDULED_CONNECTIONS: usize = 32;
/// Of the highest rate.
const SCHEDULED_SHARE: f64 = 0.5;

struct Scenario {
    name: &'static str,
    requests: Requests,
    target: Target,
}

/// Measures throughput at every number of connections, then latency at half of it.
///
/// # Errors
/// An answer that is not as expected.
pub async fn run(bench: &Bench, chapter: &mut Chapter) -> anyhow::Result<()> {
    bench.progress("reads: filling a database");
    let server = bench.serve("reads").await?;
    let empty = server.memory()?;
    let each = bench.scaled(25, 100);
    let ids = tasks::seed(server.address, &bench.people, each).await?;
    let scenarios = scenarios(bench, &ids);
    let peer = bare_axum(bench, &server, &scenarios).await?;
    for scenario in &scenarios {
        let mut highest: f64 = 0.0;
        for &connections in &bench.connections {
            let rate = throughput(bench, (&server, &peer), scenario, connections, chapter)?;
            highest = highest.max(rate);
        }
        let rate = (highest * SCHEDULED_SHARE).max(1.0);
        latency(bench, (&server, &peer), scenario, rate, chapter)?;
    }
    let loaded = server.memory()?;
    ensure!(
        loaded.resident >= empty.resident / 2,
        "memory figures make no sense"
    );
    chapter.findings.push(Finding::new(
        "memory after the reads (resident)",
        Value::Bytes(loaded.resident),
    ));
    Ok(())
}

fn scenarios(bench: &Bench, ids: &[Vec<String>]) -> [Scenario; 2] {
    let tokens = &bench.people.tokens;
    let of_person = |(token, ids): (&String, &Vec<String>)| -> Vec<Request> {
        ids.iter().map(|id| tasks::point_read(token, id)).collect()
    };
    let reads = tokens.iter().zip(ids).flat_map(of_person).collect();
    let pages = tokens.iter().map(|token| tasks::page(token)).collect();
    [
        Scenario {
            name: "point read",
            requests: Requests::Over(reads),
            target: POINT_READ,
        },
        Scenario {
            name: "page of 20",
            requests: Requests::Over(pages),
            target: PAGE,
        },
    ]
}

/// Starts the bare route with answers of the server, and checks that both then answer the same.
async fn bare_axum(
    bench: &Bench,
    server: &Program,
    scenarios: &[Scenario; 2],
) -> anyhow::Result<Program> {
    let mut to_server = Connection::open(server.address).await?;
    let mut files = Vec::new();
    for scenario in scenarios {
        let answer = to_server.expect(scenario.requests.first()?, 200).await?;
        let file = bench.folder.join(scenario.name).with_extension("json");
        fs::write(&file, answer)?;
        files.push(file);
    }
    let [task, page] = files.as_slice() else {
        anyhow::bail!("two answers were expected");
    };
    let peer = Program::bare_axum(task, page)?;
    let mut to_peer = Connection::open(peer.address).await?;
    for (scenario, file) in scenarios.iter().zip(&files) {
        let answer = to_peer.expect(scenario.requests.first()?, 200).await?;
        ensure!(answer == fs::read(file)?, "the peer answers something else");
    }
    Ok(peer)
}

fn throughput(
    bench: &Bench,
    (server, peer): (&Program, &Program),
    scenario: &Scenario,
    connections: usize,
    chapter: &mut Chapter,
) -> anyhow::Result<f64> {
    let name = scenario.name;
    bench.progress(&format!("{name}, {connections} connections"));
    let (mut ours, mut theirs) = (Cost::default(), Cost::default());
    let of = (&[200_u16] as &[u16], connections);
    let outcome = bench.plan.alternate(
        || turn(server, &scenario.requests, of, bench.plan, &mut ours),
        || turn(peer, &scenario.requests, of, bench.plan, &mut theirs),
    )?;
    let plural = if connections == 1 { "" } else { "s" };
    let what = format!("{name}, {connections} connection{plural}");
    chapter.findings.push(
        Finding::new(what.clone(), Value::PerSecond(outcome.subject))
            .against("bare axum", Value::PerSecond(outcome.peer), outcome.ratio)
            .target(scenario.target),
    );
    chapter.findings.push(
        Finding::new(
            format!("{what}: processor time of a request"),
            Value::Microseconds(ours.micros()),
        )
        .costs("bare axum", theirs.micros()),
    );
    Ok(outcome.subject.median)
}

/// How long both take at the same rate, in turns.
fn latency(
    bench: &Bench,
    (server, peer): (&Program, &Program),
    scenario: &Scenario,
    rate: f64,
    chapter: &mut Chapter,
) -> anyhow::Result<()> {
    let name = scenario.name;
    bench.progress(&format!("{name} at a fixed rate"));
    let (mut ours, mut theirs) = (Histogram::new(3)?, Histogram::new(3)?);
    let turn = |program: &Program, all: &mut Histogram<u64>| -> anyhow::Result<f64> {
        let load = Load {
            address: program.address,
            requests: &scenario.requests,
            statuses: &[200],
            from: None,
            connections: SCHEDULED_CONNECTIONS,
            duration: bench.plan.turn.max(SHORTEST),
        };
        let latencies = fixed_rate::run(&load, rate)?.latencies;
        all.add(&latencies)?;
        Ok(micros(&latencies, 0.99) / 1e3)
    };
    let outcome = bench
        .plan
        .alternate(|| turn(server, &mut ours), || turn(peer, &mut theirs))?;
    chapter.findings.push(
        Finding::new(
            format!("{name}, {SCHEDULED_CONNECTIONS} connections: p99 at half the highest rate"),
            Value::Milliseconds(outcome.subject),
        )
        .against(
            "bare axum",
            Value::Milliseconds(outcome.peer),
            outcome.ratio,
        )
        .target(P99),
    );
    for (who, latencies) in [("Taskward", ours), ("bare axum", theirs)] {
        chapter.latencies.push(LatencyFinding {
            what: name.to_owned(),
            who,
            connections: SCHEDULED_CONNECTIONS,
            rate,
            p50: micros(&latencies, 0.5),
            p90: micros(&latencies, 0.9),
            p99: micros(&latencies, 0.99),
            longest: micros(&latencies, 1.0),
        });
    }
    Ok(())
}

#[expect(clippy::cast_precision_loss, reason = "nanoseconds of minutes fit")]
fn micros(latencies: &Histogram<u64>, quantile: f64) -> f64 {
    latencies.value_at_quantile(quantile) as f64 / 1e3
}
