//! What others feel while one address sends nothing but bad tokens, against the same flood of
//! `/health/live`.

use std::{
    net::{IpAddr, Ipv4Addr},
    thread,
    time::Duration,
};

use anyhow::{Context as _, anyhow, ensure};

use super::Bench;
use crate::{
    http1::{Request, get, get_for},
    load::{Load, Requests, closed_loop, fixed_rate},
    process::Program,
    report::{Chapter, Finding, Target, Value},
    tasks,
};

/// Of what others feel under the flood of `/health/live`.
const TARGET: Target = Target::RatioAtMost(2.0);
/// Where the flood comes from. All others come from another loopback address.
const FLOODER: IpAddr = IpAddr::V4(Ipv4Addr::new(127, 0, 0, 2));
/// Requests a second of the flood: fifty times what an address has.
const FLOOD_RATE: f64 = 10_000.0;
const FLOOD_CONNECTIONS: usize = 32;
/// Requests a second of all others together.
const OTHERS_RATE: f64 = 500.0;
const OTHERS_CONNECTIONS: usize = 16;
/// How long the flood lasts before and after what others ask.
const MARGIN: Duration = Duration::from_millis(100);
/// How long it may take until the flooding address is told to wait.
const PATIENCE: Duration = Duration::from_secs(20);

/// Measures the 99th percentile of others' latency, from when each request was due.
///
/// # Errors
/// An answer that is not as expected.
pub async fn run(bench: &Bench, chapter: &mut Chapter) -> anyhow::Result<()> {
    bench.progress("flood: filling a database");
    // Rate limits as in production. One machine stands for many people's here, each of which has limits
    // of its own; so what it sends for them says where they are, as a proxy's requests do.
    let proxy = ("TRUSTED_PROXIES", "127.0.0.1");
    let server = bench.serve_with("flood", &[proxy]).await?;
    let ids = tasks::seed(server.address, &bench.people, 10).await?;
    let others = Requests::Over(point_reads(bench, &ids)?);
    let bad = Requests::Over(bad_tokens(bench)?);
    let live = Requests::Over(vec![get("/health/live", "none")]);
    bench.progress("flood: the first of it");
    exhaust(&server, &bad)?;
    bench.progress("flood: bad tokens and /health/live");
    let outcome = bench.plan.alternate(
        || p99_of_others(bench, &server, &others, (&bad, &[401, 429])),
        || p99_of_others(bench, &server, &others, (&live, &[200])),
    )?;
    chapter.findings.push(
        Finding::new(
            "others' p99 under a flood of bad tokens",
            Value::Milliseconds(outcome.subject),
        )
        .against(
            "a flood of /health/live",
            Value::Milliseconds(outcome.peer),
            outcome.ratio,
        )
        .target(TARGET),
    );
    Ok(())
}

/// Reads, each on behalf of a person at an address of its own.
fn point_reads(bench: &Bench, ids: &[Vec<String>]) -> anyhow::Result<Vec<Request>> {
    let mut requests = Vec::new();
    for (person, (token, ids)) in bench.people.tokens.iter().zip(ids).enumerate() {
        let [.., high, low] = u32::try_from(person)?.to_be_bytes();
        let client = IpAddr::V4(Ipv4Addr::new(10, 0, high, low));
        for id in ids {
            requests.push(get_for(client, &format!("/api/tasks/{id}"), token));
        }
    }
    Ok(requests)
}

/// Reads with tokens that look right up to their signature, which costs most to refuse.
fn bad_tokens(bench: &Bench) -> anyhow::Result<Vec<Request>> {
    (0..bench.scaled(100, 5_000))
        .map(|serial| {
            let token = bench.people.another_token(0, serial)?;
            let (signed, signature) = token.rsplit_once('.').context("a token has three parts")?;
            let swapped = if signature.starts_with('A') { 'B' } else { 'A' };
            let rest = signature.get(1..).unwrap_or_default();
            Ok(get("/api/tasks", &format!("{signed}.{swapped}{rest}")))
        })
        .collect()
}

/// Asks until the flooding address has nothing left: from then on it is answered 429, but for the few
/// requests a second that every address has.
fn exhaust(server: &Program, bad: &Requests) -> anyhow::Result<()> {
    let asked = closed_loop::run(&Load {
        address: server.address,
        requests: bad,
        statuses: &[401],
        connections: FLOOD_CONNECTIONS,
        duration: PATIENCE,
        from: Some(FLOODER),
    });
    // It ends with the first answer that is not 401.
    let refusal = asked.err().context("a flood is never told to wait")?;
    ensure!(
        refusal.to_string().contains("answered 429"),
        refusal.context("the flood cannot begin")
    );
    Ok(())
}

/// The 99th percentile of what others wait during that flood, in milliseconds.
fn p99_of_others(
    bench: &Bench,
    server: &Program,
    others: &Requests,
    (flood, statuses): (&Requests, &[u16]),
) -> anyhow::Result<f64> {
    let turn = bench.plan.turn;
    let flood = Load {
        address: server.address,
        requests: flood,
        statuses,
        connections: FLOOD_CONNECTIONS,
        duration: turn + 2 * MARGIN,
        from: Some(FLOODER),
    };
    let others = Load {
        address: server.address,
        requests: others,
        statuses: &[200],
        connections: OTHERS_CONNECTIONS,
        duration: turn,
        from: None,
    };
    thread::scope(|scope| {
        let flooding = scope.spawn(|| fixed_rate::run(&flood, FLOOD_RATE));
        thread::sleep(MARGIN);
        let tally = fixed_rate::run(&others, OTHERS_RATE)?;
        flooding
            .join()
            .map_err(|_| anyhow!("a thread panicked"))??;
        #[expect(clippy::cast_precision_loss, reason = "nanoseconds of minutes fit")]
        let p99 = tally.latencies.value_at_quantile(0.99) as f64 / 1e6;
        Ok(p99)
    })
}
