//! JWS compact serialisation, read strictly (RFC 7515 sections 3.1 and 7.1).

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::refusal::{Part, Reason};

/// Longest token that is looked at, in bytes.
pub const MAX_TOKEN_BYTES: usize = 8 * 1024;

/// The three parts of a compact JWS, decoded but not yet believed.
pub(crate) struct Compact<'t> {
    /// Header and payload as they were sent, with the dot between them: what was signed.
    pub(crate) signing_input: &'t [u8],
    pub(crate) header: Vec<u8>,
    pub(crate) payload: Vec<u8>,
    pub(crate) signature: Vec<u8>,
}

impl<'t> Compact<'t> {
    /// Splits and decodes a token: exactly three non-empty parts, each canonical base64url without
    /// padding, so that a token has one spelling only.
    pub(crate) fn parse(token: &'t str) -> Result<Self, Reason> {
        if token.is_empty() {
            return Err(Reason::EmptyToken);
        }
        if token.len() > MAX_TOKEN_BYTES {
            return Err(Reason::TooLong);
        }
        let mut parts = token.split('.');
        let (Some(header), Some(payload), Some(signature), None) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(match token.bytes().filter(|byte| *byte == b'.').count() {
                0 | 1 => Reason::OpaqueToken,
                4 => Reason::Encrypted,
                dots => Reason::NotThreeParts { parts: dots + 1 },
            });
        };
        Ok(Self {
            signing_input: token
                .as_bytes()
                .get(..header.len() + 1 + payload.len())
                .unwrap_or_default(),
            header: decode(header, Part::Header)?,
            payload: decode(payload, Part::Payload)?,
            signature: decode(signature, Part::Signature)?,
        })
    }
}

fn decode(part: &str, which: Part) -> Result<Vec<u8>, Reason> {
    if part.is_empty() {
        return Err(Reason::EmptyPart(which));
    }
    URL_SAFE_NO_PAD
        .decode(part)
        .map_err(|_| Reason::NotBase64Url(which))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn nothing_makes_it_panic(token in ".*") {
            let _ = Compact::parse(&token);
        }

        #[test]
        fn what_is_accepted_has_this_one_spelling(token in "[A-Za-z0-9_=.-]{0,40}") {
            if let Ok(jws) = Compact::parse(&token) {
                let again = [&jws.header, &jws.payload, &jws.signature]
                    .map(|part| URL_SAFE_NO_PAD.encode(part))
                    .join(".");
                prop_assert_eq!(again, token);
            }
        }

        #[test]
        fn three_parts_are_taken_apart(
            header in proptest::collection::vec(any::<u8>(), 1..60),
            payload in proptest::collection::vec(any::<u8>(), 1..60),
            signature in proptest::collection::vec(any::<u8>(), 1..60),
        ) {
            let encode = |part: &[u8]| URL_SAFE_NO_PAD.encode(part);
            let input = format!("{}.{}", encode(&header), encode(&payload));
            let token = format!("{input}.{}", encode(&signature));
            let jws = Compact::parse(&token).unwrap();
            prop_assert_eq!(jws.signing_input, input.as_bytes());
            prop_assert_eq!((jws.header, jws.payload, jws.signature), (header, payload, signature));
        }
    }
}
