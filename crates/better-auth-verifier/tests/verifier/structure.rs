//! The outer form of a token: one spelling, and no other.

use better_auth_verifier::{Algorithm, MAX_TOKEN_BYTES, Reason};
use serde_json::json;

use crate::world::World;

#[tokio::test]
async fn blanks_and_trailing_bytes_are_refused() {
    let world = World::new(Algorithm::EdDsa).await;
    let token = world.issuer.token("u1");
    for spelling in [
        format!(" {token}"),
        format!("{token} "),
        format!("{token}\n"),
        format!("{token}\r\n"),
        format!("{token}\t"),
        token.replacen('.', " .", 1),
        token.replacen('.', ".\n", 1),
        format!("{token}A"),
        format!("\u{feff}{token}"),
    ] {
        assert!(
            world.verifier.verify(&spelling).await.is_err(),
            "{spelling:?}"
        );
    }
    assert!(world.verifier.verify(&token).await.is_ok());
    assert_eq!(
        world.verifier.verify("").await.unwrap_err(),
        Reason::EmptyToken.into()
    );
}

#[tokio::test]
async fn a_token_is_at_most_8_kib_long() {
    let world = World::new(Algorithm::EdDsa).await;
    let mut claims = world.issuer.claims("u1");
    let padded = |claims: &mut serde_json::Value, bytes: usize| {
        claims["picture"] = json!("x".repeat(bytes));
        world.issuer.token_of(claims)
    };
    let bare = padded(&mut claims, 0).len();
    let mut room = (MAX_TOKEN_BYTES - bare) / 4 * 3;
    let mut longest = padded(&mut claims, room);
    while longest.len() < MAX_TOKEN_BYTES {
        room += 1;
        let longer = padded(&mut claims, room);
        if longer.len() > MAX_TOKEN_BYTES {
            assert_eq!(world.reason(&longer).await, Reason::TooLong);
            break;
        }
        longest = longer;
    }
    assert!(longest.len() >= MAX_TOKEN_BYTES - 1);
    world.accepts(&longest).await;
    let exactly_one_more = "a".repeat(MAX_TOKEN_BYTES + 1);
    assert_eq!(world.reason(&exactly_one_more).await, Reason::TooLong);
}
