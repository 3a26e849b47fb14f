//! Private keys that sign tokens.

use std::sync::Arc;

use aws_lc_rs::encoding::{AsDer as _, PublicKeyX509Der};
use aws_lc_rs::hmac;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, ECDSA_P521_SHA512_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair,
    KeyPair as _, RSA_PKCS1_SHA256, RSA_PSS_SHA256, RsaEncoding, RsaKeyPair,
};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use crate::algorithm::Algorithm;

/// A key that signs with one algorithm.
#[derive(Debug, Clone)]
pub struct SigningKey {
    id: String,
    algorithm: Algorithm,
    private: Private,
}

#[derive(Debug, Clone)]
enum Private {
    Ed25519(Arc<Ed25519KeyPair>),
    Ecdsa(Arc<EcdsaKeyPair>),
    Rsa(Arc<RsaKeyPair>, &'static dyn RsaEncoding),
    Secret(Arc<hmac::Key>),
}

impl SigningKey {
    /// A new random key. For HS256 use [`SigningKey::secret`].
    ///
    /// # Panics
    ///
    /// For HS256, and if no key can be generated.
    #[must_use]
    pub fn generate(id: &str, algorithm: Algorithm) -> Self {
        Self::generate_sized(id, algorithm, KeySize::Rsa2048)
    }

    /// As [`SigningKey::generate`], with an RSA modulus of that size.
    #[must_use]
    pub fn generate_sized(id: &str, algorithm: Algorithm, rsa: KeySize) -> Self {
        let private = match algorithm {
            Algorithm::EdDsa => {
                Private::Ed25519(Ed25519KeyPair::generate().expect("an Ed25519 key").into())
            }
            Algorithm::Es256 => Private::Ecdsa(
                EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING)
                    .expect("a P-256 key")
                    .into(),
            ),
            Algorithm::Es512 => Private::Ecdsa(
                EcdsaKeyPair::generate(&ECDSA_P521_SHA512_FIXED_SIGNING)
                    .expect("a P-521 key")
                    .into(),
            ),
            Algorithm::Rs256 => Private::Rsa(
                RsaKeyPair::generate(rsa).expect("an RSA key").into(),
                &RSA_PKCS1_SHA256,
            ),
            Algorithm::Ps256 => Private::Rsa(
                RsaKeyPair::generate(rsa).expect("an RSA key").into(),
                &RSA_PSS_SHA256,
            ),
            Algorithm::Hs256 => unreachable!("an HS256 key is made from its secret"),
        };
        Self {
            id: id.to_owned(),
            algorithm,
            private,
        }
    }

    /// An HS256 key of any bytes, also of those that a verifier would refuse.
    #[must_use]
    pub fn secret(secret: &[u8]) -> Self {
        let private = Private::Secret(Arc::new(hmac::Key::new(hmac::HMAC_SHA256, secret)));
        Self {
            id: String::new(),
            algorithm: Algorithm::Hs256,
            private,
        }
    }

    /// The same key under another id.
    #[must_use]
    pub fn named(mut self, id: &str) -> Self {
        id.clone_into(&mut self.id);
        self
    }

    /// The same private RSA key, signing with the other of RS256 and PS256. Other keys are
    /// returned unchanged.
    #[must_use]
    pub fn with_other_rsa_padding(mut self) -> Self {
        if let Private::Rsa(_, encoding) = &mut self.private {
            (self.algorithm, *encoding) = match self.algorithm {
                Algorithm::Rs256 => (Algorithm::Ps256, &RSA_PSS_SHA256),
                _ => (Algorithm::Rs256, &RSA_PKCS1_SHA256),
            };
        }
        self
    }

    /// The key's id.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// What it signs with.
    #[must_use]
    pub fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// The public half as Better Auth 1.7 publishes it: `alg`, `crv`, `kty`, the numbers and `kid`,
    /// no `use`. Null for a secret, which has no public half.
    #[must_use]
    pub fn public_jwk(&self) -> Value {
        let encode = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
        let (alg, kid) = (self.algorithm.name(), &self.id);
        match &self.private {
            Private::Ed25519(pair) => json!({
                "alg": alg, "crv": "Ed25519", "kty": "OKP", "kid": kid,
                "x": encode(pair.public_key().as_ref()),
            }),
            Private::Ecdsa(pair) => {
                let point = pair.public_key().as_ref();
                let (x, y) = point.split_at(1 + point.len() / 2);
                json!({
                    "alg": alg, "kty": "EC", "kid": kid,
                    "crv": if self.algorithm == Algorithm::Es256 { "P-256" } else { "P-521" },
                    "x": encode(x.get(1..).unwrap_or_default()), "y": encode(y),
                })
            }
            Private::Rsa(pair, _) => json!({
                "alg": alg, "kty": "RSA", "kid": kid,
                "n": encode(pair.public_key().modulus().big_endian_without_leading_zero()),
                "e": encode(pair.public_key().exponent().big_endian_without_leading_zero()),
            }),
            Private::Secret(_) => Value::Null,
        }
    }

    /// The public half as `SubjectPublicKeyInfo` in DER (RFC 5280 section 4.1). Empty for a secret.
    #[must_use]
    pub fn public_der(&self) -> Vec<u8> {
        let der: Result<PublicKeyX509Der<'_>, _> = match &self.private {
            Private::Ed25519(pair) => pair.public_key().as_der(),
            Private::Ecdsa(pair) => pair.public_key().as_der(),
            Private::Rsa(pair, _) => pair.public_key().as_der(),
            Private::Secret(_) => return Vec::new(),
        };
        der.expect("a public key").as_ref().to_vec()
    }

    /// The signature over any bytes, as a JWS has it.
    #[must_use]
    pub fn signature(&self, message: &[u8]) -> Vec<u8> {
        let random = SystemRandom::new();
        match &self.private {
            Private::Ed25519(pair) => pair.sign(message).as_ref().to_vec(),
            Private::Ecdsa(pair) => pair
                .sign(&random, message)
                .expect("an ECDSA signature")
                .as_ref()
                .to_vec(),
            Private::Rsa(pair, encoding) => {
                let mut signature = vec![0; pair.public_modulus_len()];
                pair.sign(*encoding, &random, message, &mut signature)
                    .expect("an RSA signature");
                signature
            }
            Private::Secret(key) => hmac::sign(key, message).as_ref().to_vec(),
        }
    }

    /// A compact JWS over this header and this payload, taken as they are: nothing is checked,
    /// completed or put in order.
    #[must_use]
    pub fn sign(&self, header: &str, payload: &str) -> String {
        let encode = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
        let input = format!(
            "{}.{}",
            encode(header.as_bytes()),
            encode(payload.as_bytes())
        );
        let signature = encode(&self.signature(input.as_bytes()));
        format!("{input}.{signature}")
    }

    /// The header Better Auth writes: `alg` and `kid`, or for HS256 `alg` alone.
    #[must_use]
    pub fn header(&self) -> String {
        let mut header = json!({ "alg": self.algorithm.name() });
        if !self.id.is_empty()
            && let Some(members) = header.as_object_mut()
        {
            members.insert("kid".into(), self.id.clone().into());
        }
        header.to_string()
    }
}
