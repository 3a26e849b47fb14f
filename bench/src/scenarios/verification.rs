//! What it costs to verify a token, and what it saves to remember one.

use std::{
    hint::black_box,
    sync::Arc,
    time::{Duration, Instant},
};

use anyhow::Context as _;
use better_auth_verifier::{
    Algorithm, AllowedAlgorithms, Config, JwksConfig, SharedSecret, Verifier,
    test_support::{Answer, Issuer, KeySetServer},
};
use http::{HeaderMap, HeaderValue, header};

use super::Bench;
use crate::{
    compare::{Cost, turn},
    load::Requests,
    people::People,
    report::{Finding, Report, Value},
    tasks,
};

/// How long a verdict is measured.
const TIME: Duration = Duration::from_millis(300);
const QUICK_TIME: Duration = Duration::from_millis(5);
/// Connections of the requests whose tokens are all new.
const CONNECTIONS: usize = 32;
/// Tokens for a second of load: more than are verified in one.
const TOKENS_A_SECOND: f64 = 40_000.0;
const SECRET: &str = "a secret of the benchmark, which guards nothing";

/// Measures single verdicts of each algorithm, then requests.
///
/// # Errors
/// A token is refused.
pub async fn run(bench: &Bench, report: &mut Report) -> anyhow::Result<()> {
    for algorithm in Algorithm::ALL {
        bench.progress(&format!("verification, {algorithm}"));
        let time = if bench.quick { QUICK_TIME } else { TIME };
        let fresh = verdict_micros(algorithm, 0, time).await?;
        let remembered = verdict_micros(algorithm, 1000, time).await?;
        report.findings.push(
            Finding::new(
                format!("{algorithm}: verdict on a new token"),
                Value::Microseconds(fresh),
            )
            .costs("remembered", remembered),
        );
    }
    requests(bench, report).await
}

/// Time of one verdict in this process, on one thread.
async fn verdict_micros(
    algorithm: Algorithm,
    remembered: usize,
    time: Duration,
) -> anyhow::Result<f64> {
    let issuer = match algorithm {
        Algorithm::Hs256 => Issuer::with_secret(People::ORIGIN, SECRET),
        _ => Issuer::new(People::ORIGIN, algorithm),
    };
    let keys = KeySetServer::start(Answer::json(issuer.key_set())).await;
    let verifier = Verifier::new(Config {
        algorithms: AllowedAlgorithms::of(&[algorithm]).context("an empty list")?,
        secret: Some(SharedSecret::new(SECRET)),
        jwks: Some(JwksConfig::new(keys.url())),
        remembered,
        ..Config::new(People::ORIGIN, People::ORIGIN)
    })?;
    let mut headers = HeaderMap::new();
    let token = format!("Bearer {}", issuer.token("somebody"));
    headers.insert(header::AUTHORIZATION, HeaderValue::try_from(token)?);
    // Fetches the keys, and remembers the token where that is wanted.
    verifier.authenticate(&headers).await?;
    let start = Instant::now();
    let mut verdicts = 0_u32;
    while start.elapsed() < time {
        for _ in 0..16 {
            let principal = verifier.authenticate(black_box(&headers)).await?;
            black_box(Arc::as_ptr(&principal));
            verdicts += 1;
        }
    }
    Ok(start.elapsed().as_secs_f64() * 1e6 / f64::from(verdicts))
}

/// Point reads whose tokens are all new, against those whose tokens are all remembered.
async fn requests(bench: &Bench, report: &mut Report) -> anyhow::Result<()> {
    let server = bench.serve("verification").await?;
    let ids = tasks::seed(server.address, &bench.people, 5).await?;
    let ids: Vec<&String> = ids.iter().filter_map(|ids| ids.first()).collect();
    bench.progress("point read, every token new against every token remembered");
    let remembered = bench.people.tokens.iter().zip(&ids);
    let remembered = remembered.map(|(token, id)| tasks::point_read(token, id));
    let remembered = Requests::Over(remembered.collect());
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "some 100,000"
    )]
    let per_turn = (TOKENS_A_SECOND * bench.plan.turn.as_secs_f64()) as usize;
    let mut serial = 0;
    let mut new_tokens = || -> anyhow::Result<Requests> {
        let mut requests = Vec::with_capacity(per_turn);
        for _ in 0..per_turn {
            serial += 1;
            let person = serial % ids.len();
            let id = ids.get(person).context("nobody")?;
            let token = bench.people.another_token(person, serial)?;
            requests.push(tasks::point_read(&token, id));
        }
        Ok(Requests::once(requests))
    };
    let (mut ours, mut theirs) = (Cost::default(), Cost::default());
    let of = (200, CONNECTIONS);
    let outcome = bench.plan.alternate(
        || turn(&server, &new_tokens()?, of, bench.plan, &mut ours),
        || turn(&server, &remembered, of, bench.plan, &mut theirs),
    )?;
    report.findings.push(
        Finding::new(
            format!("point read, {CONNECTIONS} connections, every token new (EdDSA)"),
            Value::PerSecond(outcome.subject),
        )
        .against(
            "every token remembered",
            Value::PerSecond(outcome.peer),
            outcome.ratio,
        ),
    );
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn every_algorithm_verifies() {
        for algorithm in Algorithm::ALL {
            let micros = verdict_micros(algorithm, 0, QUICK_TIME).await.unwrap();
            assert!(micros > 0.0, "{algorithm}");
        }
    }
}
