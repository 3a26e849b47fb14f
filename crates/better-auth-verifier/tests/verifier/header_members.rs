//! Members of the JOSE header, through the whole verifier.

use better_auth_verifier::test_support::{Answer, KeySetServer, SigningKey};
use better_auth_verifier::{Algorithm, Reason};
use serde_json::{Value, json};

use crate::world::World;

fn header(member: &str, value: Value) -> String {
    let mut header = json!({ "alg": "EdDSA", "kid": "key-1" });
    header[member] = value;
    header.to_string()
}

#[tokio::test]
async fn a_kid_that_names_no_key_is_refused() {
    let world = World::new(Algorithm::EdDsa).await;
    let claims = world.issuer.claims("u1").to_string();
    for kid in [
        "key-2",
        "KEY-1",
        "key-1 ",
        "../../key-1",
        "' OR 1=1 --",
        "key-1%00",
        "%6bey-1",
    ] {
        let token = world.issuer.sign(&header("kid", json!(kid)), &claims);
        assert!(
            matches!(world.reason(&token).await, Reason::UnknownKey(_)),
            "{kid}"
        );
    }
    let long = "k".repeat(5 * 1024);
    for kid in [
        json!(null),
        json!(1),
        json!(["key-1"]),
        json!({}),
        json!(""),
        json!(long),
    ] {
        let token = world.issuer.sign(&header("kid", kid), &claims);
        assert_eq!(world.reason(&token).await, Reason::BadKeyId);
    }
    let nul = world
        .issuer
        .sign("{\"alg\":\"EdDSA\",\"kid\":\"key-1\\u0000\"}", &claims);
    assert_eq!(world.reason(&nul).await, Reason::BadKeyId);
    let huge = world
        .issuer
        .sign(&header("kid", json!("k".repeat(10 * 1024))), &claims);
    assert_eq!(world.reason(&huge).await, Reason::TooLong);
    let missing = world.issuer.sign(r#"{"alg":"EdDSA"}"#, &claims);
    assert_eq!(world.reason(&missing).await, Reason::NoKeyId);
}

#[tokio::test]
async fn keys_brought_along_are_refused_and_never_fetched() {
    let world = World::new(Algorithm::EdDsa).await;
    let stranger = SigningKey::generate("key-1", Algorithm::EdDsa);
    let set = json!({ "keys": [stranger.public_jwk()] }).to_string();
    let bait = KeySetServer::start(Answer::json(set)).await;
    let claims = world.issuer.claims("u1").to_string();
    for (member, value) in [
        ("jwk", stranger.public_jwk()),
        ("jku", json!(bait.url())),
        ("x5u", json!(bait.url())),
        ("x5c", json!(["MIIB"])),
    ] {
        let header = header(member, value);
        for token in [
            stranger.sign(&header, &claims),
            world.issuer.sign(&header, &claims),
        ] {
            assert!(matches!(
                world.reason(&token).await,
                Reason::ForbiddenHeader(_)
            ));
        }
    }
    assert_eq!(bait.requests(), 0);
}

#[tokio::test]
async fn extensions_are_refused() {
    let world = World::new(Algorithm::EdDsa).await;
    let claims = world.issuer.claims("u1").to_string();
    for (member, value) in [
        ("crit", json!(["exp"])),
        ("crit", json!([])),
        ("crit", json!(["b64"])),
        ("b64", json!(true)),
        ("b64", json!(false)),
        ("zip", json!("DEF")),
        ("enc", json!("A256GCM")),
    ] {
        let token = world.issuer.sign(&header(member, value), &claims);
        assert!(
            matches!(world.reason(&token).await, Reason::ForbiddenHeader(_)),
            "{member}"
        );
    }
}

#[tokio::test]
async fn tokens_for_other_ends_are_told_apart_by_type() {
    let world = World::new(Algorithm::EdDsa).await;
    let claims = world.issuer.claims("u1").to_string();
    for typ in [
        "at+jwt",
        "logout+jwt",
        "better-auth.session-cache+jwt",
        "jwt",
        "application/at+jwt",
    ] {
        let token = world.issuer.sign(&header("typ", json!(typ)), &claims);
        assert!(
            matches!(world.reason(&token).await, Reason::WrongType(_)),
            "{typ}"
        );
    }
    world
        .accepts(&world.issuer.sign(&header("typ", json!("JWT")), &claims))
        .await;
}

#[tokio::test]
async fn the_header_is_a_strict_json_object() {
    let world = World::new(Algorithm::EdDsa).await;
    let claims = world.issuer.claims("u1").to_string();
    for header in [
        r#"["alg","EdDSA"]"#,
        r#""EdDSA""#,
        "null",
        r#"{"alg":"EdDSA","alg":"EdDSA","kid":"key-1"}"#,
        r#"{"alg":"EdDSA","\u0061lg":"none","kid":"key-1"}"#,
        r#"{"alg":"EdDSA","kid":"key-1","x":{"a":1,"a":2}}"#,
        r#"{"alg":"EdDSA","kid":"key-1"}x"#,
        "\u{feff}{\"alg\":\"EdDSA\",\"kid\":\"key-1\"}",
    ] {
        let reason = world.reason(&world.issuer.sign(header, &claims)).await;
        assert!(
            matches!(reason, Reason::NotStrictJson(..)),
            "{header}: {reason}"
        );
    }
}
