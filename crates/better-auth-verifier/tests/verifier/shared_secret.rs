//! HS256 with the secret shared with Better Auth, which signs other things with it too.

use std::sync::Arc;

use better_auth_verifier::test_support::{Issuer, ManualClock, SigningKey};
use better_auth_verifier::{Algorithm, Config, Reason, Refusal, SharedSecret, Verifier};

use crate::world::{NOW, ORIGIN, bearer};

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
