//! The server on PostgreSQL, with row-level security and a role as in production, against pgbench with the same
//! statements. Searches have none there: what the store asks depends on what it finds.

mod cluster;
mod pgbench;

use std::path::Path;

pub use self::cluster::Cluster;
use self::{
    cluster::seed,
    pgbench::{Pgbench, Share},
};
use super::Bench;
use crate::{
    asked::{Asked, Scenario},
    compare::{Cost, turn},
    people::People,
    process::{Program, UNLIMITED},
    report::{Chapter, Finding, Target, Value},
    tasks,
};

/// On how many connections.
const CONNECTIONS: usize = 32;
/// Of what pgbench reaches.
const TARGET: Target = Target::RatioAtLeast(0.6);
/// Tasks of each person.
const EACH: usize = 100;

/// Measures each kind of request.
///
/// # Errors
/// An answer that is not as expected, or what PostgreSQL refuses.
pub async fn run(
    bench: &Bench,
    cluster: Option<&Cluster>,
    pgbench: Option<&Path>,
    chapter: &mut Chapter,
) -> anyhow::Result<()> {
    let (Some(cluster), Some(program)) = (cluster, pgbench) else {
        bench.progress(
            "PostgreSQL: no server or no pgbench given, not measured (make bench gives them)",
        );
        return Ok(());
    };
    bench.progress("PostgreSQL: filling databases");
    let deep = bench.scaled(400, 100_000);
    let each = bench.scaled(25, EACH);
    let people = &bench.people;
    let filled = Served::start((bench, cluster), "taskward", people, (each, deep)).await?;
    // Migrated by the server, then left to pgbench.
    let limit = "pgbench";
    drop(start(bench, cluster, limit, people).await?);
    let pgbench = Pgbench {
        program,
        cluster,
        database: limit,
        folder: &bench.folder,
    };
    pgbench.fill(CONNECTIONS, each, deep).await?;
    let variables = pgbench.variables(deep / 2).await?;
    let asked = filled.asked(people);
    let scripts: [(Scenario, &[Share]); 8] = [
        (asked.point_reads(), &[("point_read", 1)]),
        (asked.pages(), &[("page", 1)]),
        (filled.deep_page(deep / 2).await?, &[("deep_page", 1)]),
        (asked.changes().await?, &[("changes", 1)]),
        (asked.creations(), &[("create", 1)]),
        (asked.patches(), &[("patch", 1)]),
        (asked.toggles(), &[("toggle", 1)]),
        (asked.mixed(), &[("point_read", 4), ("create", 1)]),
    ];
    let server = &filled.server;
    for (scenario, scripts) in &scripts {
        let what = format!("{}, {CONNECTIONS} connections", scenario.what);
        bench.progress(&format!("PostgreSQL: {what}"));
        let of = (scenario.statuses, CONNECTIONS);
        let outcome = bench.plan.alternate(
            || {
                turn(
                    server,
                    &scenario.requests,
                    of,
                    bench.plan,
                    &mut Cost::default(),
                )
            },
            || pgbench.turn(scripts, &variables, CONNECTIONS, bench.plan),
        )?;
        chapter.findings.push(
            Finding::new(what, Value::PerSecond(outcome.subject))
                .against("pgbench", Value::PerSecond(outcome.peer), outcome.ratio)
                .target(TARGET),
        );
    }
    let memory = server.memory()?.resident;
    chapter.findings.push(Finding::new(
        "memory after all of it (resident)",
        Value::Bytes(memory),
    ));
    Ok(())
}

/// A server on a database of its own, filled with as much for each person, and with very much for somebody else.
pub struct Served {
    /// The server.
    pub server: Program,
    ids: Vec<Vec<String>>,
    deep: String,
}

impl Served {
    /// Fills a new database with so many tasks for each person and so many for somebody else, and serves it.
    ///
    /// # Errors
    /// Those of PostgreSQL and of the server.
    pub async fn start(
        (bench, cluster): (&Bench, &Cluster),
        database: &str,
        people: &People,
        (each, deep): (usize, usize),
    ) -> anyhow::Result<Self> {
        let server = start(bench, cluster, database, people).await?;
        let client = cluster.connect(Some(database)).await?;
        for subject in people.subjects()? {
            seed(&client, &subject, each).await?;
        }
        let (somebody, token) = people.somebody_else()?;
        seed(&client, &somebody, deep).await?;
        client.batch_execute("VACUUM ANALYZE").await?;
        Ok(Self {
            ids: tasks::newest(server.address, people).await?,
            server,
            deep: token,
        })
    }

    /// What these people may ask it.
    pub fn asked<'a>(&self, people: &'a People) -> Asked<'a> {
        Asked {
            address: self.server.address,
            tokens: &people.tokens,
            ids: self.ids.clone(),
        }
    }

    /// A page behind so many tasks of one person.
    ///
    /// # Errors
    /// They have fewer.
    pub async fn deep_page(&self, behind: usize) -> anyhow::Result<Scenario> {
        Scenario::deep_page(self.server.address, &self.deep, behind).await
    }
}

/// Serves a new database, whose schema the server makes.
async fn start(
    bench: &Bench,
    cluster: &Cluster,
    database: &str,
    people: &People,
) -> anyhow::Result<Program> {
    cluster.create(database).await?;
    let owner = cluster.owner_url(database);
    let server = Program::server(
        &bench.server,
        &cluster.service_url(database),
        people,
        &[UNLIMITED, ("DATABASE_OWNER_URL", &owner)],
    )?;
    server.ready().await?;
    Ok(server)
}
