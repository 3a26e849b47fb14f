//! The key set over time: rotation, withdrawal, outages, floods. The clock is moved by hand.

use std::sync::Arc;
use std::time::Duration;

use better_auth_verifier::test_support::Answer;
use better_auth_verifier::{
    Algorithm, Config, FETCH_TIMEOUT, FetchError, JwksConfig, MAX_WAIT, Readiness, Refusal,
    Verifier,
};
use tokio::runtime::Handle;
use tokio::task::{JoinHandle, yield_now};

use crate::world::{MAX_AGE, ORIGIN, World, bearer};

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
