//! The JOSE header of a token (RFC 7515 section 4), reduced to what chooses the key.

use crate::algorithm::Algorithm;
use crate::json::{self, Object, Value};
use crate::refusal::{Excerpt, Part, Reason};

/// Longest `kid` in bytes; Better Auth's are 32.
pub(crate) const MAX_KEY_ID_BYTES: usize = 255;

/// Members that are refused, whatever they say.
///
/// `crit` (RFC 7515 section 4.1.11): no extension is understood, so any is one too many; `b64`
/// (RFC 7797) is such an extension. `zip` and `enc` belong to encryption. `jwk`, `jku`, `x5u` and
/// `x5c` bring a key along or an address to fetch one from (RFC 8725 sections 3.1 and 3.10):
/// nothing is ever taken or fetched from them, and since no honest token has them, a token that does
/// is refused rather than read past.
const FORBIDDEN: [&str; 8] = ["crit", "b64", "zip", "enc", "jwk", "jku", "x5u", "x5c"];

/// What a token's header says about its signature.
pub(crate) struct JoseHeader {
    pub(crate) algorithm: Algorithm,
    pub(crate) key_id: Option<String>,
}

impl JoseHeader {
    pub(crate) fn parse(bytes: &[u8]) -> Result<Self, Reason> {
        let mut header =
            json::parse_object(bytes).map_err(|e| Reason::NotStrictJson(Part::Header, e))?;
        if let Some(name) = FORBIDDEN
            .into_iter()
            .find(|name| header.contains_key(*name))
        {
            return Err(Reason::ForbiddenHeader(name));
        }
        let name = header
            .get("alg")
            .and_then(Value::as_str)
            .ok_or(Reason::NoAlgorithm)?;
        let algorithm = Algorithm::from_name(name)
            .ok_or_else(|| Reason::UnknownAlgorithm(Excerpt::of(name)))?;
        check_type(&header)?;
        Ok(Self {
            algorithm,
            key_id: key_id(&mut header)?,
        })
    }
}

/// `typ` is absent or exactly `JWT` (RFC 8725 section 3.11: tell kinds of token apart by it).
///
/// RFC 7519 section 5.1 recommends that spelling, Better Auth writes no `typ` at all in its JWTs
/// and another one in each of its other tokens, so nothing is gained by ignoring case.
fn check_type(header: &Object) -> Result<(), Reason> {
    match header.get("typ") {
        None => Ok(()),
        Some(Value::String(typ)) if typ == "JWT" => Ok(()),
        Some(Value::String(typ)) => Err(Reason::WrongType(Excerpt::of(typ))),
        Some(_) => Err(Reason::WrongType(Excerpt::of("(not a string)"))),
    }
}

fn key_id(header: &mut Object) -> Result<Option<String>, Reason> {
    match header.remove("kid") {
        None => Ok(None),
        Some(Value::String(kid)) if is_key_id(&kid) => Ok(Some(kid)),
        Some(_) => Err(Reason::BadKeyId),
    }
}

/// Whether a text may be a key's name: 1 to 255 bytes, no control characters.
pub(crate) fn is_key_id(text: &str) -> bool {
    (1..=MAX_KEY_ID_BYTES).contains(&text.len()) && !text.chars().any(char::is_control)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(header: &str) -> Reason {
        JoseHeader::parse(header.as_bytes()).err().unwrap()
    }

    #[test]
    fn better_auths_header_is_read() {
        let header = JoseHeader::parse(br#"{"alg":"EdDSA","kid":"aZ09"}"#).unwrap();
        assert_eq!(header.algorithm, Algorithm::EdDsa);
        assert_eq!(header.key_id.as_deref(), Some("aZ09"));
    }

    #[test]
    fn unknown_members_are_ignored() {
        assert!(JoseHeader::parse(br#"{"alg":"HS256","typ":"JWT","cty":"x","nonce":1}"#).is_ok());
    }

    #[test]
    fn every_spelling_of_none_is_unknown() {
        for none in [
            "none", "None", "NONE", "nOnE", "", " none", "none ", "HS256 ", "hs256",
        ] {
            let reason = refused(&format!(r#"{{"alg":"{none}","kid":"a"}}"#));
            assert_eq!(reason, Reason::UnknownAlgorithm(Excerpt::of(none)));
        }
    }

    #[test]
    fn the_algorithm_is_a_string() {
        for header in [
            r#"{"kid":"a"}"#,
            r#"{"alg":null}"#,
            r#"{"alg":["EdDSA"]}"#,
            "{}",
        ] {
            assert_eq!(refused(header), Reason::NoAlgorithm, "{header}");
        }
    }

    #[test]
    fn forbidden_members_are_refused_even_when_empty() {
        for name in FORBIDDEN {
            for value in ["null", "[]", "\"\"", "{}", "false"] {
                let reason = refused(&format!(r#"{{"alg":"EdDSA","kid":"a","{name}":{value}}}"#));
                assert_eq!(reason, Reason::ForbiddenHeader(name));
            }
        }
    }

    #[test]
    fn a_type_other_than_jwt_is_refused() {
        for typ in [
            "at+jwt",
            "jwt",
            "application/jwt",
            "logout+jwt",
            "better-auth.session-cache+jwt",
            "JOSE",
            "",
        ] {
            let reason = refused(&format!(r#"{{"alg":"EdDSA","kid":"a","typ":"{typ}"}}"#));
            assert_eq!(reason, Reason::WrongType(Excerpt::of(typ)));
        }
        let reason = refused(r#"{"alg":"EdDSA","kid":"a","typ":null}"#);
        assert!(matches!(reason, Reason::WrongType(_)));
    }

    #[test]
    fn a_key_id_is_a_short_string_without_control_characters() {
        let long = format!(r#""{}""#, "k".repeat(256));
        for kid in [
            "null",
            "1",
            "[]",
            "\"\"",
            r#""a\u0000b""#,
            r#""a\nb""#,
            &long,
        ] {
            assert_eq!(
                refused(&format!(r#"{{"alg":"EdDSA","kid":{kid}}}"#)),
                Reason::BadKeyId
            );
        }
        let fits = format!(r#"{{"alg":"EdDSA","kid":"{}"}}"#, "k".repeat(255));
        assert!(JoseHeader::parse(fits.as_bytes()).is_ok());
    }
}
