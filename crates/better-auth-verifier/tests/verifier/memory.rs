//! The memory of verdicts: never wrong, never longer than the token, never without its key.

use std::time::Duration;

use better_auth_verifier::test_support::SigningKey;
use better_auth_verifier::{Algorithm, Reason};

use crate::world::World;

const LEEWAY: u64 = 30;

#[tokio::test]
async fn a_token_is_verified_once() {
    let world = World::new(Algorithm::EdDsa).await;
    let token = world.issuer.token("u1");
    let first = world.authenticate(&token).await.unwrap();
    for _ in 0..10 {
        assert_eq!(world.authenticate(&token).await.unwrap(), first);
    }
    let stats = world.verifier.stats();
    assert_eq!((stats.verified, stats.remembered), (1, 10));
}

#[tokio::test]
async fn a_remembered_verdict_ends_at_the_same_instant_as_a_fresh_one() {
    let world = World::new(Algorithm::EdDsa).await;
    let token = world.issuer.token("u1");
    world.accepts(&token).await;
    world
        .clock
        .advance(Duration::new(15 * 60 + LEEWAY - 1, 999_999_999));
    world.accepts(&token).await;
    assert!(world.verifier.verify(&token).await.is_ok());
    assert_eq!(world.verifier.stats().remembered, 1);
    world.clock.advance(Duration::from_nanos(1));
    assert_eq!(world.reason(&token).await, Reason::Expired);
    assert_eq!(
        world.verifier.verify(&token).await.unwrap_err(),
        Reason::Expired.into()
    );
    assert_eq!(world.verifier.stats().verdicts_in_memory, 0);
}

#[tokio::test]
async fn it_is_told_how_long_a_token_will_be_accepted() {
    let world = World::new(Algorithm::EdDsa).await;
    let principal = world.authenticate(&world.issuer.token("u1")).await.unwrap();
    let left = Duration::from_secs(15 * 60 + LEEWAY);
    assert_eq!(world.verifier.valid_for(&principal), left);
    world
        .clock
        .advance(Duration::new(15 * 60 + LEEWAY - 1, 999_999_999));
    let last = world.verifier.valid_for(&principal);
    assert_eq!(last, Duration::from_nanos(1));
    world.clock.advance(Duration::from_mins(1));
    assert!(world.verifier.valid_for(&principal).is_zero());
}

#[tokio::test]
async fn a_refetch_of_the_same_keys_keeps_the_memory_warm() {
    let mut world = World::new(Algorithm::EdDsa).await;
    let token = world.issuer.token("u1");
    world.accepts(&token).await;
    world.verifier.fetch_keys().await.unwrap();
    world.accepts(&token).await;
    world
        .issuer
        .rotate_to(SigningKey::generate("key-2", Algorithm::Es256));
    world.publish();
    world.verifier.fetch_keys().await.unwrap();
    world.accepts(&token).await;
    assert_eq!(world.verifier.stats().verified, 1);
}

#[tokio::test]
async fn bad_tokens_are_not_remembered_and_drive_nothing_out() {
    let world = World::with(Algorithm::EdDsa, |config| config.remembered = 8).await;
    let token = world.issuer.token("u1");
    world.accepts(&token).await;
    let (input, _) = token.rsplit_once('.').unwrap();
    for number in 0..1000 {
        let forged = format!("{input}.{number:0>84}AA");
        let _ = world.reason(&forged).await;
    }
    world.accepts(&token).await;
    let stats = world.verifier.stats();
    assert_eq!(
        (stats.verified, stats.remembered, stats.verdicts_in_memory),
        (1, 1, 1)
    );
}

#[tokio::test]
async fn the_memory_is_bounded() {
    let world = World::with(Algorithm::EdDsa, |config| config.remembered = 64).await;
    for number in 0..1000 {
        world
            .accepts(&world.issuer.token(&format!("u{number}")))
            .await;
    }
    assert!(world.verifier.stats().verdicts_in_memory <= 64);
}

#[tokio::test]
async fn the_memory_can_be_switched_off() {
    let world = World::with(Algorithm::EdDsa, |config| config.remembered = 0).await;
    let token = world.issuer.token("u1");
    world.accepts(&token).await;
    world.accepts(&token).await;
    let stats = world.verifier.stats();
    assert_eq!((stats.verified, stats.remembered), (2, 0));
}

#[tokio::test]
async fn tokens_of_one_person_are_told_apart() {
    let world = World::new(Algorithm::EdDsa).await;
    let token = world.issuer.token("u1");
    world.accepts(&token).await;
    let (input, signature) = token.rsplit_once('.').unwrap();
    let (header, _) = input.split_once('.').unwrap();
    let other = world.issuer.token("u2");
    let payload = other.split('.').nth(1).unwrap();
    let mixed = format!("{header}.{payload}.{signature}");
    assert_eq!(
        world.reason(&mixed).await,
        Reason::BadSignature(Algorithm::EdDsa)
    );
}
