//! The `Authorization` field of a request: finding the one bearer token in it.
//!
//! RFC 9110 section 11.6.2 (the field), section 5.5 (its value has no surrounding blanks),
//! section 11.1 (scheme names ignore case), RFC 6750 section 2.1 (`"Bearer" 1*SP b64token`). Tokens
//! in a query, a body or a cookie are never looked for.

use http::HeaderMap;
use http::header::AUTHORIZATION;

use crate::refusal::{Reason, Refusal};

/// The bearer token of a request, not yet looked into.
pub(crate) fn bearer_token(headers: &HeaderMap) -> Result<&str, Refusal> {
    let mut values = headers.get_all(AUTHORIZATION).iter();
    let value = values.next().ok_or(Refusal::NoToken)?;
    if values.next().is_some() {
        return Err(Refusal::SeveralAuthorizations);
    }

    let value = value.as_bytes().trim_ascii();
    let is_bearer = has_bearer_scheme(value);

    // A comma is no part of a bearer token, so it joins two values into one; other schemes may
    // use commas between their parameters.
    if value.contains(&b',') {
        let mut others = value.split(|byte| *byte == b',').skip(1);
        if is_bearer || others.any(has_bearer_scheme) {
            return Err(Refusal::SeveralAuthorizations);
        }
    }
    if !is_bearer {
        return Err(Refusal::NoToken);
    }

    let credentials = value.get(BEARER.len()..).unwrap_or_default();
    if credentials.is_empty() {
        return Err(Reason::EmptyToken.into());
    }
    let token = credentials.trim_ascii_start();
    let separator = credentials
        .get(..credentials.len() - token.len())
        .unwrap_or_default();
    // Without a way out of the loop, which lets it look at many bytes at once.
    let is_graphic = token
        .iter()
        .fold(true, |graphic, byte| graphic & byte.is_ascii_graphic());
    if !is_graphic || !separator.iter().all(|byte| *byte == b' ') {
        return Err(Reason::MalformedAuthorization.into());
    }
    str::from_utf8(token).map_err(|_| Reason::MalformedAuthorization.into())
}

const BEARER: &str = "Bearer";

/// Whether this member of the field's value is of the scheme `Bearer`, in any case of letters.
fn has_bearer_scheme(member: &[u8]) -> bool {
    let member = member.trim_ascii_start();
    match member.split_at_checked(BEARER.len()) {
        Some((scheme, rest)) => {
            scheme.eq_ignore_ascii_case(BEARER.as_bytes())
                && rest
                    .first()
                    .is_none_or(|byte| byte.is_ascii_whitespace() || *byte == b',')
        }
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    fn read(values: &[&[u8]]) -> Result<String, Refusal> {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append(AUTHORIZATION, HeaderValue::from_bytes(value).unwrap());
        }
        bearer_token(&headers).map(str::to_owned)
    }

    #[test]
    fn one_bearer_token_is_found() {
        for value in [
            "Bearer a.b.c",
            "bearer a.b.c",
            "BEARER   a.b.c",
            " Bearer a.b.c \t",
        ] {
            assert_eq!(read(&[value.as_bytes()]).unwrap(), "a.b.c", "{value:?}");
        }
    }

    #[test]
    fn no_field_or_another_scheme_is_no_token() {
        assert_eq!(read(&[]), Err(Refusal::NoToken));
        for value in [
            "",
            "Basic YTpi",
            "a.b.c",
            "Bearera.b.c",
            "Bearer=a.b.c",
            "DPoP a.b.c",
        ] {
            assert_eq!(
                read(&[value.as_bytes()]),
                Err(Refusal::NoToken),
                "{value:?}"
            );
        }
        let digest = br#"Digest username="bearer", realm="a""#;
        assert_eq!(read(&[digest]), Err(Refusal::NoToken));
    }

    #[test]
    fn several_values_are_refused_however_they_are_sent() {
        let two: [&[&[u8]]; 3] = [
            &[b"Bearer a.b.c", b"Bearer a.b.c"],
            &[b"Basic YTpi", b"Bearer a.b.c"],
            &[b"Basic YTpi", b"Basic YTpi"],
        ];
        for values in two {
            assert_eq!(read(values), Err(Refusal::SeveralAuthorizations));
        }
        for joined in [
            "Bearer a.b.c, Bearer d.e.f",
            "Bearer a.b.c,Bearer d.e.f",
            "Bearer a.b.c,",
            "Bearer a.b.c, d.e.f",
            "Basic YTpi, Bearer a.b.c",
            ", Bearer a.b.c",
            "Bearer, Bearer a.b.c",
        ] {
            let found = read(&[joined.as_bytes()]);
            assert_eq!(found, Err(Refusal::SeveralAuthorizations), "{joined:?}");
        }
    }

    #[test]
    fn what_is_not_one_token_of_visible_ascii_is_malformed() {
        for value in ["Bearer", "Bearer  "] {
            assert_eq!(read(&[value.as_bytes()]), Err(Reason::EmptyToken.into()));
        }
        for value in [
            &b"Bearer\ta.b.c"[..],
            b"Bearer a b",
            b"Bearer \ta.b.c",
            b"Bearer a.b.\xff",
        ] {
            assert_eq!(read(&[value]), Err(Reason::MalformedAuthorization.into()));
        }
    }
}
