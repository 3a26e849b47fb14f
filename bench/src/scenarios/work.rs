//! What else people do all day: changing, completing, searching, paging far, and all of it mixed.

use std::time::Duration;

use serde_json::{Value as Json, json};

use super::Bench;
use crate::{
    compare::{Cost, alone, turn},
    http1::{self, Connection, Request},
    load::{Load, Requests, closed_loop},
    people::People,
    process::Program,
    report::{Finding, Report, Target, Value},
    tasks,
};

/// On how many connections.
const CONNECTIONS: usize = 32;
/// A page far down may cost so much more than the first.
const DEEP: Target = Target::RatioAtLeast(1.0 / 1.2);
/// Texts that a task gets one after the other: nearly every patch changes something.
const TEXTS: usize = 100;
/// Of five requests, so many read.
const READS_OF_FIVE: usize = 4;

/// Measures each by itself.
///
/// # Errors
/// An answer that is not as expected.
pub async fn run(bench: &Bench, report: &mut Report) -> anyhow::Result<()> {
    bench.progress("work: filling a database");
    let server = bench.serve("work").await?;
    let each = bench.scaled(25, 100);
    let ids = tasks::seed(server.address, &bench.people, each).await?;
    let tokens = &bench.people.tokens;
    let for_every_task = |make: &dyn Fn(&str, &str) -> Request| -> Vec<Request> {
        let of_person = |(token, ids): (&String, &Vec<String>)| -> Vec<Request> {
            ids.iter().map(|id| make(token, id)).collect()
        };
        tokens.iter().zip(&ids).flat_map(of_person).collect()
    };
    let patches = (0..TEXTS).flat_map(|number| {
        let body = json!({ "description": format!("{number} of them") }).to_string();
        let of_person = |(token, ids): (&String, &Vec<String>)| {
            let id = ids.first().map_or("", String::as_str);
            http1::patch(&format!("/api/tasks/{id}"), token, &body)
        };
        tokens.iter().zip(&ids).map(of_person).collect::<Vec<_>>()
    });
    let toggles =
        for_every_task(&|token, id| http1::patch(&format!("/api/tasks/{id}/complete"), token, ""));
    let searches = tokens
        .iter()
        .map(|token| http1::get("/api/tasks?limit=20&q=landlord%20boiler", token));
    for (what, requests) in [
        ("patch of a description", patches.collect()),
        ("completing and reopening", toggles),
        ("search among 100 tasks", searches.collect()),
    ] {
        rate(bench, &server, what, (requests, &[200]), report)?;
    }
    let reads = for_every_task(&tasks::point_read);
    let mixed = reads.chunks(READS_OF_FIVE).zip(tokens.iter().cycle());
    let mixed = mixed.flat_map(|(reads, token)| {
        reads
            .iter()
            .cloned()
            .chain([tasks::creation(token)])
            .collect::<Vec<_>>()
    });
    let what = "four reads to a creation";
    rate(bench, &server, what, (mixed.collect(), &[200, 201]), report)?;
    deep_page(bench, report).await
}

fn rate(
    bench: &Bench,
    server: &Program,
    what: &str,
    (requests, statuses): (Vec<Request>, &[u16]),
    report: &mut Report,
) -> anyhow::Result<()> {
    bench.progress(&format!("{what}, {CONNECTIONS} connections"));
    let requests = Requests::Over(requests);
    let load = Load {
        address: server.address,
        requests: &requests,
        statuses,
        from: None,
        connections: CONNECTIONS,
        duration: bench.plan.turn,
    };
    report.findings.push(Finding::new(
        format!("{what}, {CONNECTIONS} connections"),
        Value::PerSecond(alone(&load, bench.plan)?),
    ));
    Ok(())
}

/// A page in the middle of very many tasks, against the first page of the same.
async fn deep_page(bench: &Bench, report: &mut Report) -> anyhow::Result<()> {
    let count = bench.scaled(400, 100_000);
    bench.progress(&format!(
        "page of 20 deep in {count} tasks: filling a database"
    ));
    let one = People::new(1).await?;
    let server = Program::server(
        &bench.server,
        &bench.database("deep"),
        &one,
        &[("RATE_LIMIT", "1000000000,1000000000")],
    )?;
    server.ready().await?;
    let token = one.tokens.first().map_or("", String::as_str);
    fill(&server, token, count)?;
    let cursor = cursor_behind(&server, token, count / 2).await?;
    let page = format!("/api/tasks?limit={}&cursor={cursor}", tasks::PAGE);
    let deep = Requests::Over(vec![http1::get(&page, token)]);
    let first = Requests::Over(vec![tasks::page(token)]);
    let of = (200, CONNECTIONS);
    let (mut ours, mut theirs) = (Cost::default(), Cost::default());
    let outcome = bench.plan.alternate(
        || turn(&server, &deep, of, bench.plan, &mut ours),
        || turn(&server, &first, of, bench.plan, &mut theirs),
    )?;
    report.findings.push(
        Finding::new(
            format!("page of 20 in the middle of {count} tasks of one person"),
            Value::PerSecond(outcome.subject),
        )
        .against(
            "the first page",
            Value::PerSecond(outcome.peer),
            outcome.ratio,
        )
        .target(DEEP),
    );
    let search = http1::get("/api/tasks?limit=20&q=nobody%20wrote%20this", token);
    let what = format!("search among {count} tasks that finds nothing");
    rate(bench, &server, &what, (vec![search], &[200]), report)
}

fn fill(server: &Program, token: &str, count: usize) -> anyhow::Result<()> {
    let requests = Requests::once((0..count).map(|_| tasks::creation(token)).collect());
    closed_loop::run(&Load {
        address: server.address,
        requests: &requests,
        statuses: &[201],
        from: None,
        connections: CONNECTIONS,
        duration: Duration::from_mins(10),
    })?;
    Ok(())
}

/// The cursor of the page behind so many tasks.
async fn cursor_behind(server: &Program, token: &str, count: usize) -> anyhow::Result<String> {
    const LARGEST: usize = 200;
    let mut connection = Connection::open(server.address).await?;
    let mut page = format!("/api/tasks?limit={LARGEST}");
    let mut cursor = String::new();
    for _ in 0..(count / LARGEST).max(1) {
        let body = connection.expect(&http1::get(&page, token), 200).await?;
        let mut body: Json = serde_json::from_slice(body)?;
        let Some(Json::String(next)) = body.get_mut("next").map(Json::take) else {
            anyhow::bail!("there are fewer tasks than were created");
        };
        page = format!("/api/tasks?limit={LARGEST}&cursor={next}");
        cursor = next;
    }
    Ok(cursor)
}
