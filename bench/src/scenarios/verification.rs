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
    http1::Request,
    load::Requests,
    people::People,
    report::{Chapter, Finding, Value},
    tasks,
};

/// How long a verdict is measured.
const TIME: Duration = Duration::from_millis(300);
const QUICK_TIME: Duration = Duration::from_millis(5);
/// Connections of the requests whose tokens are all new.
const CONNECTIONS: usize = 32;
/// Requests for a second of load: more than are answered in one, if all tokens are new or one in ten.
const ALL_NEW_A_SECOND: f64 = 40_000.0;
const SOME_NEW_A_SECOND: f64 = 80_000.0;
const SECRET: &str = "a secret of the benchmark, which guards nothing";

/// Measures single verdicts of each algorithm, then requests.
///
/// # Errors
/// A token is refused.
pub async fn run(bench: &Bench, chapter: &mut Chapter) -> anyhow::Result<()> {
    for algorithm in Algorithm::ALL {
        bench.progress(&format!("verification, {algorithm}"));
        let time = if bench.quick { QUICK_TIME } else { TIME };
        let fresh = verdict_micros(algorithm, 0, time).await?;
        let remembered = verdict_micros(algorithm, 1000, time).await?;
        chapter.findings.push(
            Finding::new(
                format!("{algorithm}: verdict on a new token"),
                Value::Microseconds(fresh),
            )
            .costs("remembered", remembered),
        );
    }
    requests(bench, chapter).await
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

/// Point reads of which all tokens are new, or one in ten, against those whose tokens are all remembered.
async fn requests(bench: &Bench, chapter: &mut Chapter) -> anyhow::Result<()> {
    let server = bench.serve("verification").await?;
    let ids = tasks::seed(server.address, &bench.people, 5).await?;
    let ids: Vec<&String> = ids.iter().filter_map(|ids| ids.first()).collect();
    let remembered = bench.people.tokens.iter().zip(&ids);
    let remembered = remembered.map(|(token, id)| tasks::point_read(token, id));
    let remembered: Vec<Request> = remembered.collect();
    let mut serial = 0;
    let mut one_new_in = |every: usize, a_second: f64| -> anyhow::Result<Requests> {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "some 100,000"
        )]
        let per_turn = (a_second * bench.plan.turn.as_secs_f64()) as usize;
        let mut requests = Vec::with_capacity(per_turn);
        for number in 0..per_turn {
            let person = number % ids.len();
            requests.push(if number.is_multiple_of(every) {
                serial += 1;
                let token = bench.people.another_token(person, serial)?;
                tasks::point_read(&token, ids.get(person).context("nobody")?)
            } else {
                remembered.get(person).context("nobody")?.clone()
            });
        }
        Ok(Requests::once(requests))
    };
    let all_remembered = Requests::Over(remembered.clone());
    let of: (&[u16], usize) = (&[200], CONNECTIONS);
    for (share, every, a_second) in [
        ("every token", 1, ALL_NEW_A_SECOND),
        ("one token in ten", 10, SOME_NEW_A_SECOND),
    ] {
        bench.progress(&format!(
            "point read, {share} new against every token remembered"
        ));
        let (mut ours, mut theirs) = (Cost::default(), Cost::default());
        let outcome = bench.plan.alternate(
            || {
                turn(
                    &server,
                    &one_new_in(every, a_second)?,
                    of,
                    bench.plan,
                    &mut ours,
                )
            },
            || turn(&server, &all_remembered, of, bench.plan, &mut theirs),
        )?;
        chapter.findings.push(
            Finding::new(
                format!("point read, {CONNECTIONS} connections, {share} new (EdDSA)"),
                Value::PerSecond(outcome.subject),
            )
            .against(
                "every token remembered",
                Value::PerSecond(outcome.peer),
                outcome.ratio,
            ),
        );
    }
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
