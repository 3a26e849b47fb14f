//! Memory at rest, and time from the start of the process until it is ready.

use std::time::{Duration, Instant};

use super::Bench;
use crate::report::{Chapter, Finding, Spread, Target, Value};

/// Megabytes at rest.
const TARGET: Target = Target::BytesUnder(25_000_000);
/// After which a server that nobody asks is at rest.
const REST: Duration = Duration::from_secs(1);

/// Measures both with an empty database.
///
/// # Errors
/// The server does not start.
pub async fn run(bench: &Bench, chapter: &mut Chapter) -> anyhow::Result<()> {
    bench.progress("start and memory at rest");
    // The first makes the file, which later ones find.
    drop(bench.serve("empty").await?);
    let mut starts = Vec::new();
    for _ in 0..bench.scaled(2, 9) {
        let start = Instant::now();
        let server = bench.serve("empty").await?;
        starts.push(start.elapsed().as_secs_f64() * 1e3);
        drop(server);
    }
    let server = bench.serve("empty").await?;
    tokio::time::sleep(REST).await;
    let memory = server.memory()?;
    chapter.findings.push(
        Finding::new(
            "memory at rest, empty database (resident)",
            Value::Bytes(memory.resident),
        )
        .target(TARGET),
    );
    chapter.findings.push(Finding::new(
        "memory at rest, empty database (proportional)",
        Value::Bytes(memory.proportional),
    ));
    chapter.findings.push(Finding::new(
        "start until ready",
        Value::Milliseconds(Spread::of(starts)?),
    ));
    Ok(())
}
