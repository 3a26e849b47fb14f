//! Measures the server against its limits and its peers. See docs/performance.md.

mod asked;
mod compare;
mod http1;
mod load;
mod machine;
mod options;
mod people;
mod process;
mod report;
mod scenarios;
mod tasks;

use std::{
    fs,
    io::Write as _,
    process::ExitCode,
    time::{Duration, Instant},
};

use clap::Parser as _;

use self::{
    compare::Plan,
    machine::Machine,
    options::{Options, Part},
    people::People,
    report::{Report, document},
    scenarios::{
        Bench, creates, flame, flood, footprint, growth, peers,
        postgres::{self, Cluster},
        reads, verification, web, work,
    },
};

#[tokio::main]
async fn main() -> anyhow::Result<ExitCode> {
    let options = Options::parse().settled();
    let data = match &options.data {
        Some(data) => data.clone(),
        None => std::env::current_exe()?.with_file_name("bench-data"),
    };
    fs::create_dir_all(&data)?;
    let folder = tempfile::tempdir_in(&data)?;
    let report = measure(&options, folder.path()).await?;
    let text = if options.json {
        serde_json::to_string_pretty(&report)?
    } else {
        report.tables()
    };
    writeln!(std::io::stdout(), "{text}")?;
    if let Some(page) = &options.write {
        document::write(page, &report.tables())?;
    }
    Ok(if options.check && !report.all_met() {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    })
}

async fn measure(options: &Options, folder: &std::path::Path) -> anyhow::Result<Report> {
    let mut report = Report {
        machine: Machine::here(folder)?,
        command: std::env::args().skip(1).collect::<Vec<_>>().join(" "),
        chapters: Vec::new(),
    };
    let bench = Bench {
        server: match &options.server {
            Some(server) => server.clone(),
            None => process::beside("taskward")?,
        },
        folder: folder.to_owned(),
        connections: options.connections.clone(),
        plan: Plan {
            rounds: options.rounds,
            turn: Duration::try_from_secs_f64(options.seconds)?,
        },
        quick: options.quick,
        people: People::new(options.people).await?,
        begun: Instant::now(),
    };
    let cluster = match &options.postgres {
        Some(url) => Some(Cluster::new(url).await?),
        None => None,
    };
    for &part in &options.only {
        let chapter = report.chapter(part.subject());
        match part {
            Part::Footprint => footprint::run(&bench, chapter).await?,
            Part::Reads => reads::run(&bench, chapter).await?,
            Part::Creates => creates::run(&bench, chapter).await?,
            Part::Work => work::run(&bench, chapter).await?,
            Part::Growth => growth::run(&bench, chapter).await?,
            Part::Verification => verification::run(&bench, chapter).await?,
            Part::Flood => flood::run(&bench, chapter).await?,
            Part::Postgres => {
                let pgbench = options.pgbench.as_deref();
                postgres::run(&bench, cluster.as_ref(), pgbench, chapter).await?;
            }
            Part::Peers => peers::run(&bench, options.peers(), cluster.as_ref(), chapter).await?,
            Part::Web => web::run(&bench, &options.pages, options.chromium.as_deref(), chapter)?,
            Part::Flame => flame::run(&bench, options.flame.as_deref()).await?,
        }
    }
    bench.progress("done");
    Ok(report)
}
