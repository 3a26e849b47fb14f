//! Which algorithm a signature may have: that of its key, if the operator allows it.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use better_auth_verifier::test_support::{Answer, SigningKey};
use better_auth_verifier::{Algorithm, AllowedAlgorithms, Reason};

use crate::world::World;

const PUBLIC_KEY: [Algorithm; 5] = [
    Algorithm::EdDsa,
    Algorithm::Es256,
    Algorithm::Es512,
    Algorithm::Rs256,
    Algorithm::Ps256,
];

#[tokio::test]
async fn every_algorithm_is_accepted_with_its_key() {
    for algorithm in PUBLIC_KEY {
        let world = World::new(algorithm).await;
        let principal = world.authenticate(&world.issuer.token("u1")).await.unwrap();
        assert_eq!(principal.subject(), "u1");
        assert_eq!(principal.email(), Some("ada@example.org"));
        assert_eq!(principal.name(), Some("Ada"));
    }
}

#[tokio::test]
async fn another_algorithm_than_the_keys_is_refused() {
    for algorithm in PUBLIC_KEY {
        let world = World::new(algorithm).await;
        for other in PUBLIC_KEY.into_iter().filter(|other| *other != algorithm) {
            let header = format!(r#"{{"alg":"{other}","kid":"key-1"}}"#);
            let claims = world.issuer.claims("u1").to_string();
            let reason = world.reason(&world.issuer.sign(&header, &claims)).await;
            assert_eq!(
                reason,
                Reason::AlgorithmMismatch {
                    token: other,
                    key: algorithm
                }
            );
        }
    }
}

#[tokio::test]
async fn rsa_paddings_are_not_interchangeable() {
    for algorithm in [Algorithm::Rs256, Algorithm::Ps256] {
        let mut world = World::new(algorithm).await;
        let key = SigningKey::generate("key-2", algorithm);
        let published = key.public_jwk();
        let other = key.with_other_rsa_padding();
        world.server.answer(Answer::json(
            serde_json::json!({ "keys": [published] }).to_string(),
        ));
        world.issuer.rotate_to(other);
        let claims = world.issuer.claims("u1").to_string();
        let header = format!(r#"{{"alg":"{algorithm}","kid":"key-2"}}"#);
        let reason = world.reason(&world.issuer.sign(&header, &claims)).await;
        assert_eq!(reason, Reason::BadSignature(algorithm));
    }
}

#[tokio::test]
async fn an_algorithm_off_the_list_is_refused_before_any_key_is_fetched() {
    let allowed: AllowedAlgorithms = "ES256,RS256".parse().unwrap();
    let world = World::with(Algorithm::EdDsa, |config| config.algorithms = allowed).await;
    let reason = world.reason(&world.issuer.token("u1")).await;
    assert_eq!(
        reason,
        Reason::AlgorithmNotAllowed(Algorithm::EdDsa, allowed)
    );
    assert_eq!(world.server.requests(), 0);
}

#[tokio::test]
async fn hmac_keyed_by_anything_public_is_refused() {
    for algorithm in PUBLIC_KEY {
        let secret = "kq0Qx1Zt5vYb8nLr3wUe6sHa9dGf2jMc";
        let world = World::with(algorithm, |config| {
            config.algorithms = "EdDSA,ES256,ES512,RS256,PS256,HS256".parse().unwrap();
            config.secret = Some(better_auth_verifier::SharedSecret::new(secret));
        })
        .await;
        let jwk = world.issuer.key().public_jwk();
        let mut forms: Vec<Vec<u8>> = vec![
            Vec::new(),
            b"key-1".to_vec(),
            jwk.to_string().into_bytes(),
            world.issuer.key_set().into_bytes(),
        ];
        for member in ["x", "y", "n", "e"] {
            if let Some(text) = jwk.get(member).and_then(|number| number.as_str()) {
                let raw = URL_SAFE_NO_PAD.decode(text).unwrap();
                forms.push(text.as_bytes().to_vec());
                forms.push(STANDARD.encode(&raw).into_bytes());
                forms.push(raw);
            }
        }
        for form in forms {
            for header in [r#"{"alg":"HS256","kid":"key-1"}"#, r#"{"alg":"HS256"}"#] {
                let claims = world.issuer.claims("u1").to_string();
                let token = SigningKey::secret(&form).sign(header, &claims);
                let reason = world.reason(&token).await;
                assert_eq!(reason, Reason::BadSignature(Algorithm::Hs256));
            }
        }
    }
}

#[tokio::test]
async fn hs256_is_refused_where_it_is_not_allowed() {
    let world = World::new(Algorithm::EdDsa).await;
    let token = SigningKey::secret(b"whatever").sign(r#"{"alg":"HS256"}"#, "{}");
    let expected = Reason::AlgorithmNotAllowed(Algorithm::Hs256, AllowedAlgorithms::default());
    assert_eq!(world.reason(&token).await, expected);
}

#[tokio::test]
async fn none_is_refused_in_every_spelling() {
    let world = World::new(Algorithm::EdDsa).await;
    let claims = URL_SAFE_NO_PAD.encode(world.issuer.claims("u1").to_string());
    for none in ["none", "None", "NONE", "nOnE", "nonE", ""] {
        let header = URL_SAFE_NO_PAD.encode(format!(r#"{{"alg":"{none}","kid":"key-1"}}"#));
        let unsigned = world.reason(&format!("{header}.{claims}.")).await;
        assert!(matches!(unsigned, Reason::EmptyPart(_)));
        let signed = world.reason(&format!("{header}.{claims}.AAAA")).await;
        assert!(matches!(signed, Reason::UnknownAlgorithm(_)));
    }
    assert_eq!(world.server.requests(), 0);
}
