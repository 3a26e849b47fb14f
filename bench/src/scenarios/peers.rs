//! The same API on the stacks that it is usually built on: FastAPI, and Fastify. Each has a worker for each
//! core, a database of its own with the same tasks, and verifies the same tokens. None has a change feed.

use std::path::Path;

use anyhow::ensure;

use super::{
    Bench,
    postgres::{Cluster, Served},
};
use crate::{
    asked::{Asked, Scenario},
    compare::{Cost, turn},
    http1::Connection,
    people::People,
    process::{Program, UNLIMITED},
    report::{Chapter, Finding, Target, Value},
    tasks,
};

/// On how many connections.
const CONNECTIONS: usize = 32;
/// Who asks: fewer than elsewhere, since a peer takes its time to create their tasks.
const PEOPLE: usize = 20;
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

/// A stack that is held against.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Peer<'a> {
    FastApi(&'a Path),
    Fastify(&'a Path),
}

impl Peer<'_> {
    fn name(self) -> &'static str {
        match self {
            Self::FastApi(_) => "FastAPI",
            Self::Fastify(_) => "Fastify",
        }
    }

    fn start(self, database: &str, people: &People) -> anyhow::Result<Program> {
        match self {
            Self::FastApi(python) => Program::fastapi(python, database, people),
            Self::Fastify(folder) => Program::fastify(folder, database, people),
        }
    }

    /// How many times its rate is asked for, where something is.
    fn target(self, store: &str, what: &str) -> Option<Target> {
        let times = match (self, store, what) {
            (Self::FastApi(_), "SQLite", "point read") => 35.0,
            (Self::FastApi(_), "SQLite", "page of 20") => 25.0,
            (Self::FastApi(_), "SQLite", "durable creation") => 60.0,
            (Self::FastApi(_), "PostgreSQL", _) => 10.0,
            _ => return None,
        };
        Some(Target::RatioAtLeast(times))
    }
}

/// Holds the server against each peer, on both databases.
///
/// # Errors
/// A peer that does not start or answers something else.
pub async fn run(
    bench: &Bench,
    peers: Peers<'_>,
    cluster: Option<&Cluster>,
    chapter: &mut Chapter,
) -> anyhow::Result<()> {
    let given: Vec<Peer<'_>> = peers
        .fastapi
        .map(Peer::FastApi)
        .into_iter()
        .chain(peers.fastify.map(Peer::Fastify))
        .collect();
    if given.is_empty() {
        bench.progress("peers: none given, none measured (make bench installs them)");
    }
    let people = People::new(bench.scaled(4, PEOPLE)).await?;
    for &peer in &given {
        on_sqlite(bench, peer, &people, chapter).await?;
    }
    if let Some(cluster) = cluster {
        for &peer in &given {
            on_postgres(bench, cluster, peer, &people, chapter).await?;
        }
    }
    Ok(())
}

async fn on_sqlite(
    bench: &Bench,
    peer: Peer<'_>,
    people: &People,
    chapter: &mut Chapter,
) -> anyhow::Result<()> {
    let name = peer.name();
    bench.progress(&format!(
        "SQLite: filling databases, ours and that of {name}"
    ));
    let url = bench.sqlite(&format!("against-{name}"));
    let ours = Program::server(&bench.server, &url, people, &[UNLIMITED])?;
    ours.ready().await?;
    let theirs = peer.start(&bench.database(name).display().to_string(), people)?;
    for program in [&ours, &theirs] {
        tasks::seed(program.address, people, EACH).await?;
    }
    let sides = Sides {
        store: "SQLite",
        peer,
        ours: (&ours, scenarios(&ours, people).await?),
        theirs: (&theirs, scenarios(&theirs, people).await?),
    };
    sides.measure(bench, chapter).await
}

async fn on_postgres(
    bench: &Bench,
    cluster: &Cluster,
    peer: Peer<'_>,
    people: &People,
    chapter: &mut Chapter,
) -> anyhow::Result<()> {
    let name = peer.name().to_lowercase();
    bench.progress(&format!(
        "PostgreSQL: filling databases, ours and that of {name}"
    ));
    let deep = bench.scaled(400, 100_000);
    let database = format!("against_{name}");
    let served = Served::start((bench, cluster), &database, people, (EACH, deep)).await?;
    cluster.create(&name).await?;
    let theirs = peer.start(&cluster.owner_url(&name), people)?;
    tasks::seed(theirs.address, people, EACH).await?;
    let (somebody, token) = people.somebody_else()?;
    fill(cluster, &name, &somebody, deep).await?;
    let mut of_ours = scenarios(&served.server, people).await?;
    let mut of_theirs = scenarios(&theirs, people).await?;
    of_ours.insert(2, served.deep_page(deep / 2).await?);
    of_theirs.insert(
        2,
        Scenario::deep_page(theirs.address, &token, deep / 2).await?,
    );
    let sides = Sides {
        store: "PostgreSQL",
        peer,
        ours: (&served.server, of_ours),
        theirs: (&theirs, of_theirs),
    };
    sides.measure(bench, chapter).await
}

/// Very many tasks for somebody, in the table that both peers have.
async fn fill(
    cluster: &Cluster,
    database: &str,
    subject: &str,
    count: usize,
) -> anyhow::Result<()> {
    const TASKS: &str = "INSERT INTO tasks (id, user_id, title, description, completed, created_at, updated_at, \
                                            revision, priority, labels, position) \
         SELECT gen_random_uuid(), $1, $3, $4, false, time, time, 1, 4, '[]', to_hex(n) \
         FROM generate_series(1, $2::bigint) n, to_timestamp((1700000000000 + n) / 1000.0) time";
    let client = cluster.connect(Some(database)).await?;
    let count = i64::try_from(count)?;
    client
        .execute(
            TASKS,
            &[&subject, &count, &tasks::TITLE, &tasks::DESCRIPTION],
        )
        .await?;
    Ok(client.batch_execute("VACUUM ANALYZE").await?)
}

/// What is asked of a program that has tasks.
async fn scenarios(program: &Program, people: &People) -> anyhow::Result<Vec<Scenario>> {
    let asked = Asked {
        address: program.address,
        tokens: &people.tokens,
        ids: tasks::newest(program.address, people).await?,
    };
    Ok(vec![
        asked.point_reads(),
        asked.pages(),
        asked.searches(),
        asked.creations(),
        asked.patches(),
        asked.toggles(),
        asked.mixed(),
    ])
}

/// Both programs, and what is asked of them, in the same order.
struct Sides<'a> {
    store: &'static str,
    peer: Peer<'a>,
    ours: (&'a Program, Vec<Scenario>),
    theirs: (&'a Program, Vec<Scenario>),
}

impl Sides<'_> {
    async fn measure(&self, bench: &Bench, chapter: &mut Chapter) -> anyhow::Result<()> {
        let Self { store, peer, .. } = *self;
        let name = peer.name();
        let ((server, ours), (other, theirs)) = (&self.ours, &self.theirs);
        let plan = bench.plan.coarse();
        for (ours, theirs) in ours.iter().zip(theirs) {
            let what = ours.what;
            bench.progress(&format!("{store}: {what}, against {name}"));
            check_alike((server, ours), (other, theirs)).await?;
            let of = (ours.statuses, CONNECTIONS);
            let (mut our_cost, mut their_cost) = (Cost::default(), Cost::default());
            let outcome = plan.alternate(
                || turn(server, &ours.requests, of, plan, &mut our_cost),
                || turn(other, &theirs.requests, of, plan, &mut their_cost),
            )?;
            let finding = Finding::new(
                format!("{store}: {what}, {CONNECTIONS} connections"),
                Value::PerSecond(outcome.subject),
            )
            .against(name, Value::PerSecond(outcome.peer), outcome.ratio);
            chapter.findings.push(match peer.target(store, what) {
                Some(target) => finding.target(target),
                None => finding,
            });
        }
        Ok(())
    }
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
    let body = connection.expect_one_of(request, scenario.statuses).await?;
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
    // What was changed under load differs; titles were not.
    let member = |(name, value): (&String, &serde_json::Value)| match name.as_str() {
        "title" => format!("{of}{name} {value}"),
        _ => format!("{of}{name}"),
    };
    members.map(member).collect()
}
