//! The key set over time: rotation, withdrawal, outages, floods. The clock is moved by hand.

use std::sync::Arc;
use std::time::Duration;

use better_auth_verifier::test_support::{Answer, KeySetServer, SigningKey};
use better_auth_verifier::{
    Algorithm, Config, FETCH_TIMEOUT, FetchError, JwksConfig, MAX_KEY_SET_BYTES, MAX_WAIT,
    Readiness, Reason, Refusal, UNKNOWN_KEY_COOLDOWN, Verifier,
};
use tokio::runtime::Handle;
use tokio::task::{JoinHandle, yield_now};

use crate::world::{MAX_AGE, MAX_STALE, ORIGIN, World, bearer};

const SECOND: Duration = Duration::from_secs(1);

/// A request that goes on by itself. On the single thread of these tests it has got as far as it
/// can without the network or the clock once the test yields.
fn spawn(world: &World, token: &str) -> JoinHandle<Result<String, Refusal>> {
    let (verifier, headers) = (world.verifier.clone(), bearer(token));
    tokio::spawn(async move {
        verifier
            .authenticate(&headers)
            .await
            .map(|principal| principal.subject().to_owned())
    })
}

fn is_without_keys<T>(outcome: &Result<T, Refusal>) -> bool {
    matches!(outcome, Err(Refusal::NoKeys { .. }))
}

/// Waits until the background has counted that many fetches, good or failed.
async fn wait_for_fetches(world: &World, count: u64) {
    let verifier = world.verifier.clone();
    until(move || verifier.stats().fetches + verifier.stats().failed_fetches >= count).await;
}

/// Lets the background work until something is so; half a minute is far more than it needs.
async fn until(mut is_so: impl FnMut() -> bool) {
    let waiting = async {
        while !is_so() {
            yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), waiting)
        .await
        .expect("it never came to be");
}

#[tokio::test]
async fn keys_are_fetched_at_the_start() {
    let world = World::new(Algorithm::EdDsa).await;
    assert_eq!(
        world.verifier.readiness(),
        Readiness::NoKeys { cause: None }
    );
    world.verifier.start();
    world.verifier.start();
    wait_for_fetches(&world, 1).await;
    assert!(world.verifier.readiness().is_ready());
    world.accepts(&world.issuer.token("u1")).await;
    assert_eq!(world.server.requests(), 1);
}

#[tokio::test]
async fn keys_are_fetched_again_when_they_are_old() {
    let world = World::new(Algorithm::EdDsa).await;
    world.verifier.start();
    wait_for_fetches(&world, 1).await;
    world.clock.advance(MAX_AGE.saturating_sub(SECOND));
    yield_now().await;
    assert_eq!(world.server.requests(), 1);
    for fetches in 2..5 {
        world.clock.advance(MAX_AGE);
        wait_for_fetches(&world, fetches).await;
        assert_eq!(world.server.requests() as u64, fetches);
    }
}

#[tokio::test]
async fn without_a_start_old_keys_are_fetched_behind_a_request() {
    let world = World::new(Algorithm::EdDsa).await;
    world.accepts(&world.issuer.token("u1")).await;
    world.clock.advance(MAX_AGE);
    world.server.hold();
    world.accepts(&world.issuer.token("u2")).await;
    world.server.wait_for_requests(2).await;
    world.server.release();
    wait_for_fetches(&world, 2).await;
}

#[tokio::test]
async fn the_background_ends_with_the_last_verifier() {
    let World {
        verifier,
        clock,
        server,
        ..
    } = World::new(Algorithm::EdDsa).await;
    let tasks = || Handle::current().metrics().num_alive_tasks();
    let without = tasks();
    let clone = verifier.clone();
    verifier.start();
    until(|| clone.stats().fetches == 1).await;
    drop(verifier);
    clock.advance(MAX_AGE);
    until(|| clone.stats().fetches == 2).await;
    assert!(tasks() > without);
    drop(clone);
    until(|| tasks() == without).await;
    assert_eq!(server.requests(), 2);
}

#[tokio::test]
async fn a_new_key_is_found_by_the_first_token_that_names_it() {
    let mut world = World::new(Algorithm::EdDsa).await;
    let old = world.issuer.token("u1");
    world.accepts(&old).await;
    world
        .issuer
        .rotate_to(SigningKey::generate("key-2", Algorithm::Es256));
    world.publish();
    world.accepts(&world.issuer.token("u1")).await;
    assert_eq!(world.server.requests(), 2);
    world.accepts(&old).await;
}

#[tokio::test]
async fn a_withdrawn_key_ends_with_the_next_fetch() {
    let mut world = World::new(Algorithm::EdDsa).await;
    let old = world.issuer.token("u1");
    world.accepts(&old).await;
    world
        .issuer
        .rotate_to(SigningKey::generate("key-2", Algorithm::EdDsa));
    world.issuer.withdraw("key-1");
    world.publish();
    world.accepts(&old).await;
    world.verifier.fetch_keys().await.unwrap();
    assert!(matches!(world.reason(&old).await, Reason::UnknownKey(_)));
    world.accepts(&world.issuer.token("u1")).await;
}

#[tokio::test]
async fn a_thousand_unknown_keys_cause_one_fetch_per_cooldown() {
    let world = World::new(Algorithm::EdDsa).await;
    world.accepts(&world.issuer.token("u1")).await;
    let claims = world.issuer.claims("u1").to_string();
    for round in 0..3 {
        for number in 0..1000 {
            let header = format!(r#"{{"alg":"EdDSA","kid":"unknown-{round}-{number}"}}"#);
            let reason = world.reason(&world.issuer.sign(&header, &claims)).await;
            assert!(matches!(reason, Reason::UnknownKey(_)));
        }
        assert_eq!(world.server.requests(), 2 + round);
        world
            .clock
            .advance(UNKNOWN_KEY_COOLDOWN.saturating_sub(SECOND));
        let header = r#"{"alg":"EdDSA","kid":"unknown"}"#;
        let _ = world.reason(&world.issuer.sign(header, &claims)).await;
        assert_eq!(world.server.requests(), 2 + round);
        world.clock.advance(SECOND);
    }
}

#[tokio::test]
async fn a_hundred_cold_requests_share_one_fetch() {
    let world = World::new(Algorithm::EdDsa).await;
    world.server.hold();
    let token = world.issuer.token("u1");
    let requests: Vec<_> = (0..100).map(|_| spawn(&world, &token)).collect();
    world.server.wait_for_requests(1).await;
    world.server.release();
    for request in requests {
        assert_eq!(request.await.unwrap().unwrap(), "u1");
    }
    assert_eq!(world.server.requests(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn cold_requests_on_many_threads_share_one_fetch_too() {
    for _ in 0..50 {
        let world = World::new(Algorithm::EdDsa).await;
        let token = world.issuer.token("u1");
        let requests: Vec<_> = (0..100).map(|_| spawn(&world, &token)).collect();
        for request in requests {
            assert_eq!(request.await.unwrap().unwrap(), "u1");
        }
        assert_eq!(world.server.requests(), 1);
    }
}

#[tokio::test]
async fn a_cold_request_waits_two_seconds_and_no_longer() {
    let world = World::new(Algorithm::EdDsa).await;
    world.server.hold();
    let token = world.issuer.token("u1");
    let request = spawn(&world, &token);
    world.server.wait_for_requests(1).await;
    world.clock.advance(MAX_WAIT.saturating_sub(SECOND / 1000));
    yield_now().await;
    assert!(!request.is_finished());
    world.clock.advance(SECOND / 1000);
    assert!(is_without_keys(&request.await.unwrap()));
    // The fetch goes on without it, and serves the next.
    world.server.release();
    world.accepts(&token).await;
    assert_eq!(world.server.requests(), 1);
}

#[tokio::test]
async fn a_set_is_as_old_as_its_fetch() {
    let world = World::new(Algorithm::EdDsa).await;
    world.server.hold();
    world.verifier.start();
    world.server.wait_for_requests(1).await;
    world.clock.advance(3 * SECOND);
    world.server.release();
    wait_for_fetches(&world, 1).await;
    assert_eq!(world.verifier.stats().key_set_age, Some(3 * SECOND));
}

#[tokio::test]
async fn a_request_that_gives_up_does_not_take_the_fetch_along() {
    let world = World::new(Algorithm::EdDsa).await;
    world.server.hold();
    let token = world.issuer.token("u1");
    let request = spawn(&world, &token);
    world.server.wait_for_requests(1).await;
    request.abort();
    world.server.release();
    world.accepts(&token).await;
    assert_eq!(world.server.requests(), 1);
}

#[tokio::test]
async fn a_token_with_an_unknown_key_waits_two_seconds_and_is_then_refused() {
    let mut world = World::new(Algorithm::EdDsa).await;
    world.accepts(&world.issuer.token("u1")).await;
    world
        .issuer
        .rotate_to(SigningKey::generate("key-2", Algorithm::EdDsa));
    world.publish();
    world.server.hold();
    let token = world.issuer.token("u1");
    let request = spawn(&world, &token);
    world.server.wait_for_requests(2).await;
    world.clock.advance(MAX_WAIT);
    assert!(matches!(
        request.await.unwrap(),
        Err(Refusal::Invalid(Reason::UnknownKey(_)))
    ));
    // Meanwhile known keys go on, and the fetch in flight brings the new one.
    world.server.release();
    world.accepts(&token).await;
    assert_eq!(world.server.requests(), 2);
}

#[tokio::test]
async fn a_fetch_that_takes_too_long_is_given_up() {
    let world = World::new(Algorithm::EdDsa).await;
    world.server.hold();
    world.verifier.start();
    world.server.wait_for_requests(1).await;
    world.clock.advance(FETCH_TIMEOUT);
    wait_for_fetches(&world, 1).await;
    let Readiness::NoKeys { cause: Some(cause) } = world.verifier.readiness() else {
        panic!("there are no keys")
    };
    assert!(matches!(cause, FetchError::Timeout { .. }));
}

#[tokio::test]
async fn failed_fetches_are_repeated_at_growing_distance() {
    let world = World::new(Algorithm::EdDsa).await;
    world.server.answer(Answer::status(500, "down"));
    world.verifier.start();
    wait_for_fetches(&world, 1).await;
    let mut fetches = 1;
    for seconds in [1, 2, 4, 8, 16, 30, 30, 30] {
        world
            .clock
            .advance(Duration::from_secs(seconds).saturating_sub(SECOND / 10));
        for _ in 0..20 {
            yield_now().await;
        }
        assert_eq!(world.verifier.stats().failed_fetches, fetches);
        // Requests do not make it more often.
        let refused = world.authenticate(&world.issuer.token("u1")).await;
        assert_eq!(
            refused,
            Err(Refusal::NoKeys {
                retry_after: SECOND
            })
        );
        world.clock.advance(SECOND / 10);
        fetches += 1;
        wait_for_fetches(&world, fetches).await;
    }
    assert_eq!(world.server.requests() as u64, fetches);
    world.publish();
    world.clock.advance(Duration::from_secs(30));
    wait_for_fetches(&world, fetches + 1).await;
    assert!(world.verifier.readiness().is_ready());
}

#[tokio::test]
async fn a_good_fetch_ends_the_backoff() {
    let world = World::with(Algorithm::EdDsa, |config| {
        config.jwks.as_mut().unwrap().max_age = SECOND;
    })
    .await;
    let fail = async || {
        world.server.answer(Answer::nothing());
        world.verifier.fetch_keys().await.unwrap_err();
    };
    for _ in 0..3 {
        fail().await;
    }
    world.publish();
    world.verifier.fetch_keys().await.unwrap();
    // The next is due when the set is old, not when the last backoff ends, and if that fails the
    // backoff begins anew.
    world.verifier.start();
    world.clock.advance(SECOND);
    wait_for_fetches(&world, 5).await;
    fail().await;
    world.clock.advance(SECOND);
    wait_for_fetches(&world, 7).await;
}

#[tokio::test]
async fn no_keys_say_when_to_come_again() {
    let world = World::new(Algorithm::EdDsa).await;
    world.server.answer(Answer::status(503, ""));
    for _ in 0..3 {
        let _ = world.verifier.fetch_keys().await;
    }
    let refused = world.authenticate(&world.issuer.token("u1")).await;
    assert_eq!(
        refused,
        Err(Refusal::NoKeys {
            retry_after: 4 * SECOND
        })
    );
}

#[tokio::test]
async fn a_bad_answer_never_replaces_a_good_set() {
    let world = World::new(Algorithm::EdDsa).await;
    let elsewhere = KeySetServer::start(Answer::json(world.issuer.key_set())).await;
    world.verifier.fetch_keys().await.unwrap();
    let oversized = format!(
        r#"{{"keys":[{}],"x":"{}"}}"#,
        world.issuer.key().public_jwk(),
        "x".repeat(MAX_KEY_SET_BYTES)
    );
    let answers = [
        Answer::status(404, "not found"),
        Answer::status(429, "slow down"),
        Answer::status(500, "sorry"),
        Answer::status(204, ""),
        Answer::status(203, world.issuer.key_set()),
        Answer::redirect(&elsewhere.url()),
        Answer::json("<!doctype html>"),
        Answer::json(""),
        Answer::json(r#"{"keys":[]}"#),
        Answer::json(r#"{"keys":[{"kty":"oct","kid":"a","k":"AAAA"}]}"#),
        Answer::json(oversized),
        Answer::endless(),
        Answer::cut_short(world.issuer.key_set()),
        Answer::nothing(),
    ];
    let count = answers.len() as u64;
    for answer in answers {
        world.server.answer(answer.clone());
        let outcome = world.verifier.fetch_keys().await;
        assert!(outcome.is_err(), "{answer:?}");
        let token = world.issuer.token("u1");
        assert!(world.verifier.verify(&token).await.is_ok(), "{answer:?}");
    }
    assert_eq!(world.verifier.stats().failed_fetches, count);
    assert_eq!(elsewhere.requests(), 0, "redirects are not followed");
    assert!(world.verifier.readiness().is_ready());
}

#[tokio::test]
async fn a_failure_names_its_cause_and_mend() {
    let world = World::new(Algorithm::EdDsa).await;
    for (answer, expected) in [
        (Answer::status(404, ""), "shared secret"),
        (Answer::status(500, ""), "cannot decrypt its stored keys"),
        (
            Answer::redirect("https://elsewhere.example"),
            "redirects are not followed",
        ),
        (Answer::endless(), "more than 262144 bytes"),
        (Answer::json("<html>"), "HTML page"),
        (Answer::json(r#"{"keys":[]}"#), "is empty"),
        (Answer::nothing(), "Better Auth is running"),
    ] {
        world.server.answer(answer);
        let message = world.verifier.fetch_keys().await.unwrap_err().to_string();
        assert!(message.contains(expected), "{message}");
        assert!(message.contains(&world.server.url()), "{message}");
    }
}

#[tokio::test]
async fn a_good_set_serves_through_an_outage_and_not_for_ever() {
    let world = World::new(Algorithm::EdDsa).await;
    world.verifier.start();
    wait_for_fetches(&world, 1).await;
    world.server.answer(Answer::nothing());
    let mut fetches = 1;
    let mut elapsed = Duration::ZERO;
    while elapsed < MAX_STALE {
        let step = MAX_STALE
            .saturating_sub(elapsed)
            .min(Duration::from_mins(30));
        world.clock.advance(step);
        elapsed += step;
        fetches += 1;
        wait_for_fetches(&world, fetches).await;
        world.accepts(&world.issuer.token("u1")).await;
    }
    assert!(world.verifier.readiness().is_ready());
    let token = world.issuer.token("u1");
    world.accepts(&token).await;
    world.clock.advance(SECOND / 1000);
    // The token is remembered, and is refused all the same.
    assert!(is_without_keys(&world.authenticate(&token).await));
    let readiness = world.verifier.readiness();
    assert!(
        matches!(readiness, Readiness::Stale { cause: Some(_), .. }),
        "{readiness:?}"
    );

    world.publish();
    world.clock.advance(Duration::from_secs(30));
    wait_for_fetches(&world, fetches + 1).await;
    world.accepts(&token).await;
    assert!(world.verifier.readiness().is_ready());
}

#[tokio::test]
async fn keys_that_may_not_get_old_are_fetched_before_they_do() {
    let max_stale = Duration::from_secs(5);
    let world = World::with(Algorithm::EdDsa, |config| {
        let jwks = config.jwks.as_mut().unwrap();
        assert!(jwks.max_age > max_stale);
        jwks.max_stale = max_stale;
    })
    .await;
    world.verifier.start();
    wait_for_fetches(&world, 1).await;
    world.clock.advance(max_stale);
    wait_for_fetches(&world, 2).await;
    world.server.answer(Answer::nothing());
    world.clock.advance(max_stale);
    wait_for_fetches(&world, 3).await;
    world.accepts(&world.issuer.token("u1")).await;
    world.clock.advance(SECOND / 1000);
    assert!(is_without_keys(
        &world.authenticate(&world.issuer.token("u1")).await
    ));
}

#[tokio::test]
async fn keys_come_once_their_endpoint_is_there() {
    let world = World::new(Algorithm::EdDsa).await;
    world.server.answer(Answer::nothing());
    let token = world.issuer.token("u1");
    assert!(is_without_keys(&world.authenticate(&token).await));
    world.publish();
    assert!(
        is_without_keys(&world.authenticate(&token).await),
        "not before the backoff ends"
    );
    world.clock.advance(SECOND);
    world.accepts(&token).await;
}

#[tokio::test]
async fn a_loopback_name_needs_no_resolver() {
    let world = World::new(Algorithm::EdDsa).await;
    for name in ["localhost", "auth.localhost"] {
        let url = world.server.url().replace("127.0.0.1", name);
        let config = Config {
            jwks: Some(JwksConfig::new(url)),
            ..Config::new(ORIGIN, ORIGIN)
        };
        let verifier = Verifier::with_clock(config, Arc::new(world.clock.clone())).unwrap();
        assert_eq!(verifier.fetch_keys().await.unwrap().keys.len(), 1, "{name}");
    }
}

#[tokio::test]
async fn an_unknown_key_during_an_outage_is_unknown() {
    let world = World::new(Algorithm::EdDsa).await;
    world.accepts(&world.issuer.token("u1")).await;
    world.server.answer(Answer::nothing());
    let claims = world.issuer.claims("u1").to_string();
    let token = world
        .issuer
        .sign(r#"{"alg":"EdDSA","kid":"unknown"}"#, &claims);
    assert!(matches!(world.reason(&token).await, Reason::UnknownKey(_)));
}
