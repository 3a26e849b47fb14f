//! A flame graph of the server under point reads: which functions it is in, and who called them.

mod picture;
mod stacks;

use std::{
    fs,
    path::Path,
    process::{Command, Stdio},
    thread,
    time::Duration,
};

use anyhow::{Context as _, anyhow, ensure};

use self::stacks::Frame;
use super::Bench;
use crate::{
    asked::Asked,
    load::{Load, closed_loop},
    tasks,
};

const CONNECTIONS: usize = 32;
/// For how long it is looked at, and how long the load lasts besides.
const TIME: Duration = Duration::from_secs(4);
const QUICK_TIME: Duration = Duration::from_millis(300);
const MARGIN: Duration = Duration::from_secs(1);
/// Looks a second at each core; an odd number, so that nothing keeps step with it.
const FREQUENCY: &str = "397";

/// Draws it into that file. Without `perf` nothing is drawn, and it is said.
///
/// # Errors
/// perf may not look, or the file cannot be written.
pub async fn run(bench: &Bench, picture: Option<&Path>) -> anyhow::Result<()> {
    let Some(picture) = picture else {
        bench.progress("flame graph: none is asked for (--flame FILE)");
        return Ok(());
    };
    if Command::new("perf").arg("--version").output().is_err() {
        bench.progress(
            "flame graph: NOT drawn, there is no `perf` on the path (Debian: linux-perf)",
        );
        return Ok(());
    }
    bench.progress("flame graph of point reads");
    let server = bench.serve("flame").await?;
    let asked = Asked {
        address: server.address,
        tokens: &bench.people.tokens,
        ids: tasks::seed(server.address, &bench.people, bench.scaled(5, 25)).await?,
    };
    let reads = asked.point_reads();
    let time = if bench.quick { QUICK_TIME } else { TIME };
    let load = Load {
        address: server.address,
        requests: &reads.requests,
        statuses: reads.statuses,
        from: None,
        connections: CONNECTIONS,
        duration: time + MARGIN,
    };
    let recorded = bench.folder.join("perf.data");
    thread::scope(|scope| {
        let loading = scope.spawn(|| closed_loop::run(&load));
        let done = record(server.id(), time, &recorded);
        loading.join().map_err(|_| anyhow!("a thread panicked"))??;
        done
    })?;
    drop(server);
    bench.progress("flame graph: drawing it");
    draw(&recorded, picture)
}

/// Lets perf look at the process. Without a debugger's tables the stacks are unwound by what panics need, which every
/// release build has.
fn record(process: u32, time: Duration, into: &Path) -> anyhow::Result<()> {
    let output = Command::new("perf")
        .args(["record", "--event", "cpu-clock", "--freq", FREQUENCY])
        .args(["--call-graph", "dwarf,16384", "--pid", &process.to_string()])
        .arg("--output")
        .arg(into)
        .args(["--", "sleep", &time.as_secs_f64().to_string()])
        .stdin(Stdio::null())
        .output()?;
    ensure!(
        output.status.success(),
        "perf may not look at the server: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    Ok(())
}

fn draw(recorded: &Path, picture: &Path) -> anyhow::Result<()> {
    let output = Command::new("perf")
        .args(["script", "--no-inline", "--input"])
        .arg(recorded)
        .stderr(Stdio::null())
        .output()?;
    ensure!(output.status.success(), "perf cannot read what it recorded");
    let all = Frame::of_perf_script(&String::from_utf8_lossy(&output.stdout));
    ensure!(all.count > 0, "perf saw nothing");
    let title = format!("Taskward under point reads, {CONNECTIONS} connections");
    fs::write(picture, picture::svg(&title, &all))
        .with_context(|| format!("{} cannot be written", picture.display()))
}
