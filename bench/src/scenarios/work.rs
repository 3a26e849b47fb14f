//! What else people do all day: changing, completing, searching, catching up, paging far, and all of it mixed.

use std::time::Duration;

use super::Bench;
use crate::{
    asked::{Asked, Scenario},
    compare::{Cost, alone, turn},
    http1,
    load::{Load, Requests, closed_loop},
    people::People,
    process::{Program, UNLIMITED},
    report::{Chapter, Finding, Target, Value},
    tasks,
};

/// On how many connections.
const CONNECTIONS: usize = 32;
/// A page far down may cost so much more than the first.
const DEEP: Target = Target::RatioAtLeast(1.0 / 1.2);

/// Measures each by itself.
///
/// # Errors
/// An answer that is not as expected.
pub async fn run(bench: &Bench, chapter: &mut Chapter) -> anyhow::Result<()> {
    bench.progress("work: filling a database");
    let server = bench.serve("work").await?;
    let each = bench.scaled(25, 100);
    let asked = Asked {
        address: server.address,
        tokens: &bench.people.tokens,
        ids: tasks::seed(server.address, &bench.people, each).await?,
    };
    for scenario in [asked.patches(), asked.toggles(), asked.searches()] {
        rate(bench, &server, &scenario, chapter)?;
    }
    // What changed is asked for only now, when it is known.
    rate(bench, &server, &asked.changes().await?, chapter)?;
    rate(bench, &server, &asked.mixed(), chapter)?;
    deep_page(bench, chapter).await
}

fn rate(
    bench: &Bench,
    server: &Program,
    scenario: &Scenario,
    chapter: &mut Chapter,
) -> anyhow::Result<()> {
    let what = format!("{}, {CONNECTIONS} connections", scenario.what);
    bench.progress(&what);
    let load = Load {
        address: server.address,
        requests: &scenario.requests,
        statuses: scenario.statuses,
        from: None,
        connections: CONNECTIONS,
        duration: bench.plan.turn,
    };
    let rate = Value::PerSecond(alone(&load, bench.plan)?);
    chapter.findings.push(Finding::new(what, rate));
    Ok(())
}

/// A page in the middle of very many tasks, against the first page of the same.
async fn deep_page(bench: &Bench, chapter: &mut Chapter) -> anyhow::Result<()> {
    let count = bench.scaled(400, 100_000);
    bench.progress(&format!(
        "page of 20 deep in {count} tasks: filling a database"
    ));
    let one = People::new(1).await?;
    let url = bench.sqlite("deep");
    let server = Program::server(&bench.server, &url, &one, &[UNLIMITED])?;
    server.ready().await?;
    let token = one.tokens.first().map_or("", String::as_str);
    fill(&server, token, count)?;
    let deep = Scenario::deep_page(server.address, token, count / 2).await?;
    let first = Requests::Over(vec![tasks::page(token)]);
    let (mut ours, mut theirs) = (Cost::default(), Cost::default());
    let plan = bench.plan;
    let outcome = plan.alternate(
        || {
            turn(
                &server,
                &deep.requests,
                (&[200], CONNECTIONS),
                plan,
                &mut ours,
            )
        },
        || turn(&server, &first, (&[200], CONNECTIONS), plan, &mut theirs),
    )?;
    chapter.findings.push(
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
    bench.progress("a search that finds nothing");
    let load = Load {
        address: server.address,
        requests: &Requests::Over(vec![search]),
        statuses: &[200],
        from: None,
        connections: CONNECTIONS,
        duration: plan.turn,
    };
    chapter.findings.push(Finding::new(
        format!("search among {count} tasks that finds nothing, {CONNECTIONS} connections"),
        Value::PerSecond(alone(&load, plan)?),
    ));
    Ok(())
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
