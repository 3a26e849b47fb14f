//! Who signs a token.

use aws_lc_rs::digest;
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};

use super::SECRET;
use super::kitchen::Kitchen;
use super::template::Template;
use crate::test_support::SigningKey;

/// Who signs.
#[derive(Debug, Clone)]
pub(super) enum Signer {
    /// Nobody: the signature is empty.
    Nobody,
    /// This key.
    Key(SigningKey),
    /// The key of that name.
    Named(String),
    /// The issuer's RSA key, with the other of RS256 and PS256.
    OtherPadding,
    /// The secret shared with Better Auth.
    Secret,
    /// HMAC with something that anyone can know.
    Public(PublicForm),
    /// HMAC with these bytes.
    Hmac(Template),
}

/// A form of the issuer's public key that an attacker could take for a secret.
#[derive(Debug, Clone)]
pub(super) enum PublicForm {
    /// A member of its JWK as it is written.
    Member(String),
    /// The bytes that a member stands for.
    Raw(String),
    /// A member in plain base64 with padding.
    Base64(String),
    /// The JWK.
    Jwk,
    /// The key set, byte for byte as it is published.
    KeySet,
    /// The JWK's thumbprint (RFC 7638), as it is usually written.
    Thumbprint,
    /// `SubjectPublicKeyInfo` (RFC 5280 section 4.1).
    Der,
    /// The same as PEM (RFC 7468 section 13).
    Pem,
    /// The same without the line feed at its end.
    PemWithoutLineFeed,
    /// An RSA key as PKCS#1 has it (RFC 8017 appendix A.1.1), as PEM.
    Pkcs1Pem,
}

impl Signer {
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        if let Some(bytes) = text.strip_prefix("hmac ") {
            return Template::escaped(bytes).map(Self::Hmac);
        }
        if let Some(form) = text.strip_prefix("hmac:") {
            return PublicForm::parse(form).map(Self::Public);
        }
        Ok(match text {
            "nobody" => Self::Nobody,
            "other-padding" => Self::OtherPadding,
            "secret" => Self::Secret,
            name => Self::Named(name.to_owned()),
        })
    }

    pub(super) fn signature(&self, input: &[u8], kitchen: &Kitchen<'_>) -> Result<Vec<u8>, String> {
        let key = match self {
            Self::Nobody => return Ok(Vec::new()),
            Self::Key(key) => key.clone(),
            Self::Named(name) => kitchen.key(name)?,
            Self::OtherPadding => kitchen.issuer.key().clone().with_other_rsa_padding(),
            Self::Secret => SigningKey::secret(SECRET.as_bytes()),
            Self::Public(form) => SigningKey::secret(&form.bytes(kitchen)?),
            Self::Hmac(bytes) => SigningKey::secret(&bytes.fill(kitchen)?),
        };
        Ok(key.signature(input))
    }
}

impl PublicForm {
    fn parse(text: &str) -> Result<Self, String> {
        Ok(match text {
            "jwk" => Self::Jwk,
            "jwks" => Self::KeySet,
            "thumbprint" => Self::Thumbprint,
            "der" => Self::Der,
            "pem" => Self::Pem,
            "pem-without-line-feed" => Self::PemWithoutLineFeed,
            "pkcs1-pem" => Self::Pkcs1Pem,
            _ => match text.split_once('-') {
                Some((member, "raw")) => Self::Raw(member.into()),
                Some((member, "base64")) => Self::Base64(member.into()),
                None => Self::Member(text.into()),
                Some(_) => return Err(format!("`hmac:{text}` is no form of a public key")),
            },
        })
    }

    fn bytes(&self, kitchen: &Kitchen<'_>) -> Result<Vec<u8>, String> {
        let key = kitchen.issuer.key();
        let jwk = key.public_jwk();
        let member = |name: &str| {
            let text = jwk.get(name).and_then(|value| value.as_str());
            text.ok_or(format!("the key has no `{name}`"))
        };
        let raw = |name: &str| {
            let decoded = URL_SAFE_NO_PAD.decode(member(name)?);
            decoded.map_err(|error| error.to_string())
        };
        Ok(match self {
            Self::Member(name) => member(name)?.as_bytes().to_vec(),
            Self::Raw(name) => raw(name)?,
            Self::Base64(name) => STANDARD.encode(raw(name)?).into_bytes(),
            Self::Jwk => jwk.to_string().into_bytes(),
            Self::KeySet => kitchen.issuer.key_set().into_bytes(),
            Self::Thumbprint => {
                let members = match jwk.get("kty").and_then(|kty| kty.as_str()) {
                    Some("OKP") => &["crv", "kty", "x"][..],
                    Some("EC") => &["crv", "kty", "x", "y"],
                    _ => &["e", "kty", "n"],
                };
                let members: Vec<String> = members
                    .iter()
                    .map(|name| Ok(format!("{name:?}:{:?}", member(name)?)))
                    .collect::<Result<_, String>>()?;
                let canonical = format!("{{{}}}", members.join(","));
                let hash = digest::digest(&digest::SHA256, canonical.as_bytes());
                URL_SAFE_NO_PAD.encode(hash).into_bytes()
            }
            Self::Der => key.public_der(),
            Self::Pem => pem("PUBLIC KEY", &key.public_der()),
            Self::PemWithoutLineFeed => {
                let mut pem = pem("PUBLIC KEY", &key.public_der());
                pem.pop();
                pem
            }
            Self::Pkcs1Pem => {
                // Of a key of 2048 bits: two headers and the name of the algorithm.
                const BEFORE_PKCS1: usize = 24;
                let der = key.public_der();
                let pkcs1 = der.get(BEFORE_PKCS1..).ok_or("the key is no RSA key")?;
                pem("RSA PUBLIC KEY", pkcs1)
            }
        })
    }
}

/// RFC 7468 section 2.
fn pem(label: &str, der: &[u8]) -> Vec<u8> {
    let base64 = STANDARD.encode(der);
    let lines: Vec<_> = base64
        .as_bytes()
        .chunks(64)
        .map(String::from_utf8_lossy)
        .collect();
    let lines = lines.join("\n");
    format!("-----BEGIN {label}-----\n{lines}\n-----END {label}-----\n").into_bytes()
}
