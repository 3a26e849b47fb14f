//! One JSON Web Key (RFC 7517), read into a key that is bound to one algorithm, or a defect.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::algorithm::{Algorithm, AllowedAlgorithms};
use crate::ed25519_points::{is_canonical, is_small_order};
use crate::jose_header::is_key_id;
use crate::json::{self, JsonError, Object, Value};
use crate::key::VerificationKey;
use crate::refusal::Excerpt;

/// Why a key of the set is skipped. `Display` names cause and mend.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum KeyDefect {
    /// Not a strict JSON object.
    #[error("the key cannot be read: {0}")]
    NotStrictJson(JsonError),
    /// `kid` is missing or not a string of sane length.
    #[error("it has no `kid` of 1 to 255 bytes, so no token can name it")]
    NoKeyId,
    /// It carries members of a private or symmetric key.
    #[error(
        "its private half stands in the public key set; treat it as stolen, remove it and make a \
         new one"
    )]
    Private,
    /// `kty` is `oct`.
    #[error("it is a symmetric key (`oct`), which must never stand in a public key set")]
    Symmetric,
    /// `use` is not `sig`, or `key_ops` does not list `verify`.
    #[error("it is not meant for verifying signatures (`use` or `key_ops`)")]
    OtherUse,
    /// `kty`, `crv` or `alg` are not among those this crate knows, or do not go together.
    #[error("its type is not supported ({0})")]
    Unsupported(Excerpt),
    /// `alg` is for another type of key.
    #[error("its `alg` {0} does not go with its `kty` and `crv`")]
    WrongKeyType(Algorithm),
    /// An RSA key without `alg`, and more than one RSA algorithm is allowed.
    #[error(
        "it is an RSA key without `alg`, so RS256 and PS256 are both possible; allow only one of \
         them, or use a version of Better Auth that writes `alg`"
    )]
    AmbiguousAlgorithm,
    /// Its algorithm is not on the allow-list.
    #[error("its algorithm {0} is not allowed here")]
    NotAllowed(Algorithm),
    /// A number is missing, or not canonical base64url of the right width.
    #[error("its member `{0}` is missing or not canonical base64url of the right length")]
    BadNumber(&'static str),
    /// An RSA modulus of less than 2048 or more than 8192 bits, or an even one.
    #[error("its RSA modulus is not an odd number of 2048 to 8192 bits")]
    BadModulus,
    /// An RSA exponent that is even, below 65537 or above 32 bits.
    #[error("its RSA exponent is not an odd number of 17 to 32 bits; usual is 65537")]
    BadExponent,
    /// An Ed25519 point of small order, or not canonically encoded.
    #[error("it is an Ed25519 point that no honest generator makes (small order or not canonical)")]
    WeakPoint,
    /// The cryptographic library refused it: a point off the curve, for example.
    #[error("it is not a valid key (a point that is not on its curve, for example)")]
    NotAKey,
}

/// A key of the set with its id (if it has a readable one) and what came of it.
pub(crate) struct ParsedJwk {
    pub(crate) id: Option<String>,
    pub(crate) key: Result<VerificationKey, KeyDefect>,
}

/// Reads one key of a set.
pub(crate) fn parse(json: &[u8], allowed: AllowedAlgorithms) -> ParsedJwk {
    match json::parse_object(json) {
        Err(error) => ParsedJwk {
            id: None,
            key: Err(KeyDefect::NotStrictJson(error)),
        },
        Ok(jwk) => {
            let id = jwk
                .get("kid")
                .and_then(Value::as_str)
                .filter(|id| is_key_id(id));
            let key = id
                .ok_or(KeyDefect::NoKeyId)
                .and_then(|id| key(&jwk, id, allowed));
            ParsedJwk {
                id: id.map(str::to_owned),
                key,
            }
        }
    }
}

/// Members of private and symmetric keys (RFC 7518 sections 6.2.2, 6.3.2 and 6.4.1, RFC 8037
/// section 2).
const PRIVATE: [&str; 8] = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];

fn key(jwk: &Object, id: &str, allowed: AllowedAlgorithms) -> Result<VerificationKey, KeyDefect> {
    let kty = text(jwk, "kty").unwrap_or_default();
    if kty == "oct" {
        return Err(KeyDefect::Symmetric);
    }
    if PRIVATE.into_iter().any(|member| jwk.contains_key(member)) {
        return Err(KeyDefect::Private);
    }
    check_use(jwk)?;
    let algorithm = algorithm(jwk, kty, allowed)?;
    if !allowed.contains(algorithm) {
        return Err(KeyDefect::NotAllowed(algorithm));
    }
    match algorithm {
        Algorithm::EdDsa => ed25519(jwk, id),
        Algorithm::Es256 => ecdsa::<32>(jwk, id, algorithm),
        Algorithm::Es512 => ecdsa::<66>(jwk, id, algorithm),
        Algorithm::Rs256 | Algorithm::Ps256 => rsa(jwk, id, algorithm),
        Algorithm::Hs256 => Err(KeyDefect::Symmetric),
    }
}

/// `use` is absent or `sig` (RFC 7517 section 4.2), `key_ops` absent or with `verify` (section 4.3).
fn check_use(jwk: &Object) -> Result<(), KeyDefect> {
    let use_is_fine = jwk
        .get("use")
        .is_none_or(|value| value.as_str() == Some("sig"));
    let operations_are_fine = match jwk.get("key_ops") {
        None => true,
        Some(Value::Array(operations)) => operations
            .iter()
            .any(|operation| operation.as_str() == Some("verify")),
        Some(_) => false,
    };
    if use_is_fine && operations_are_fine {
        Ok(())
    } else {
        Err(KeyDefect::OtherUse)
    }
}

/// The one algorithm of the key: its `alg`, which must go with its type, or without `alg` the only
/// one that its type leaves. Old versions of Better Auth published keys without `alg`.
fn algorithm(jwk: &Object, kty: &str, allowed: AllowedAlgorithms) -> Result<Algorithm, KeyDefect> {
    let crv = text(jwk, "crv").unwrap_or_default();
    let unsupported = |what: &str| KeyDefect::Unsupported(Excerpt::of(what));
    let possible: &[Algorithm] = match (kty, crv) {
        ("OKP", "Ed25519") => &[Algorithm::EdDsa],
        ("EC", "P-256") => &[Algorithm::Es256],
        ("EC", "P-521") => &[Algorithm::Es512],
        ("RSA", _) => &[Algorithm::Rs256, Algorithm::Ps256],
        _ => return Err(unsupported(&format!("kty {kty}, crv {crv}"))),
    };
    match jwk.get("alg") {
        Some(Value::String(name)) => match Algorithm::from_name(name) {
            Some(named) if possible.contains(&named) => Ok(named),
            Some(named) => Err(KeyDefect::WrongKeyType(named)),
            None => Err(unsupported(&format!("alg {name}"))),
        },
        Some(_) => Err(unsupported("alg is not a string")),
        None => match possible {
            [only] => Ok(*only),
            several => {
                let mut left = several
                    .iter()
                    .filter(|algorithm| allowed.contains(**algorithm));
                match (left.next(), left.next()) {
                    (Some(only), None) => Ok(*only),
                    _ => Err(KeyDefect::AmbiguousAlgorithm),
                }
            }
        },
    }
}

/// RFC 8037 section 2.
fn ed25519(jwk: &Object, id: &str) -> Result<VerificationKey, KeyDefect> {
    let x = fixed::<32>(jwk, "x")?;
    if !is_canonical(&x) || is_small_order(&x) {
        return Err(KeyDefect::WeakPoint);
    }
    VerificationKey::ed25519(id, &x)
}

/// RFC 7518 section 6.2.1: coordinates of full width, `N` bytes.
fn ecdsa<const N: usize>(
    jwk: &Object,
    id: &str,
    algorithm: Algorithm,
) -> Result<VerificationKey, KeyDefect> {
    const UNCOMPRESSED: u8 = 4;
    let mut point = Vec::with_capacity(1 + 2 * N);
    point.push(UNCOMPRESSED);
    point.extend(fixed::<N>(jwk, "x")?);
    point.extend(fixed::<N>(jwk, "y")?);
    VerificationKey::ecdsa(id, algorithm, &point)
}

/// RFC 7518 section 6.3.1, with sizes from section 3.3 (at least 2048 bits) and exponents from FIPS
/// 186-5 section 5.4 (odd and above 2¹⁶), capped at what aws-lc takes.
fn rsa(jwk: &Object, id: &str, algorithm: Algorithm) -> Result<VerificationKey, KeyDefect> {
    let modulus = unsigned(jwk, "n")?;
    let exponent = unsigned(jwk, "e")?;
    let is_odd = |number: &[u8]| number.last().is_some_and(|byte| byte % 2 == 1);
    if !(2048..=8192).contains(&bits(&modulus)) || !is_odd(&modulus) {
        return Err(KeyDefect::BadModulus);
    }
    if !(17..=32).contains(&bits(&exponent)) || !is_odd(&exponent) {
        return Err(KeyDefect::BadExponent);
    }
    VerificationKey::rsa(id, algorithm, &modulus, &exponent)
}

fn text<'j>(jwk: &'j Object, member: &str) -> Option<&'j str> {
    jwk.get(member).and_then(Value::as_str)
}

fn decode(jwk: &Object, member: &'static str) -> Result<Vec<u8>, KeyDefect> {
    text(jwk, member)
        .and_then(|encoded| URL_SAFE_NO_PAD.decode(encoded).ok())
        .filter(|bytes| !bytes.is_empty())
        .ok_or(KeyDefect::BadNumber(member))
}

/// Exactly `N` bytes.
fn fixed<const N: usize>(jwk: &Object, member: &'static str) -> Result<[u8; N], KeyDefect> {
    decode(jwk, member)?
        .try_into()
        .map_err(|_| KeyDefect::BadNumber(member))
}

/// `Base64urlUInt` (RFC 7518 section 2): as few bytes as possible.
fn unsigned(jwk: &Object, member: &'static str) -> Result<Vec<u8>, KeyDefect> {
    let bytes = decode(jwk, member)?;
    if bytes.first() == Some(&0) {
        Err(KeyDefect::BadNumber(member))
    } else {
        Ok(bytes)
    }
}

/// The length in bits of a big-endian number without leading zero bytes.
fn bits(number: &[u8]) -> usize {
    let leading_zeros = number
        .first()
        .map_or(0, |byte| byte.leading_zeros() as usize);
    (number.len() * 8).saturating_sub(leading_zeros)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Any members a key may have, with values that are often nearly right.
    fn jwks() -> impl Strategy<Value = String> {
        let member = prop::sample::select(vec![
            "kty", "kid", "alg", "crv", "x", "y", "n", "e", "d", "k", "use", "key_ops",
        ]);
        let number = proptest::collection::vec(any::<u8>(), 0..300)
            .prop_map(|bytes| format!("{:?}", URL_SAFE_NO_PAD.encode(bytes)));
        let word = prop::sample::select(vec![
            "OKP", "EC", "RSA", "oct", "Ed25519", "P-256", "P-521", "EdDSA", "ES256", "ES512",
            "RS256", "PS256", "HS256", "sig", "enc", "AQAB", "a",
        ])
        .prop_map(|word| format!("{word:?}"));
        let value = prop_oneof![word, number, "[0-9]{1,3}", Just("null".to_owned())];
        proptest::collection::vec((member, value), 0..8).prop_map(|members| {
            let members: Vec<String> = members
                .iter()
                .map(|(name, value)| format!("{name:?}:{value}"))
                .collect();
            format!("{{{}}}", members.join(","))
        })
    }

    proptest! {
        #[test]
        fn nothing_makes_it_panic(json in ".*") {
            let _ = parse(json.as_bytes(), AllowedAlgorithms::default());
        }

        #[test]
        fn what_is_accepted_is_named_typed_and_public(json in jwks()) {
            let parsed = parse(json.as_bytes(), AllowedAlgorithms::default());
            if let Ok(key) = parsed.key {
                let jwk = json::parse_object(json.as_bytes()).unwrap();
                prop_assert_eq!(text(&jwk, "kid"), Some(key.id()));
                prop_assert!(!PRIVATE.iter().any(|member| jwk.contains_key(*member)));
                prop_assert!(text(&jwk, "alg").is_none_or(|alg| alg == key.algorithm().name()));
            }
        }

        #[test]
        fn a_point_drawn_at_random_is_read_or_skipped(x in any::<[u8; 32]>()) {
            let x = URL_SAFE_NO_PAD.encode(x);
            let json = format!(r#"{{"kty":"OKP","crv":"Ed25519","kid":"a","x":"{x}"}}"#);
            if let Ok(key) = parse(json.as_bytes(), AllowedAlgorithms::default()).key {
                prop_assert_eq!(key.algorithm(), Algorithm::EdDsa);
                prop_assert!(!key.verifies(b"message", &[0; 64]));
            }
        }
    }
}
