//! HS256 with the secret shared with Better Auth, which signs other things with it too.

use std::sync::Arc;

use better_auth_verifier::test_support::{Answer, Issuer, ManualClock, SigningKey};
use better_auth_verifier::{
    Algorithm, ClaimDefect, Config, Reason, Refusal, SharedSecret, Verifier,
};
use serde_json::{Value, json};

use crate::world::{NOW, ORIGIN, World, bearer};

const SECRET: &str = "kq0Qx1Zt5vYb8nLr3wUe6sHa9dGf2jMc";
const HEADER: &str = r#"{"alg":"HS256"}"#;

/// A verifier in the shared-secret mode, and an issuer with the same secret.
fn shared() -> (Verifier, Issuer) {
    let clock = ManualClock::at(NOW);
    let config = Config {
        algorithms: "HS256".parse().unwrap(),
        secret: Some(SharedSecret::new(SECRET)),
        ..Config::new(ORIGIN, ORIGIN)
    };
    let verifier = Verifier::with_clock(config, Arc::new(clock.clone())).unwrap();
    (
        verifier,
        Issuer::with_secret(ORIGIN, SECRET).by_clock(clock),
    )
}

async fn reason(verifier: &Verifier, token: &str) -> Reason {
    match verifier.authenticate(&bearer(token)).await {
        Err(Refusal::Invalid(reason)) => reason,
        other => panic!("not refused as invalid: {other:?}"),
    }
}

#[tokio::test]
async fn a_token_signed_with_the_secret_is_accepted_with_or_without_kid() {
    let (verifier, issuer) = shared();
    let principal = verifier
        .authenticate(&bearer(&issuer.token("u1")))
        .await
        .unwrap();
    assert_eq!(principal.subject(), "u1");
    let claims = issuer.claims("u1").to_string();
    for header in [
        r#"{"alg":"HS256","kid":"any"}"#,
        r#"{"alg":"HS256","typ":"JWT"}"#,
    ] {
        let token = issuer.sign(header, &claims);
        assert!(verifier.authenticate(&bearer(&token)).await.is_ok());
    }
    let token = issuer.sign(r#"{"alg":"HS256","kid":1}"#, &claims);
    assert_eq!(reason(&verifier, &token).await, Reason::BadKeyId);
}

#[tokio::test]
async fn another_secret_is_refused_and_the_mend_named() {
    let (verifier, issuer) = shared();
    let claims = issuer.claims("u1").to_string();
    let with_newline = format!("{SECRET}\n");
    for secret in [
        "",
        "another",
        &SECRET[1..],
        &with_newline,
        &SECRET.to_lowercase(),
    ] {
        let token = SigningKey::secret(secret.as_bytes()).sign(HEADER, &claims);
        let reason = reason(&verifier, &token).await;
        assert_eq!(reason, Reason::BadSignature(Algorithm::Hs256));
        assert!(reason.to_string().contains("the very same secret"));
    }
}

#[tokio::test]
async fn a_tag_that_is_cut_short_is_refused() {
    let (verifier, issuer) = shared();
    let token = issuer.token("u1");
    let (input, tag) = token.rsplit_once('.').unwrap();
    for length in [2, 4, 8, 22, 40] {
        let token = format!("{input}.{}", &tag[..length]);
        assert!(matches!(
            reason(&verifier, &token).await,
            Reason::BadSignature(_) | Reason::NotBase64Url(_)
        ));
    }
}

#[tokio::test]
async fn other_tokens_signed_with_the_same_secret_are_refused() {
    let (verifier, issuer) = shared();
    // Shapes read from better-auth 1.7: `createEmailVerificationToken` in api/routes/
    // email-verification, `setCookieCache` in cookies with the strategy `jwt`; both through
    // `signJWT` in crypto/jwt, which writes the header {"alg":"HS256"}.
    let email_verification = json!({
        "email": "ada@example.org", "userId": "u1", "iat": NOW, "exp": NOW + 3600,
    });
    let email_change = json!({
        "email": "ada@example.org", "updateTo": "ada@example.com",
        "requestType": "change-email-verification", "iat": NOW, "exp": NOW + 3600,
    });
    let cached_session = json!({
        "session": {
            "id": "s1", "token": "yW3gH0mJ5sKp8vQ1xZc4nB7tR2fL6dAe", "userId": "u1",
            "expiresAt": "2027-01-22T08:00:00.000Z",
        },
        "user": { "id": "u1", "email": "ada@example.org", "name": "Ada" },
        "updatedAt": NOW * 1000, "version": "1", "iat": NOW, "exp": NOW + 300,
    });
    for other in [email_verification, email_change, cached_session] {
        let token = issuer.token_of(&other);
        let expected = Reason::BadClaim("iss", ClaimDefect::Missing);
        assert_eq!(reason(&verifier, &token).await, expected);
    }
}

#[tokio::test]
async fn every_one_of_issuer_audience_and_subject_is_needed() {
    let (verifier, issuer) = shared();
    for claim in ["iss", "aud", "sub", "exp"] {
        let mut claims: Value = issuer.claims("u1");
        claims.as_object_mut().unwrap().remove(claim);
        let expected = Reason::BadClaim(claim, ClaimDefect::Missing);
        assert_eq!(reason(&verifier, &issuer.token_of(&claims)).await, expected);
    }
}

#[tokio::test]
async fn tokens_of_the_key_set_are_refused_with_the_mend() {
    let (verifier, _) = shared();
    let issuer = Issuer::new(ORIGIN, Algorithm::EdDsa).by_clock(ManualClock::at(NOW));
    let reason = reason(&verifier, &issuer.token("u1")).await;
    assert!(matches!(
        reason,
        Reason::AlgorithmNotAllowed(Algorithm::EdDsa, _)
    ));
    assert!(reason.to_string().contains("shared-secret mode"));
}

#[tokio::test]
async fn with_both_the_algorithm_chooses_between_secret_and_key_set() {
    let world = World::with(Algorithm::EdDsa, |config| {
        config.algorithms = "EdDSA,HS256".parse().unwrap();
        config.secret = Some(SharedSecret::new(SECRET));
    })
    .await;
    let secret = Issuer::with_secret(ORIGIN, SECRET).by_clock(world.clock.clone());
    // No key set is needed for the secret, even under the name of a key.
    world.accepts(&secret.token("u1")).await;
    let named = secret.sign(
        r#"{"alg":"HS256","kid":"key-1"}"#,
        &secret.claims("u1").to_string(),
    );
    world.accepts(&named).await;
    assert_eq!(world.server.requests(), 0);
    assert!(
        !world.verifier.readiness().is_ready(),
        "the other tokens have no keys yet"
    );
    world.accepts(&world.issuer.token("u1")).await;
    assert_eq!(world.server.requests(), 1);
    assert!(world.verifier.readiness().is_ready());
    // The secret goes on when the key set is gone.
    world.server.answer(Answer::nothing());
    world.accepts(&secret.token("u2")).await;
}
