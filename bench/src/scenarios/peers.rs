//! The same API on the stacks that it is usually built on: FastAPI, and Fastify. Each has a worker for each
//! core, a database of its own with the same tasks, and verifies the same tokens.

use std::path::Path;

use anyhow::ensure;

use super::Bench;
use crate::{
    compare::{Cost, turn},
    http1::{Connection, Request},
    load::Requests,
    people::People,
    process::Program,
    report::{Finding, Report, Target, Value},
    tasks,
};

/// On how many connections.
const CONNECTIONS: usize = 32;
/// Tasks of each person: a page and some more.
const EACH: usize = 25;

/// Where the peers are. Those that are not given are not measured.
#[derive(Clone, Copy)]
pub struct Peers<'a> {
    /// A Python with the packages of `bench/peers/fastapi/requirements.txt`.
    pub fastapi: Option<&'a Path>,
    /// `bench/peers/fastify/` with its packages installed.
    pub fastify: Option<&'a Path>,
}

/// What is asked for in times the peer's rate, where something is.
struct Targets {
    point_read: Option<Target>,
    page: Option<Target>,
    creation: Option<Target>,
}

const OF_FASTAPI: Targets = Targets {
    point_read: Some(Target::RatioAtLeast(35.0)),
    page: Some(Target::RatioAtLeast(25.0)),
    creation: Some(Target::RatioAtLeast(60.0)),
};
const OF_FASTIFY: Targets = Targets {
    point_read: None,
    page: None,
    creation: None,
};

/// Holds the server against each peer.
///
/// # Errors
/// A peer that does not start or answers something else.
pub async fn run(bench: &Bench, peers: Peers<'_>, report: &mut Report) -> anyhow::Result<()> {
    if let Some(python) = peers.fastapi {
        let peer = Program::fastapi(python, &bench.database("fastapi"), &bench.people)?;
        against(bench, ("FastAPI", &peer), OF_FASTAPI, report).await?;
    }
    if let Some(folder) = peers.fastify {
        let peer = Program::fastify(folder, &bench.database("fastify"), &bench.people)?;
        against(bench, ("Fastify", &peer), OF_FASTIFY, report).await?;
    }
    if peers.fastapi.is_none() && peers.fastify.is_none() {
        bench.progress("peers: none given, none measured (make bench installs them)");
    }
    Ok(())
}

async fn against(
    bench: &Bench,
    (name, peer): (&'static str, &Program),
    targets: Targets,
    report: &mut Report,
) -> anyhow::Result<()> {
    bench.progress(&format!("filling databases, ours and that of {name}"));
    let server = bench.serve(&format!("against-{name}")).await?;
    let ours = requests(&server, &bench.people).await?;
    let theirs = requests(peer, &bench.people).await?;
    let wanted = [targets.point_read, targets.page, targets.creation];
    for ((ours, theirs), target) in ours.iter().zip(&theirs).zip(wanted) {
        let Scenario { what, status, .. } = *ours;
        bench.progress(&format!("{what}, against {name}"));
        check_alike((&server, ours), (peer, theirs)).await?;
        let of = (status, CONNECTIONS);
        let outcome = bench.plan.alternate(
            || {
                turn(
                    &server,
                    &ours.requests,
                    of,
                    bench.plan,
                    &mut Cost::default(),
                )
            },
            || turn(peer, &theirs.requests, of, bench.plan, &mut Cost::default()),
        )?;
        let what = format!("{what}, {CONNECTIONS} connections");
        let finding = Finding::new(what, Value::PerSecond(outcome.subject)).against(
            name,
            Value::PerSecond(outcome.peer),
            outcome.ratio,
        );
        report.findings.push(match target {
            Some(target) => finding.target(target),
            None => finding,
        });
    }
    Ok(())
}

struct Scenario {
    what: &'static str,
    status: u16,
    requests: Requests,
}

/// Fills the program's database and gives what is asked of it.
async fn requests(program: &Program, people: &People) -> anyhow::Result<[Scenario; 3]> {
    let ids = tasks::seed(program.address, people, EACH).await?;
    let of_person = |(token, ids): (&String, &Vec<String>)| -> Vec<Request> {
        ids.iter().map(|id| tasks::point_read(token, id)).collect()
    };
    let of_everybody = |request: fn(&str) -> Request| {
        let requests = people.tokens.iter().map(|token| request(token));
        Requests::Over(requests.collect())
    };
    let reads = people.tokens.iter().zip(&ids).flat_map(of_person);
    Ok([
        Scenario {
            what: "point read",
            status: 200,
            requests: Requests::Over(reads.collect()),
        },
        Scenario {
            what: "page of 20",
            status: 200,
            requests: of_everybody(tasks::page),
        },
        Scenario {
            what: "durable creation",
            status: 201,
            requests: of_everybody(tasks::creation),
        },
    ])
}

/// Whether both answer the same, but for ids and times.
async fn check_alike(
    ours: (&Program, &Scenario),
    theirs: (&Program, &Scenario),
) -> anyhow::Result<()> {
    let ours = shape(ours).await?;
    let theirs = shape(theirs).await?;
    ensure!(
        ours == theirs,
        "a peer answers something else: {theirs:#?} instead of {ours:#?}"
    );
    Ok(())
}

/// The members of every object in an answer, and the texts that do not differ from server to server.
async fn shape((program, scenario): (&Program, &Scenario)) -> anyhow::Result<Vec<String>> {
    let mut connection = Connection::open(program.address).await?;
    let request = scenario.requests.first()?;
    let body = connection.expect(request, scenario.status).await?;
    let answer: serde_json::Value = serde_json::from_slice(body)?;
    let mut shape = members("", &answer);
    let items = answer.get("items").and_then(serde_json::Value::as_array);
    for task in items.into_iter().flatten() {
        shape.extend(members("a task: ", task));
    }
    ensure!(!shape.is_empty(), "no object: {answer}");
    Ok(shape)
}

fn members(of: &str, object: &serde_json::Value) -> Vec<String> {
    let members = object.as_object().into_iter().flatten();
    let member = |(name, value): (&String, &serde_json::Value)| match name.as_str() {
        "title" | "description" | "completed" | "completed_at" => format!("{of}{name} {value}"),
        _ => format!("{of}{name}"),
    };
    members.map(member).collect()
}
