//! Signatures that are nearly right.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use better_auth_verifier::test_support::SigningKey;
use better_auth_verifier::{Algorithm, Reason};

use crate::world::World;

/// The order of Ed25519's base point, little-endian.
const ED25519_ORDER: [u8; 32] = [
    0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10,
];

/// The order of P-256, big-endian.
const P256_ORDER: [u8; 32] = [
    0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xbc, 0xe6,
    0xfa, 0xad, 0xa7, 0x17, 0x9e, 0x84, 0xf3, 0xb9, 0xca, 0xc2, 0xfc, 0x63, 0x25, 0x51,
];

/// An honest token, taken apart at its signature.
fn taken_apart(world: &World) -> (String, Vec<u8>) {
    let token = world.issuer.token("u1");
    let (input, signature) = token.rsplit_once('.').unwrap();
    (input.to_owned(), URL_SAFE_NO_PAD.decode(signature).unwrap())
}

async fn is_refused(world: &World, input: &str, signature: &[u8]) {
    let token = format!("{input}.{}", URL_SAFE_NO_PAD.encode(signature));
    let algorithm = world.issuer.key().algorithm();
    assert_eq!(world.reason(&token).await, Reason::BadSignature(algorithm));
}

#[tokio::test]
async fn a_strangers_key_under_our_id_is_refused() {
    for algorithm in Algorithm::ALL
        .into_iter()
        .filter(|a| *a != Algorithm::Hs256)
    {
        let world = World::new(algorithm).await;
        let stranger = SigningKey::generate("key-1", algorithm);
        let token = stranger.sign(&stranger.header(), &world.issuer.claims("u1").to_string());
        assert_eq!(world.reason(&token).await, Reason::BadSignature(algorithm));
    }
}

#[tokio::test]
async fn every_altered_bit_width_and_part_is_refused() {
    for algorithm in Algorithm::ALL
        .into_iter()
        .filter(|a| *a != Algorithm::Hs256)
    {
        let world = World::new(algorithm).await;
        let (input, signature) = taken_apart(&world);
        for position in [0, signature.len() / 2, signature.len() - 1] {
            let mut altered = signature.clone();
            altered[position] ^= 1;
            is_refused(&world, &input, &altered).await;
        }
        is_refused(&world, &input, &signature[1..]).await;
        is_refused(&world, &input, &signature[..signature.len() - 1]).await;
        is_refused(&world, &input, &[&signature[..], &[0]].concat()).await;
        is_refused(&world, &input, &[&[0], &signature[..]].concat()).await;
        is_refused(&world, &input, &vec![0; signature.len()]).await;
        is_refused(&world, &input, &vec![0xff; signature.len()]).await;
        is_refused(&world, &input, &[0]).await;

        let (header, _) = input.split_once('.').unwrap();
        let others = URL_SAFE_NO_PAD.encode(world.issuer.claims("u2").to_string());
        is_refused(&world, &format!("{header}.{others}"), &signature).await;
    }
}

#[tokio::test]
async fn ecdsa_is_of_fixed_width_with_r_and_s_in_range() {
    let world = World::new(Algorithm::Es256).await;
    let (input, signature) = taken_apart(&world);
    let (r, s) = signature.split_at(32);
    let der = |number: &[u8]| {
        let number: Vec<u8> = number
            .iter()
            .copied()
            .skip_while(|byte| *byte == 0)
            .collect();
        let sign = if number[0] >= 0x80 { vec![0] } else { vec![] };
        let length = u8::try_from(sign.len() + number.len()).unwrap();
        [vec![2, length], sign, number].concat()
    };
    let body = [der(r), der(s)].concat();
    let sequence = [vec![0x30, u8::try_from(body.len()).unwrap()], body].concat();
    is_refused(&world, &input, &sequence).await;
    let zero = [0; 32];
    for (r, s) in [
        (&zero[..], s),
        (r, &zero[..]),
        (&P256_ORDER[..], s),
        (r, &P256_ORDER[..]),
    ] {
        is_refused(&world, &input, &[r, s].concat()).await;
    }
    // Widths of other curves.
    is_refused(&world, &input, &[&[0; 34], r, &[0; 34], s].concat()).await;
}

#[tokio::test]
async fn ed25519_s_is_reduced() {
    let world = World::new(Algorithm::EdDsa).await;
    let (input, signature) = taken_apart(&world);
    let mut more = signature.clone();
    let mut carry = 0;
    for (byte, order) in more[32..].iter_mut().zip(ED25519_ORDER) {
        let sum = u16::from(*byte) + u16::from(order) + carry;
        *byte = (sum & 0xff) as u8;
        carry = sum >> 8;
    }
    is_refused(&world, &input, &more).await;
}

#[tokio::test]
async fn ed25519_points_of_small_order_are_refused_in_signatures() {
    let world = World::new(Algorithm::EdDsa).await;
    let (input, signature) = taken_apart(&world);
    let mut identity = [0; 32];
    identity[0] = 1;
    for r in [[0; 32], identity] {
        for s in [&[0; 32][..], &signature[32..]] {
            is_refused(&world, &input, &[&r[..], s].concat()).await;
        }
    }
}
