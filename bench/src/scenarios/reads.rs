//! Reading one task and reading a page, with a token and all middleware, against a bare axum route
//! that answers with the same JSON.

use std::{fs, time::Duration};

use anyhow::ensure;

use super::Bench;
use crate::{
    compare::{Cost, turn},
    http1::{Connection, Request},
    load::{Load, Requests, fixed_rate},
    process::Program,
    report::{Finding, LatencyFinding, Report, Target, Value},
    tasks,
};

/// Of the bare route's rate.
const TARGET: Target = Target::RatioAtLeast(0.6);
/// How many connections the schedule is kept on.
const SCHEDULED_CONNECTIONS: usize = 32;
/// Of the highest rate.
const SCHEDULED_SHARE: f64 = 0.5;

struct Scenario {
    name: &'static str,
    requests: Requests,
}

/// Measures throughput at every number of connections, then latency at half of it.
///
/// # Errors
/// An answer that is not as expected.
pub async fn run(bench: &Bench, report: &mut Report) -> anyhow::Result<()> {
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
            let rate = throughput(bench, (&server, &peer), scenario, connections, report)?;
            highest = highest.max(rate);
        }
        for (who, program) in [("Taskward", &server), ("bare axum", &peer)] {
            let rate = (highest * SCHEDULED_SHARE).max(1.0);
            report
                .latencies
                .push(latency(bench, (who, program), scenario, rate)?);
        }
    }
    let loaded = server.memory()?;
    ensure!(
        loaded.resident >= empty.resident / 2,
        "memory figures make no sense"
    );
    report.findings.push(Finding::new(
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
        },
        Scenario {
            name: "page of 20",
            requests: Requests::Over(pages),
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
    report: &mut Report,
) -> anyhow::Result<f64> {
    let name = scenario.name;
    bench.progress(&format!("{name}, {connections} connections"));
    let (mut ours, mut theirs) = (Cost::default(), Cost::default());
    let of = (200, connections);
    let outcome = bench.plan.alternate(
        || turn(server, &scenario.requests, of, bench.plan, &mut ours),
        || turn(peer, &scenario.requests, of, bench.plan, &mut theirs),
    )?;
    let plural = if connections == 1 { "" } else { "s" };
    let what = format!("{name}, {connections} connection{plural}");
    report.findings.push(
        Finding::new(what.clone(), Value::PerSecond(outcome.subject))
            .against("bare axum", Value::PerSecond(outcome.peer), outcome.ratio)
            .target(TARGET),
    );
    report.findings.push(
        Finding::new(
            format!("{what}: processor time of a request"),
            Value::Microseconds(ours.micros()),
        )
        .costs("bare axum", theirs.micros()),
    );
    Ok(outcome.subject.median)
}

fn latency(
    bench: &Bench,
    (who, program): (&'static str, &Program),
    scenario: &Scenario,
    rate: f64,
) -> anyhow::Result<LatencyFinding> {
    bench.progress(&format!("{} at a fixed rate, {who}", scenario.name));
    let turns = u32::try_from(bench.plan.rounds)?;
    let tally = fixed_rate::run(
        &Load {
            address: program.address,
            requests: &scenario.requests,
            statuses: &[200],
            from: None,
            connections: SCHEDULED_CONNECTIONS,
            duration: (bench.plan.turn * turns).max(Duration::from_millis(200)),
        },
        rate,
    )?;
    #[expect(clippy::cast_precision_loss, reason = "nanoseconds of minutes fit")]
    let at = |quantile| tally.latencies.value_at_quantile(quantile) as f64 / 1e3;
    Ok(LatencyFinding {
        what: scenario.name.to_owned(),
        who,
        connections: SCHEDULED_CONNECTIONS,
        rate,
        p50: at(0.5),
        p90: at(0.9),
        p99: at(0.99),
        longest: at(1.0),
    })
}
