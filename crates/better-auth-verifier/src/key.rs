//! A public key, bound to one algorithm, ready to verify with.

use std::fmt;

use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED, ECDSA_P521_SHA512_FIXED, ED25519, ParsedPublicKey,
    RSA_PKCS1_2048_8192_SHA256, RSA_PSS_2048_8192_SHA256, RsaPublicKeyComponents,
};

use crate::algorithm::Algorithm;
use crate::ed25519_points::is_small_order;
use crate::jwk::KeyDefect;

/// A key of the key set: its id, its only algorithm and the parsed key.
pub(crate) struct VerificationKey {
    id: Box<str>,
    algorithm: Algorithm,
    public: ParsedPublicKey,
    signature_bytes: usize,
}

impl VerificationKey {
    /// An Ed25519 key (RFC 8032 section 5.1.5). `x` has been checked by the caller.
    pub(crate) fn ed25519(id: &str, x: &[u8; 32]) -> Result<Self, KeyDefect> {
        let public = ParsedPublicKey::new(&ED25519, x).map_err(|_| KeyDefect::NotAKey)?;
        Ok(Self {
            id: id.into(),
            algorithm: Algorithm::EdDsa,
            public,
            signature_bytes: 64,
        })
    }

    /// A key on P-256 or P-521, given as an uncompressed point (SEC 1 section 2.3.3), which must lie
    /// on the curve.
    pub(crate) fn ecdsa(id: &str, algorithm: Algorithm, point: &[u8]) -> Result<Self, KeyDefect> {
        let (parsed, signature_bytes) = match algorithm {
            Algorithm::Es256 => (
                ParsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point),
                2 * 32,
            ),
            Algorithm::Es512 => (
                ParsedPublicKey::new(&ECDSA_P521_SHA512_FIXED, point),
                2 * 66,
            ),
            _ => return Err(KeyDefect::WrongKeyType(algorithm)),
        };
        let public = parsed.map_err(|_| KeyDefect::NotAKey)?;
        Ok(Self {
            id: id.into(),
            algorithm,
            public,
            signature_bytes,
        })
    }

    /// An RSA key, given as minimal big-endian modulus and exponent, whose sizes have been checked
    /// by the caller.
    pub(crate) fn rsa(
        id: &str,
        algorithm: Algorithm,
        modulus: &[u8],
        exponent: &[u8],
    ) -> Result<Self, KeyDefect> {
        let parameters = match algorithm {
            Algorithm::Rs256 => &RSA_PKCS1_2048_8192_SHA256,
            Algorithm::Ps256 => &RSA_PSS_2048_8192_SHA256,
            _ => return Err(KeyDefect::WrongKeyType(algorithm)),
        };
        let public = RsaPublicKeyComponents {
            n: modulus,
            e: exponent,
        }
        .to_parsed_public_key(parameters)
        .map_err(|_| KeyDefect::NotAKey)?;
        Ok(Self {
            id: id.into(),
            algorithm,
            public,
            signature_bytes: modulus.len(),
        })
    }

    pub(crate) fn id(&self) -> &str {
        &self.id
    }

    pub(crate) fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// Whether `other` is the very same key: same id, same algorithm, same key material.
    pub(crate) fn is_same_as(&self, other: &Self) -> bool {
        self.id == other.id
            && self.algorithm == other.algorithm
            && self.public.as_ref() == other.public.as_ref()
    }

    /// Verifies a signature of exactly the width its algorithm has (RFC 7518 sections 3.3 to 3.5,
    /// RFC 8037 section 3.1). DER-encoded ECDSA signatures are refused by that.
    ///
    /// aws-lc checks that Ed25519's S is reduced and R canonically encoded, that ECDSA's r and s lie
    /// between 1 and the order, and that a PSS salt is as long as the hash. It accepts a point R of
    /// small order in Ed25519, which no honest signer makes, so that is refused here.
    pub(crate) fn verifies(&self, message: &[u8], signature: &[u8]) -> bool {
        if signature.len() != self.signature_bytes {
            return false;
        }
        if self.algorithm == Algorithm::EdDsa && signature.first_chunk().is_none_or(is_small_order)
        {
            return false;
        }
        self.public.verify_sig(message, signature).is_ok()
    }
}

impl fmt::Debug for VerificationKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "VerificationKey({:?}, {})", self.id, self.algorithm)
    }
}

#[cfg(test)]
mod tests {
    use aws_lc_rs::digest::{SHA512, digest};
    use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair as _};

    use super::*;

    /// The order of the base point, in 64-bit limbs, least significant first.
    const ORDER: [u64; 4] = [
        0x5812_631a_5cf5_d3ed,
        0x14de_f9de_a2f7_9cd6,
        0,
        0x1000_0000_0000_0000,
    ];

    /// `a + b`, reduced; both are below the order.
    fn add(a: [u64; 4], b: [u64; 4]) -> [u64; 4] {
        let mut sum = [0; 4];
        let mut carry = false;
        for limb in 0..4 {
            (sum[limb], carry) = a[limb].carrying_add(b[limb], carry);
        }
        let mut reduced = [0; 4];
        let mut borrow = false;
        for limb in 0..4 {
            (reduced[limb], borrow) = sum[limb].borrowing_sub(ORDER[limb], borrow);
        }
        if borrow { sum } else { reduced }
    }

    /// A little-endian number times `by`, reduced.
    fn times(number: &[u8], by: [u64; 4]) -> [u64; 4] {
        let bits = number
            .iter()
            .rev()
            .flat_map(|byte| (0..8).rev().map(move |bit| byte >> bit & 1));
        bits.fold([0; 4], |product, bit| {
            let doubled = add(product, product);
            if bit == 1 { add(doubled, by) } else { doubled }
        })
    }

    #[test]
    fn a_commitment_of_small_order_is_refused_though_the_equation_holds() {
        let seed = [7; 32];
        let pair = Ed25519KeyPair::from_seed_unchecked(&seed).unwrap();
        let public: [u8; 32] = pair.public_key().as_ref().try_into().unwrap();
        let message = b"header.payload";

        // RFC 8032 section 5.1.6 with r = 0: R is the neutral element, S = k times the scalar.
        let mut scalar = digest(&SHA512, &seed).as_ref()[..32].to_vec();
        scalar[0] &= 0xf8;
        scalar[31] = scalar[31] & 0x7f | 0x40;
        let mut commitment = [0; 32];
        commitment[0] = 1;
        let k = digest(&SHA512, &[&commitment[..], &public, message].concat());
        let s = times(k.as_ref(), times(&scalar, [1, 0, 0, 0]));
        let s: Vec<u8> = s.into_iter().flat_map(u64::to_le_bytes).collect();
        let signature = [&commitment[..], &s].concat();

        let key = VerificationKey::ed25519("a", &public).unwrap();
        assert!(
            key.public.verify_sig(message, &signature).is_ok(),
            "aws-lc lets it pass"
        );
        assert!(!key.verifies(message, &signature));
        assert!(key.verifies(message, pair.sign(message).as_ref()));
    }

    #[test]
    fn an_algorithm_of_another_type_makes_no_key() {
        let wrong = |algorithm| KeyDefect::WrongKeyType(algorithm);
        let refused = VerificationKey::ecdsa("a", Algorithm::EdDsa, &[4; 65]).unwrap_err();
        assert_eq!(refused, wrong(Algorithm::EdDsa));
        let refused = VerificationKey::rsa("a", Algorithm::Es256, &[0xff; 256], &[1, 0, 1]);
        assert_eq!(refused.unwrap_err(), wrong(Algorithm::Es256));
    }
}
