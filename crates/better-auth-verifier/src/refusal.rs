//! Why a request was not authenticated.
//!
//! A [`Refusal`] says how to answer; a [`Reason`] says, for the log and for people who set up their
//! Better Auth, which check failed and what mends it. Answers to clients must not carry the reason.

use std::fmt;
use std::time::Duration;

use crate::algorithm::{Algorithm, AllowedAlgorithms};
use crate::compact::MAX_TOKEN_BYTES;
use crate::json::JsonError;
use crate::jwk::KeyDefect;

/// The outcome of a request that was not authenticated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// There is no `Authorization` field, or one of another scheme than `Bearer`: answer 401 with a
    /// challenge and no error code (RFC 6750 section 3.1).
    NoToken,
    /// More than one `Authorization` value, as several fields or joined by a comma: answer 400.
    SeveralAuthorizations,
    /// There is a token and it does not verify: answer 401 with `error="invalid_token"`, and log
    /// the reason.
    Invalid(Reason),
    /// There are no keys to verify with, or they are too old to be trusted: answer 503.
    NoKeys {
        /// When it makes sense to try again; at least one second, for `Retry-After`.
        retry_after: Duration,
    },
}

impl Refusal {
    /// A short fixed name for metrics.
    #[must_use]
    pub fn label(&self) -> &'static str {
        match self {
            Self::NoToken => "no_token",
            Self::SeveralAuthorizations => "several_authorizations",
            Self::Invalid(reason) => reason.label(),
            Self::NoKeys { .. } => "no_keys",
        }
    }
}

impl From<Reason> for Refusal {
    fn from(reason: Reason) -> Self {
        Self::Invalid(reason)
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoToken => f.write_str("the request carries no bearer token"),
            Self::SeveralAuthorizations => {
                f.write_str("the request carries more than one Authorization value; send one")
            }
            Self::Invalid(reason) => reason.fmt(f),
            Self::NoKeys { retry_after } => write!(
                f,
                "there are no usable keys to verify tokens with; the next attempt to fetch them is \
                 due within {} s",
                retry_after.as_secs().max(1)
            ),
        }
    }
}

impl std::error::Error for Refusal {}

/// A part of a compact JWS.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The first part, the JOSE header.
    Header,
    /// The second part, the claims.
    Payload,
    /// The third part.
    Signature,
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Header => "header",
            Self::Payload => "payload",
            Self::Signature => "signature",
        })
    }
}

/// What is wrong with a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClaimDefect {
    /// The claim is required and not there.
    Missing,
    /// The claim is there, with a JSON type that it may not have.
    WrongType,
    /// A time outside the years 0 to 9999.
    OutOfRange,
    /// An empty text, or nothing but blanks.
    Blank,
    /// A text of more bytes than allowed.
    TooLong,
    /// A text with control characters.
    ControlCharacters,
}

/// Text that came with a token, made fit for a log line: control characters escaped, cut after 80
/// characters.
#[derive(Clone, PartialEq, Eq)]
pub struct Excerpt(Box<str>);

impl Excerpt {
    pub(crate) fn of(text: &str) -> Self {
        const MAX_CHARS: usize = 80;
        let mut excerpt: String = text
            .chars()
            .take(MAX_CHARS)
            .flat_map(char::escape_debug)
            .collect();
        if text.chars().nth(MAX_CHARS).is_some() {
            excerpt.push('…');
        }
        Self(excerpt.into())
    }

    /// The escaped and shortened text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Excerpt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Excerpt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\"{}\"", self.0)
    }
}

/// Which check a token failed. Its `Display` is for the log: cause and mend, never the token, its
/// signature or who its subject is.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Reason {
    /// `Bearer` without anything after it.
    EmptyToken,
    /// Not of the form `Bearer`, blanks, one token of visible ASCII.
    MalformedAuthorization,
    /// More than [`MAX_TOKEN_BYTES`].
    TooLong,
    /// No JWT at all: no dot, or one. Better Auth's session tokens and signed cookies look so.
    OpaqueToken,
    /// Five parts: an encrypted token (RFC 7516).
    Encrypted,
    /// Neither one, two, three nor five parts.
    NotThreeParts {
        /// How many parts there are.
        parts: usize,
    },
    /// A part without a single character.
    EmptyPart(Part),
    /// A part that is not canonical base64url without padding.
    NotBase64Url(Part),
    /// Header or payload are not a strict JSON object.
    NotStrictJson(Part, JsonError),
    /// The header has no `alg`, or not a string.
    NoAlgorithm,
    /// The header names an algorithm that this crate does not know, such as `none`.
    UnknownAlgorithm(Excerpt),
    /// The header names an algorithm that is not on the allow-list.
    AlgorithmNotAllowed(Algorithm, AllowedAlgorithms),
    /// The token needs a key of the key set and does not name one.
    NoKeyId,
    /// `kid` is not a string of 1 to 255 bytes without control characters.
    BadKeyId,
    /// `typ` is there and is not `JWT`: the token was issued for something else.
    WrongType(Excerpt),
    /// A header member that is refused whatever it says: `crit`, `b64`, `zip`, `enc`, or a key
    /// that the token brings along (`jwk`, `jku`, `x5u`, `x5c`).
    ForbiddenHeader(&'static str),
    /// The key set has no key of that id.
    UnknownKey(Excerpt),
    /// The key set has several keys of that id.
    AmbiguousKey(Excerpt),
    /// The key set has a key of that id, and it was skipped.
    UnusableKey(Excerpt, KeyDefect),
    /// The token's algorithm is not the one its key is for.
    AlgorithmMismatch {
        /// `alg` in the token.
        token: Algorithm,
        /// What the key is for.
        key: Algorithm,
    },
    /// The signature is not one of this key over this token.
    BadSignature(Algorithm),
    /// A claim is missing or is not what it must be.
    BadClaim(&'static str, ClaimDefect),
    /// `exp` plus the leeway has come.
    Expired,
    /// `nbf` is in the future by more than the leeway.
    NotYetValid,
    /// `iat` is in the future by more than the leeway.
    IssuedInFuture,
    /// `iss` is not the expected issuer.
    WrongIssuer {
        /// The issuer the verifier is set to.
        expected: Excerpt,
        /// The token's.
        found: Excerpt,
    },
    /// `aud` neither is nor contains the expected audience.
    WrongAudience {
        /// The audience the verifier is set to.
        expected: Excerpt,
        /// The token's, or the first of several.
        found: Excerpt,
    },
}

impl Reason {
    /// Every label, in the order in which counters are listed.
    pub(crate) const LABELS: [&'static str; 27] = [
        "empty_token",
        "malformed_authorization",
        "too_long",
        "opaque_token",
        "encrypted",
        "not_three_parts",
        "empty_part",
        "not_base64url",
        "not_strict_json",
        "no_algorithm",
        "unknown_algorithm",
        "algorithm_not_allowed",
        "no_key_id",
        "bad_key_id",
        "wrong_type",
        "forbidden_header",
        "unknown_key",
        "ambiguous_key",
        "unusable_key",
        "algorithm_mismatch",
        "bad_signature",
        "bad_claim",
        "expired",
        "not_yet_valid",
        "issued_in_future",
        "wrong_issuer",
        "wrong_audience",
    ];

    /// A short fixed name for metrics.
    #[must_use]
    pub fn label(&self) -> &'static str {
        Self::LABELS.get(self.index()).copied().unwrap_or("other")
    }

    pub(crate) const fn index(&self) -> usize {
        match self {
            Self::EmptyToken => 0,
            Self::MalformedAuthorization => 1,
            Self::TooLong => 2,
            Self::OpaqueToken => 3,
            Self::Encrypted => 4,
            Self::NotThreeParts { .. } => 5,
            Self::EmptyPart(_) => 6,
            Self::NotBase64Url(_) => 7,
            Self::NotStrictJson(..) => 8,
            Self::NoAlgorithm => 9,
            Self::UnknownAlgorithm(_) => 10,
            Self::AlgorithmNotAllowed(..) => 11,
            Self::NoKeyId => 12,
            Self::BadKeyId => 13,
            Self::WrongType(_) => 14,
            Self::ForbiddenHeader(_) => 15,
            Self::UnknownKey(_) => 16,
            Self::AmbiguousKey(_) => 17,
            Self::UnusableKey(..) => 18,
            Self::AlgorithmMismatch { .. } => 19,
            Self::BadSignature(_) => 20,
            Self::BadClaim(..) => 21,
            Self::Expired => 22,
            Self::NotYetValid => 23,
            Self::IssuedInFuture => 24,
            Self::WrongIssuer { .. } => 25,
            Self::WrongAudience { .. } => 26,
        }
    }
}

impl std::error::Error for Reason {}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::EmptyToken => f.write_str("there is no token after `Bearer`"),
            Self::MalformedAuthorization => f.write_str(
                "the Authorization value is not `Bearer`, a space and one token of visible ASCII",
            ),
            Self::TooLong => write!(
                f,
                "the token is longer than {MAX_TOKEN_BYTES} bytes; keep the payload small with the \
                 jwt plugin's `definePayload` (by default it carries the whole user record, \
                 pictures included)"
            ),
            Self::OpaqueToken => f.write_str(
                "this is not a JWT; it looks like Better Auth's opaque session token or signed \
                 cookie. Fetch a JWT from Better Auth's `/token` endpoint (jwt plugin) and send that",
            ),
            Self::Encrypted => f.write_str(
                "this is an encrypted token (JWE), such as Better Auth's cached session cookie; \
                 fetch a JWT from its `/token` endpoint (jwt plugin) and send that",
            ),
            Self::NotThreeParts { parts } => {
                write!(f, "a signed token has three parts, this one has {parts}")
            }
            Self::EmptyPart(part) => write!(f, "the token's {part} is empty"),
            Self::NotBase64Url(part) => {
                write!(f, "the token's {part} is not canonical base64url without padding")
            }
            Self::NotStrictJson(part, error) => {
                write!(f, "the token's {part} cannot be accepted: {error}")
            }
            Self::NoAlgorithm => f.write_str("the token's header has no `alg` string"),
            Self::UnknownAlgorithm(name) => {
                write!(f, "the token's algorithm `{name}` is not one this service can verify")
            }
            Self::AlgorithmNotAllowed(algorithm, allowed) => not_allowed(f, *algorithm, *allowed),
            Self::NoKeyId => f.write_str(
                "the token's header has no `kid`, so no key of the key set can be chosen; Better \
                 Auth's jwt plugin always writes one",
            ),
            Self::BadKeyId => f.write_str(
                "the token's `kid` is not a string of 1 to 255 bytes without control characters",
            ),
            Self::WrongType(typ) => write!(
                f,
                "the token is of type `{typ}`, issued for something else (an OAuth access token, a \
                 logout token or a session cache); fetch a JWT from Better Auth's `/token` endpoint"
            ),
            Self::ForbiddenHeader(name) => {
                write!(f, "the token's header has a `{name}` member, which is never accepted")
            }
            Self::UnknownKey(kid) => write!(
                f,
                "the key set has no key `{kid}`: it was withdrawn, the token comes from another \
                 Better Auth, or its database was reset (sign in again for a new token)"
            ),
            Self::AmbiguousKey(kid) => write!(
                f,
                "the key set has several keys `{kid}`, so none of them is used; remove the double \
                 from Better Auth's `jwks` table"
            ),
            Self::UnusableKey(kid, defect) => {
                write!(f, "the key set's key `{kid}` is not usable: {defect}")
            }
            Self::AlgorithmMismatch { token, key } => {
                write!(f, "the token says {token}, but its key is for {key}")
            }
            Self::BadSignature(Algorithm::Hs256) => f.write_str(
                "the signature does not match the shared secret; Better Auth and this service must \
                 have the very same secret (compare them for blanks and quotes; after a change, \
                 sign in again for a new token)",
            ),
            Self::BadSignature(algorithm) => write!(
                f,
                "the {algorithm} signature does not match the key of that id: the token was altered, \
                 or it comes from another Better Auth that uses the same key id"
            ),
            Self::BadClaim(name, defect) => bad_claim(f, name, *defect),
            Self::Expired => f.write_str(
                "the token has expired; fetch a new one (they live 15 minutes by default). If it is \
                 new, compare the clocks of both machines",
            ),
            Self::NotYetValid => f.write_str(
                "the token is not valid yet (`nbf`); compare the clocks of both machines",
            ),
            Self::IssuedInFuture => f.write_str(
                "the token was issued in the future (`iat`); compare the clocks of both machines",
            ),
            Self::WrongIssuer { expected, found } => {
                write!(f, "the token's issuer is `{found}`, expected is `{expected}`; ")?;
                f.write_str(issuer_hint(expected.as_str(), found.as_str()))
            }
            Self::WrongAudience { expected, found } => write!(
                f,
                "the token's audience is `{found}`, expected is `{expected}`; set the same audience \
                 on both sides (Better Auth: `audience` of the jwt plugin, by default its origin). A \
                 token for something else carries another audience by design"
            ),
        }
    }
}

fn not_allowed(
    f: &mut fmt::Formatter<'_>,
    algorithm: Algorithm,
    allowed: AllowedAlgorithms,
) -> fmt::Result {
    write!(
        f,
        "the token is signed with {algorithm}, and this service allows {allowed} only; "
    )?;
    f.write_str(match algorithm {
        Algorithm::Hs256 => {
            "if Better Auth signs with the shared secret, allow HS256 and give this service the \
             secret; if not, this is a token Better Auth made for itself"
        }
        _ if !allowed.uses_key_set() => {
            "this service is in the shared-secret mode, while Better Auth signs with its own keys: \
             allow the algorithm here and give the address of the key set"
        }
        _ => "allow it here, or choose another in Better Auth (`keyPairConfig` of the jwt plugin)",
    })
}

fn bad_claim(f: &mut fmt::Formatter<'_>, name: &str, defect: ClaimDefect) -> fmt::Result {
    match defect {
        ClaimDefect::Missing => write!(
            f,
            "the token has no `{name}` claim; tokens from Better Auth's `/token` endpoint have it, \
             those it makes for other ends (e-mail verification, cached sessions) may not"
        ),
        ClaimDefect::WrongType => write!(f, "the token's `{name}` claim is of a wrong JSON type"),
        ClaimDefect::OutOfRange => write!(
            f,
            "the token's `{name}` claim is not a time in seconds before the year 10000 (are these \
             milliseconds?)"
        ),
        ClaimDefect::Blank => write!(f, "the token's `{name}` claim is empty or blank"),
        ClaimDefect::TooLong => write!(f, "the token's `{name}` claim is longer than 255 bytes"),
        ClaimDefect::ControlCharacters => {
            write!(f, "the token's `{name}` claim contains control characters")
        }
    }
}

fn issuer_hint(expected: &str, found: &str) -> &'static str {
    let without_slash = |text: &str| text.trim_end_matches('/').to_owned();
    let (expected, found) = (without_slash(expected), without_slash(found));
    if expected == found {
        "they differ by the slash at the end, and must be equal to the byte"
    } else if expected
        .strip_prefix(&found)
        .is_some_and(|path| path.starts_with('/'))
    {
        "Better Auth's issuer is its origin, without the path it is mounted on (`/api/auth`)"
    } else {
        "set the same issuer on both sides (Better Auth: `issuer` of the jwt plugin, by default \
         the origin of `baseURL`; without a `baseURL` it follows the request's host)"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_excerpt_is_short_and_has_no_control_characters() {
        let excerpt = Excerpt::of(&format!("a\n\u{1b}[31m{}", "x".repeat(300)));
        assert!(excerpt.as_str().chars().all(|c| !c.is_control()));
        assert!(excerpt.as_str().chars().count() < 120);
    }

    #[test]
    fn a_mistaken_issuer_is_explained() {
        let hint = |expected: &str, found: &str| {
            Reason::WrongIssuer {
                expected: Excerpt::of(expected),
                found: Excerpt::of(found),
            }
            .to_string()
        };
        let mounted = hint("http://localhost:8000/api/auth", "http://localhost:8000");
        assert!(mounted.contains("is its origin"), "{mounted}");
        let slash = hint("http://localhost:8000/", "http://localhost:8000");
        assert!(slash.contains("slash at the end"), "{slash}");
        let other = hint("https://a.example", "https://b.example");
        assert!(other.contains("on both sides"), "{other}");
    }
}
