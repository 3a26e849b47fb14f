//! Claims, through the whole verifier; `src/claims.rs` tests each in detail.

use std::time::Duration;

use better_auth_verifier::{Algorithm, ClaimDefect, Reason};
use serde_json::{Value, json};

use crate::world::{NOW, World};

fn with(world: &World, claim: &str, value: Value) -> String {
    let mut claims = world.issuer.claims("u1");
    claims[claim] = value;
    world.issuer.token_of(&claims)
}

#[tokio::test]
async fn the_signature_is_checked_before_the_claims() {
    let world = World::new(Algorithm::EdDsa).await;
    let token = with(&world, "exp", json!(0));
    assert_eq!(world.reason(&token).await, Reason::Expired);
    let (unsigned, _) = token.rsplit_once('.').unwrap();
    let forged = format!("{unsigned}.{}", "A".repeat(86));
    assert_eq!(
        world.reason(&forged).await,
        Reason::BadSignature(Algorithm::EdDsa)
    );
}

#[tokio::test]
async fn a_token_lives_until_exp_plus_leeway_and_not_an_instant_longer() {
    let world = World::new(Algorithm::EdDsa).await;
    let fresh = with(&world, "exp", json!(NOW + 60));
    let end = Duration::from_secs(60 + 30);
    world
        .clock
        .advance(end.saturating_sub(Duration::from_nanos(1)));
    world.accepts(&fresh).await;
    world.clock.advance(Duration::from_nanos(1));
    assert_eq!(world.reason(&fresh).await, Reason::Expired);
}

#[tokio::test]
async fn without_leeway_it_is_dead_at_exp() {
    let world = World::with(Algorithm::EdDsa, |config| config.leeway = Duration::ZERO).await;
    let at_now = with(&world, "exp", json!(NOW));
    assert_eq!(world.reason(&at_now).await, Reason::Expired);
    let in_a_second = with(&world, "exp", json!(NOW + 1));
    world.accepts(&in_a_second).await;
}

#[tokio::test]
async fn the_payload_is_a_strict_json_object() {
    let world = World::new(Algorithm::EdDsa).await;
    let claims = world.issuer.claims("u1").to_string();
    let header = world.issuer.key().header();
    let twice = claims.replacen('{', r#"{"sub":"u2","#, 1);
    let deep = format!(r#"{{"x":{}1{},"#, "[".repeat(40), "]".repeat(40));
    let deep = claims.replacen('{', &deep, 1);
    for payload in [
        "[]",
        "\"u1\"",
        "null",
        "x",
        "{",
        &twice,
        &deep,
        &format!("{claims}x"),
    ] {
        let reason = world.reason(&world.issuer.sign(&header, payload)).await;
        assert!(
            matches!(reason, Reason::NotStrictJson(..)),
            "{payload}: {reason}"
        );
    }
}

#[tokio::test]
async fn an_audience_of_its_own() {
    let mut world = World::with(Algorithm::EdDsa, |config| config.audience = "tasks".into()).await;
    let reason = world.reason(&world.issuer.token("u1")).await;
    assert!(matches!(reason, Reason::WrongAudience { .. }));
    world.issuer = world.issuer.for_audience("tasks");
    world.accepts(&world.issuer.token("u1")).await;
}

#[tokio::test]
async fn a_log_line_does_not_name_the_subject() {
    let world = World::new(Algorithm::EdDsa).await;
    let subject = "the-subject-of-a-stranger";
    let mut claims = world.issuer.claims(subject);
    for claim in ["exp", "nbf", "iat", "iss", "aud"] {
        let honest = claims[claim].take();
        let token = world.issuer.token_of(&claims);
        let message = world.reason(&token).await.to_string();
        assert!(!message.contains(subject) && !message.contains(&token));
        claims[claim] = honest;
        if claims[claim].is_null() {
            claims.as_object_mut().unwrap().remove(claim);
        }
    }
    assert_eq!(
        world.reason(&with(&world, "sub", json!(" "))).await,
        Reason::BadClaim("sub", ClaimDefect::Blank)
    );
}
