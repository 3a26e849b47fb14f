//! The outer form of a token: one spelling, and no other.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD};
use better_auth_verifier::{Algorithm, MAX_TOKEN_BYTES, Part, Reason};
use serde_json::json;

use crate::world::World;

#[tokio::test]
async fn a_token_has_exactly_three_parts() {
    let world = World::new(Algorithm::EdDsa).await;
    let token = world.issuer.token("u1");
    let parts: Vec<&str> = token.split('.').collect();
    let [header, payload, signature] = parts[..] else {
        panic!("three parts")
    };
    // Better Auth's session token, and the signed cookie it comes in.
    assert_eq!(
        world.reason("yW3gH0mJ5sKp8vQ1xZc4nB7tR2fL6dAe").await,
        Reason::OpaqueToken
    );
    let cookie = "yW3gH0mJ5sKp8vQ1xZc4nB7tR2fL6dAe.c2lnbmF0dXJl%3D";
    assert_eq!(world.reason(cookie).await, Reason::OpaqueToken);
    assert_eq!(
        world.reason(&format!("{header}.{payload}")).await,
        Reason::OpaqueToken
    );
    let four = format!("{token}.{signature}");
    assert_eq!(
        world.reason(&four).await,
        Reason::NotThreeParts { parts: 4 }
    );
    assert_eq!(
        world.reason(&format!("{token}.a.b")).await,
        Reason::Encrypted
    );
    assert_eq!(
        world.reason(&format!("{token}.a.b.c")).await,
        Reason::NotThreeParts { parts: 6 }
    );
    assert_eq!(
        world.reason(&format!("{token}.")).await,
        Reason::NotThreeParts { parts: 4 }
    );
    for (token, part) in [
        (format!(".{payload}.{signature}"), Part::Header),
        (format!("{header}..{signature}"), Part::Payload),
        (format!("{header}.{payload}."), Part::Signature),
        ("..".to_owned(), Part::Header),
    ] {
        assert_eq!(world.reason(&token).await, Reason::EmptyPart(part));
    }
}

#[tokio::test]
async fn every_part_is_canonical_base64url_without_padding() {
    let world = World::new(Algorithm::EdDsa).await;
    let token = world.issuer.token("u1");
    let parts: Vec<&str> = token.split('.').collect();
    let names = [Part::Header, Part::Payload, Part::Signature];
    for (position, name) in names.into_iter().enumerate() {
        let part = parts[position];
        let bytes = URL_SAFE_NO_PAD.decode(part).unwrap();
        let mut spellings = vec![
            format!("{part}="),
            format!("{part}=="),
            format!("{part}%3D"),
            format!("{part}+"),
            format!("{part}/"),
            format!("{part}é"),
            format!("{}\u{0}", part),
        ];
        if !part.len().is_multiple_of(4) {
            spellings.push(URL_SAFE.encode(&bytes));
            spellings.push(with_trailing_bits(part));
        }
        // The alphabet of plain base64, where it makes a difference.
        let plain = STANDARD_NO_PAD.encode(&bytes);
        if plain != part {
            spellings.push(plain);
        }
        for spelling in spellings {
            let mut parts = parts.clone();
            parts[position] = &spelling;
            let refusal = world.verifier.verify(&parts.join(".")).await.unwrap_err();
            assert_eq!(refusal, Reason::NotBase64Url(name).into(), "{spelling}");
        }
    }
}

/// The same bytes again, with a bit set that decoding throws away.
fn with_trailing_bits(part: &str) -> String {
    const ALPHABET: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut bytes = part.as_bytes().to_vec();
    let last = bytes.pop().unwrap();
    let value = ALPHABET.iter().position(|letter| *letter == last).unwrap();
    bytes.push(ALPHABET[value | 1]);
    String::from_utf8(bytes).unwrap()
}

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
