//! What may stand in a key set, and what comes of what may not.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use better_auth_verifier::test_support::{Answer, SigningKey};
use better_auth_verifier::{
    Algorithm, FetchError, JsonError, KeyDefect, KeySetError, KeySetSummary, Reason, Refusal,
};
use serde_json::{Value, json};

use crate::world::World;

async fn publish(world: &World, keys: &Value) -> Result<KeySetSummary, FetchError> {
    world
        .server
        .answer(Answer::json(json!({ "keys": keys }).to_string()));
    world.verifier.fetch_keys().await
}

/// Publishes `key` beside a good one, and says why it was skipped.
async fn defect(world: &World, key: Value) -> KeyDefect {
    let summary = publish(world, &json!([key, world.issuer.key().public_jwk()]))
        .await
        .unwrap();
    assert_eq!(summary.keys.len(), 1, "the good key stays");
    world.accepts(&world.issuer.token("u1")).await;
    assert_eq!(summary.skipped.len(), 1, "the bad key is skipped");
    summary.skipped[0].defect.clone()
}

fn key(algorithm: Algorithm) -> Value {
    SigningKey::generate("bad", algorithm).public_jwk()
}

/// A good key of that algorithm with a member replaced, or removed if `value` is null.
fn changed(algorithm: Algorithm, member: &str, value: Value) -> Value {
    let mut key = key(algorithm);
    if value.is_null() {
        key.as_object_mut().unwrap().remove(member);
    } else {
        key[member] = value;
    }
    key
}

#[tokio::test]
async fn keys_of_better_auth_are_read() {
    let world = World::new(Algorithm::EdDsa).await;
    let keys: Vec<Value> = [
        Algorithm::EdDsa,
        Algorithm::Es256,
        Algorithm::Es512,
        Algorithm::Rs256,
        Algorithm::Ps256,
    ]
    .map(|algorithm| SigningKey::generate(algorithm.name(), algorithm).public_jwk())
    .into();
    let summary = publish(&world, &json!(keys)).await.unwrap();
    let read: Vec<_> = summary
        .keys
        .iter()
        .map(|key| (key.kid.as_str(), key.algorithm))
        .collect();
    assert_eq!(
        read,
        [
            ("ES256", Algorithm::Es256),
            ("ES512", Algorithm::Es512),
            ("EdDSA", Algorithm::EdDsa),
            ("PS256", Algorithm::Ps256),
            ("RS256", Algorithm::Rs256),
        ]
    );
    assert!(summary.skipped.is_empty());
}

#[tokio::test]
async fn private_and_symmetric_keys_are_skipped() {
    let world = World::new(Algorithm::EdDsa).await;
    let symmetric = json!({ "kty": "oct", "alg": "HS256", "kid": "bad", "k": "AAAA" });
    assert_eq!(defect(&world, symmetric).await, KeyDefect::Symmetric);
    for member in ["d", "p", "q", "dp", "dq", "qi", "oth", "k"] {
        for algorithm in [Algorithm::EdDsa, Algorithm::Es256] {
            let key = changed(algorithm, member, json!("AAAA"));
            assert_eq!(defect(&world, key).await, KeyDefect::Private);
        }
    }
}

#[tokio::test]
async fn keys_for_other_uses_are_skipped() {
    let world = World::new(Algorithm::EdDsa).await;
    for (member, value) in [
        ("use", json!("enc")),
        ("use", json!("")),
        ("use", json!(["sig"])),
        ("key_ops", json!(["sign"])),
        ("key_ops", json!([])),
        ("key_ops", json!("verify")),
    ] {
        let key = changed(Algorithm::EdDsa, member, value);
        assert_eq!(defect(&world, key).await, KeyDefect::OtherUse);
    }
    let mut fine = world.issuer.key().public_jwk();
    fine["use"] = json!("sig");
    fine["key_ops"] = json!(["verify"]);
    fine["x5t"] = json!("anything else is ignored");
    assert_eq!(publish(&world, &json!([fine])).await.unwrap().keys.len(), 1);
}

#[tokio::test]
async fn the_algorithm_goes_with_the_type() {
    let world = World::new(Algorithm::EdDsa).await;
    for (algorithm, named) in [
        (Algorithm::EdDsa, Algorithm::Es256),
        (Algorithm::Es256, Algorithm::Es512),
        (Algorithm::Es256, Algorithm::EdDsa),
        (Algorithm::Es512, Algorithm::Rs256),
        (Algorithm::Rs256, Algorithm::EdDsa),
        (Algorithm::EdDsa, Algorithm::Hs256),
        (Algorithm::Rs256, Algorithm::Hs256),
    ] {
        let key = changed(algorithm, "alg", json!(named.name()));
        assert_eq!(defect(&world, key).await, KeyDefect::WrongKeyType(named));
    }
    for (algorithm, member, value) in [
        (Algorithm::EdDsa, "alg", json!("Ed25519")),
        (Algorithm::EdDsa, "alg", json!("none")),
        (Algorithm::EdDsa, "alg", json!(1)),
        (Algorithm::EdDsa, "crv", json!("X25519")),
        (Algorithm::EdDsa, "crv", json!("Ed448")),
        (Algorithm::Es256, "crv", json!("P-384")),
        (Algorithm::Es256, "crv", json!("secp256k1")),
        (Algorithm::Es256, "kty", json!("AKP")),
        (Algorithm::EdDsa, "kty", Value::Null),
        (Algorithm::Rs256, "alg", json!("RS512")),
        (Algorithm::Rs256, "alg", json!("RSA-OAEP")),
    ] {
        let key = changed(algorithm, member, value);
        let defect = defect(&world, key).await;
        assert!(
            matches!(defect, KeyDefect::Unsupported(_)),
            "{member}: {defect}"
        );
    }
}

#[tokio::test]
async fn without_alg_the_type_must_leave_exactly_one() {
    for algorithm in [Algorithm::EdDsa, Algorithm::Es256, Algorithm::Es512] {
        let world = World::new(algorithm).await;
        let mut key = world.issuer.key().public_jwk();
        key.as_object_mut().unwrap().remove("alg");
        assert_eq!(
            publish(&world, &json!([key])).await.unwrap().keys[0].algorithm,
            algorithm
        );
        world.accepts(&world.issuer.token("u1")).await;
    }
    let world = World::new(Algorithm::EdDsa).await;
    let rsa = changed(Algorithm::Rs256, "alg", Value::Null);
    assert_eq!(defect(&world, rsa).await, KeyDefect::AmbiguousAlgorithm);

    let only_ps256 = |config: &mut better_auth_verifier::Config| {
        config.algorithms = "EdDSA,PS256".parse().unwrap();
    };
    let world = World::with(Algorithm::Ps256, only_ps256).await;
    let mut key = world.issuer.key().public_jwk();
    key.as_object_mut().unwrap().remove("alg");
    publish(&world, &json!([key])).await.unwrap();
    world.accepts(&world.issuer.token("u1")).await;
}

#[tokio::test]
async fn a_key_whose_algorithm_is_not_allowed_is_skipped() {
    let only = |config: &mut better_auth_verifier::Config| {
        config.algorithms = "EdDSA".parse().unwrap();
    };
    let world = World::with(Algorithm::EdDsa, only).await;
    let defect = defect(&world, key(Algorithm::Es256)).await;
    assert_eq!(defect, KeyDefect::NotAllowed(Algorithm::Es256));
}

#[tokio::test]
async fn numbers_are_canonical_and_of_full_width() {
    let world = World::new(Algorithm::EdDsa).await;
    for (algorithm, member, bytes) in [
        (Algorithm::EdDsa, "x", 32),
        (Algorithm::Es256, "x", 32),
        (Algorithm::Es256, "y", 32),
        (Algorithm::Es512, "x", 66),
    ] {
        let encode = |bytes: usize| json!(URL_SAFE_NO_PAD.encode(vec![7; bytes]));
        let name = if member == "x" { "x" } else { "y" };
        for value in [
            Value::Null,
            json!(""),
            json!(1),
            encode(bytes - 1),
            encode(bytes + 1),
            json!(format!("{}=", URL_SAFE_NO_PAD.encode(vec![7; bytes]))),
            json!("*".repeat(43)),
        ] {
            let key = changed(algorithm, member, value);
            assert_eq!(defect(&world, key).await, KeyDefect::BadNumber(name));
        }
    }
    for member in ["n", "e"] {
        let padded = [&[0][..], &[0xff; 256]].concat();
        for value in [
            Value::Null,
            json!(""),
            json!(URL_SAFE_NO_PAD.encode(padded)),
        ] {
            let key = changed(Algorithm::Rs256, member, value);
            let name = if member == "n" { "n" } else { "e" };
            assert_eq!(defect(&world, key).await, KeyDefect::BadNumber(name));
        }
    }
}

#[tokio::test]
async fn points_off_the_curve_are_skipped() {
    let world = World::new(Algorithm::EdDsa).await;
    for (algorithm, bytes) in [(Algorithm::Es256, 32), (Algorithm::Es512, 66)] {
        for fill in [0_u8, 1] {
            let mut key = key(algorithm);
            key["x"] = json!(URL_SAFE_NO_PAD.encode(vec![fill; bytes]));
            key["y"] = json!(URL_SAFE_NO_PAD.encode(vec![fill; bytes]));
            assert_eq!(defect(&world, key).await, KeyDefect::NotAKey);
        }
    }
}

#[tokio::test]
async fn weak_ed25519_points_are_skipped() {
    let world = World::new(Algorithm::EdDsa).await;
    let mut identity = [0; 32];
    identity[0] = 1;
    let mut not_canonical = [0xff; 32];
    not_canonical[0] = 0xee;
    not_canonical[31] = 0x7f;
    for point in [[0; 32], identity, not_canonical, [0xff; 32]] {
        let key = changed(Algorithm::EdDsa, "x", json!(URL_SAFE_NO_PAD.encode(point)));
        assert_eq!(defect(&world, key).await, KeyDefect::WeakPoint);
    }
}

#[tokio::test]
async fn rsa_keys_are_of_sane_size() {
    let world = World::new(Algorithm::EdDsa).await;
    let number = |bytes: &[u8]| json!(URL_SAFE_NO_PAD.encode(bytes));
    for bytes in [1, 128, 255, 1025, 2048] {
        let key = changed(Algorithm::Rs256, "n", number(&vec![0xff; bytes]));
        assert_eq!(
            defect(&world, key).await,
            KeyDefect::BadModulus,
            "{bytes} bytes"
        );
    }
    // 2047 bits, and an even number of 2048 bits
    let short = [&[0x7f][..], &[0xff; 255]].concat();
    let even = [&[0xff; 255][..], &[0xfe]].concat();
    for modulus in [short, even] {
        let key = changed(Algorithm::Rs256, "n", number(&modulus));
        assert_eq!(defect(&world, key).await, KeyDefect::BadModulus);
    }
    for exponent in [&[1][..], &[2], &[3], &[1, 0, 0], &[0xff; 5], &[0xff; 256]] {
        let key = changed(Algorithm::Rs256, "e", number(exponent));
        assert_eq!(defect(&world, key).await, KeyDefect::BadExponent);
    }
}

#[tokio::test]
async fn a_key_without_a_name_is_skipped() {
    let world = World::new(Algorithm::EdDsa).await;
    for kid in [
        Value::Null,
        json!(1),
        json!(""),
        json!("k".repeat(256)),
        json!("a\nb"),
    ] {
        let key = changed(Algorithm::EdDsa, "kid", kid);
        assert_eq!(defect(&world, key).await, KeyDefect::NoKeyId);
    }
}

#[tokio::test]
async fn what_is_no_key_at_all_is_skipped() {
    let world = World::new(Algorithm::EdDsa).await;
    for key in [json!(null), json!("key"), json!([]), json!(1)] {
        assert!(matches!(
            defect(&world, key).await,
            KeyDefect::NotStrictJson(_)
        ));
    }
    let good = world.issuer.key().public_jwk();
    let deep = format!("{}{}", "[".repeat(50_000), "]".repeat(50_000));
    world.server.answer(Answer::json(format!(
        r#"{{"x":{deep},"keys":[{deep},{good}]}}"#
    )));
    let summary = world.verifier.fetch_keys().await.unwrap();
    assert!(matches!(
        summary.skipped[0].defect,
        KeyDefect::NotStrictJson(JsonError::TooDeep)
    ));
    let twice = good.to_string().replacen('{', r#"{"kid":"bad","#, 1);
    world
        .server
        .answer(Answer::json(format!(r#"{{"keys":[{twice},{good}]}}"#)));
    let summary = world.verifier.fetch_keys().await.unwrap();
    assert!(matches!(
        summary.skipped[0].defect,
        KeyDefect::NotStrictJson(_)
    ));
    world.accepts(&world.issuer.token("u1")).await;
}

#[tokio::test]
async fn a_name_that_stands_twice_is_refused_and_others_go_on() {
    let mut world = World::new(Algorithm::EdDsa).await;
    let double = world.issuer.key().public_jwk();
    let token = world.issuer.token("u1");
    world
        .issuer
        .rotate_to(SigningKey::generate("key-2", Algorithm::Es256));
    let other = world.issuer.key().public_jwk();
    let stranger = SigningKey::generate("key-1", Algorithm::EdDsa).public_jwk();
    let symmetric = json!({ "kty": "oct", "kid": "key-1", "k": "AAAA" });
    for second in [stranger, double.clone(), symmetric] {
        let summary = publish(&world, &json!([double, other, second]))
            .await
            .unwrap();
        assert_eq!(summary.ambiguous.len(), 1);
        assert!(matches!(
            world.reason(&token).await,
            Reason::AmbiguousKey(_)
        ));
        world.accepts(&world.issuer.token("u1")).await;
    }
    // A set of nothing but doubles is in use, and refuses.
    publish(&world, &json!([double, double])).await.unwrap();
    assert!(matches!(
        world.reason(&token).await,
        Reason::AmbiguousKey(_)
    ));
}

#[tokio::test]
async fn a_hundred_keys_are_read_and_one_more_is_refused() {
    let world = World::new(Algorithm::EdDsa).await;
    let keys = |count: usize| -> Value {
        let mut keys: Vec<Value> = (1..count)
            .map(|n| SigningKey::generate(&format!("other-{n}"), Algorithm::EdDsa).public_jwk())
            .collect();
        keys.push(world.issuer.key().public_jwk());
        json!(keys)
    };
    assert_eq!(publish(&world, &keys(100)).await.unwrap().keys.len(), 100);
    world.accepts(&world.issuer.token("u1")).await;
    let refused = publish(&world, &keys(101)).await.unwrap_err();
    let FetchError::KeySet { error, .. } = refused else {
        panic!("{refused}")
    };
    assert_eq!(error, KeySetError::TooManyKeys(101));
}

#[tokio::test]
async fn a_set_without_usable_keys_is_refused_with_the_reasons() {
    let world = World::new(Algorithm::EdDsa).await;
    let refused = publish(
        &world,
        &json!([key(Algorithm::EdDsa)["kid"], { "kty": "oct" }]),
    )
    .await;
    let FetchError::KeySet {
        error: KeySetError::NoUsableKeys(skipped),
        ..
    } = refused.unwrap_err()
    else {
        panic!("not for want of usable keys")
    };
    assert_eq!(skipped.len(), 2);
    let refused = world.authenticate(&world.issuer.token("u1")).await;
    assert!(matches!(refused, Err(Refusal::NoKeys { .. })));
}

#[tokio::test]
async fn what_is_no_key_set_is_refused() {
    let world = World::new(Algorithm::EdDsa).await;
    let good = world.issuer.key_set();
    for body in [
        "",
        "null",
        "[]",
        "{}",
        r#"{"keys":{}}"#,
        r#"{"keys":null}"#,
        "[[]]",
        &format!("[{}]", &good["{\"keys\":".len()..good.len() - 1]),
        r#"{"keys":[],"keys":[]}"#,
        "<!doctype html><title>Taken over by a front end</title>",
        &good[..good.len() - 1],
        &format!("{good}{good}"),
    ] {
        world.server.answer(Answer::json(body));
        let refused = world.verifier.fetch_keys().await.unwrap_err();
        let FetchError::KeySet { error, .. } = &refused else {
            panic!("{body}: {refused}")
        };
        assert!(
            matches!(error, KeySetError::NotAKeySet { .. }),
            "{body}: {refused}"
        );
        assert_eq!(refused.to_string().contains("HTML"), body.starts_with('<'));
    }
    world.server.answer(Answer::json(vec![0xff; 10]));
    assert!(world.verifier.fetch_keys().await.is_err());
    world.server.answer(Answer::json(r#"{"keys":[]}"#));
    let FetchError::KeySet { error, .. } = world.verifier.fetch_keys().await.unwrap_err() else {
        panic!("an empty set is an error of the set")
    };
    assert_eq!(error, KeySetError::Empty);
}
