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
