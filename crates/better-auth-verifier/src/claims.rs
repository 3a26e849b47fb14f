//! The claims of a token (RFC 7519 section 4.1), checked only after its signature.

use std::time::Duration;

use crate::clock::UnixSeconds;
use crate::json::{Number, Object, Value};
use crate::principal::Principal;
use crate::refusal::{ClaimDefect, Excerpt, Reason};

/// Longest subject in bytes.
const MAX_SUBJECT_BYTES: usize = 255;
/// Longest e-mail address in bytes (RFC 5321 sections 4.5.3.1.1 and 4.5.3.1.2, and the `@`).
const MAX_EMAIL_BYTES: usize = 320;
/// Longest name in bytes.
const MAX_NAME_BYTES: usize = 512;

/// What every token must say, and how far clocks may differ.
#[derive(Debug)]
pub(crate) struct Expectations {
    pub(crate) issuer: String,
    pub(crate) audience: String,
    pub(crate) leeway: Duration,
}

/// The span of time in which a token is valid, leeway included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Validity {
    expires: NumericDate,
    not_before: Option<NumericDate>,
    issued_at: Option<NumericDate>,
    leeway: Duration,
}

impl Validity {
    /// The one rule about time, for fresh tokens and remembered ones.
    ///
    /// Valid while now < `exp` + leeway ("on or after" `exp` a token is dead, RFC 7519 section
    /// 4.1.4), and while `nbf` and `iat` are at most the leeway ahead of now.
    pub(crate) fn check(&self, now: Duration) -> Result<(), Reason> {
        let now = NumericDate::from(now);
        if now >= self.expires.later(self.leeway) {
            return Err(Reason::Expired);
        }
        let latest_start = now.later(self.leeway);
        if self
            .not_before
            .is_some_and(|not_before| not_before > latest_start)
        {
            return Err(Reason::NotYetValid);
        }
        if self
            .issued_at
            .is_some_and(|issued_at| issued_at > latest_start)
        {
            return Err(Reason::IssuedInFuture);
        }
        Ok(())
    }
}

/// Checks every claim against what is expected, and makes the principal.
pub(crate) fn check(
    claims: &Object,
    expected: &Expectations,
    now: Duration,
) -> Result<(Principal, Validity), Reason> {
    check_issuer(claims, &expected.issuer)?;
    check_audience(claims, &expected.audience)?;
    let subject = subject(claims)?;
    let validity = Validity {
        expires: date(claims, "exp")?.ok_or(Reason::BadClaim("exp", ClaimDefect::Missing))?,
        not_before: date(claims, "nbf")?,
        issued_at: date(claims, "iat")?,
        leeway: expected.leeway,
    };
    validity.check(now)?;
    let principal = Principal::new(
        subject,
        display_text(claims, "email", MAX_EMAIL_BYTES),
        display_text(claims, "name", MAX_NAME_BYTES),
        validity.expires.floor(),
    );
    Ok((principal, validity))
}

/// `iss` is a string and equal to the byte (RFC 7519 section 4.1.1).
fn check_issuer(claims: &Object, expected: &str) -> Result<(), Reason> {
    let issuer = string(claims, "iss")?;
    if issuer == expected {
        return Ok(());
    }
    Err(Reason::WrongIssuer {
        expected: Excerpt::of(expected),
        found: Excerpt::of(issuer),
    })
}

/// `aud` is the expected string, or an array of strings that contains it (RFC 7519 section 4.1.3).
fn check_audience(claims: &Object, expected: &str) -> Result<(), Reason> {
    let wrong = |found: &str| Reason::WrongAudience {
        expected: Excerpt::of(expected),
        found: Excerpt::of(found),
    };
    match claims.get("aud") {
        None => Err(Reason::BadClaim("aud", ClaimDefect::Missing)),
        Some(Value::String(audience)) if audience == expected => Ok(()),
        Some(Value::String(audience)) => Err(wrong(audience)),
        Some(Value::Array(audiences)) => {
            let audiences: Option<Vec<&str>> = audiences.iter().map(Value::as_str).collect();
            let audiences = audiences.ok_or(Reason::BadClaim("aud", ClaimDefect::WrongType))?;
            match audiences.first() {
                None => Err(Reason::BadClaim("aud", ClaimDefect::Blank)),
                Some(_) if audiences.contains(&expected) => Ok(()),
                Some(first) => Err(wrong(first)),
            }
        }
        Some(_) => Err(Reason::BadClaim("aud", ClaimDefect::WrongType)),
    }
}

/// `sub` is a string that can stand for one person: neither empty nor blank, at most 255 bytes,
/// no control characters. It is kept byte for byte.
fn subject(claims: &Object) -> Result<&str, Reason> {
    let subject = string(claims, "sub")?;
    let defect = if subject.trim().is_empty() {
        ClaimDefect::Blank
    } else if subject.len() > MAX_SUBJECT_BYTES {
        ClaimDefect::TooLong
    } else if subject.chars().any(char::is_control) {
        ClaimDefect::ControlCharacters
    } else {
        return Ok(subject);
    };
    Err(Reason::BadClaim("sub", defect))
}

fn string<'c>(claims: &'c Object, name: &'static str) -> Result<&'c str, Reason> {
    match claims.get(name) {
        None => Err(Reason::BadClaim(name, ClaimDefect::Missing)),
        Some(value) => value
            .as_str()
            .ok_or(Reason::BadClaim(name, ClaimDefect::WrongType)),
    }
}

/// A claim that is only ever shown. An odd one is left out: it must not lock its owner out.
fn display_text<'c>(claims: &'c Object, name: &str, max_bytes: usize) -> Option<&'c str> {
    let text = claims.get(name)?.as_str()?;
    let sane = !text.is_empty() && text.len() <= max_bytes && !text.chars().any(char::is_control);
    sane.then_some(text)
}

fn date(claims: &Object, name: &'static str) -> Result<Option<NumericDate>, Reason> {
    match claims.get(name) {
        None => Ok(None),
        Some(Value::Number(number)) => NumericDate::new(*number)
            .map(Some)
            .ok_or(Reason::BadClaim(name, ClaimDefect::OutOfRange)),
        Some(_) => Err(Reason::BadClaim(name, ClaimDefect::WrongType)),
    }
}

/// A time in nanoseconds since 1970 (RFC 7519 section 2, `NumericDate`), within the years 0 to
/// 9999. Fractions of a second are allowed there and kept here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct NumericDate(i128);

const NANOS_PER_SECOND: i128 = 1_000_000_000;
/// 0000-01-01T00:00:00Z
const FIRST_SECOND: i128 = -62_167_219_200;
/// 9999-12-31T23:59:59Z
const LAST_SECOND: i128 = 253_402_300_799;

impl NumericDate {
    fn new(number: Number) -> Option<Self> {
        let nanos = match number {
            Number::Integer(seconds) => seconds.checked_mul(NANOS_PER_SECOND)?,
            // The cast saturates, and what it saturates to is out of range.
            #[expect(
                clippy::cast_possible_truncation,
                reason = "less than a nanosecond is lost"
            )]
            Number::Fraction(seconds) => (seconds * 1e9) as i128,
        };
        let range = FIRST_SECOND * NANOS_PER_SECOND..=LAST_SECOND * NANOS_PER_SECOND;
        range.contains(&nanos).then_some(Self(nanos))
    }

    fn later(self, by: Duration) -> Self {
        Self(self.0.saturating_add(Self::from(by).0))
    }

    fn floor(self) -> UnixSeconds {
        let seconds = self.0.div_euclid(NANOS_PER_SECOND);
        UnixSeconds::new(i64::try_from(seconds).unwrap_or(i64::MAX))
    }
}

impl From<Duration> for NumericDate {
    fn from(since_1970: Duration) -> Self {
        Self(i128::try_from(since_1970.as_nanos()).unwrap_or(i128::MAX))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::parse_object;

    const NOW: Duration = Duration::new(1_800_000_000, 0);

    fn expected() -> Expectations {
        Expectations {
            issuer: "https://auth.example".into(),
            audience: "https://tasks.example".into(),
            leeway: Duration::from_secs(30),
        }
    }

    /// Honest claims, with `claim` replaced by `value`, or removed if `value` is empty.
    fn with(claim: &str, value: &str) -> Result<(Principal, Validity), Reason> {
        let mut claims = vec![
            ("iss", r#""https://auth.example""#),
            ("aud", r#""https://tasks.example""#),
            ("sub", r#""u1""#),
            ("exp", "1800000900"),
            ("iat", "1800000000"),
        ];
        claims.retain(|(name, _)| *name != claim);
        if !value.is_empty() {
            claims.push((claim, value));
        }
        let members: Vec<String> = claims.iter().map(|(n, v)| format!("\"{n}\":{v}")).collect();
        let object = parse_object(format!("{{{}}}", members.join(",")).as_bytes()).unwrap();
        check(&object, &expected(), NOW)
    }

    fn refused(claim: &str, value: &str) -> Reason {
        with(claim, value)
            .err()
            .unwrap_or_else(|| panic!("{claim}: {value} was accepted"))
    }

    #[test]
    fn honest_claims_make_a_principal() {
        let (principal, _) = with("email", r#""a@example.org""#).unwrap();
        assert_eq!(principal.subject(), "u1");
        assert_eq!(principal.email(), Some("a@example.org"));
        assert_eq!(principal.name(), None);
        assert_eq!(principal.expires_at().get(), 1_800_000_900);
    }

    #[test]
    fn every_required_claim_is_required() {
        for name in ["iss", "aud", "sub", "exp"] {
            assert_eq!(
                refused(name, ""),
                Reason::BadClaim(name, ClaimDefect::Missing)
            );
            assert_eq!(
                refused(name, "null"),
                Reason::BadClaim(name, ClaimDefect::WrongType)
            );
            assert_eq!(
                refused(name, "{}"),
                Reason::BadClaim(name, ClaimDefect::WrongType)
            );
            assert_eq!(
                refused(name, "true"),
                Reason::BadClaim(name, ClaimDefect::WrongType)
            );
        }
        assert!(with("iat", "").is_ok());
    }

    #[test]
    fn the_issuer_is_equal_to_the_byte() {
        for issuer in [
            "https://auth.example/",
            "https://auth.example/api/auth",
            "https://AUTH.example",
            "http://auth.example",
            "https://auth.example:443",
            "auth.example",
            " https://auth.example",
            "",
        ] {
            let reason = refused("iss", &format!("{issuer:?}"));
            assert!(matches!(reason, Reason::WrongIssuer { .. }), "{issuer}");
        }
        let reason = refused("iss", r#"["https://auth.example"]"#);
        assert_eq!(reason, Reason::BadClaim("iss", ClaimDefect::WrongType));
    }

    #[test]
    fn the_audience_is_the_string_or_an_array_with_it() {
        assert!(with("aud", r#"["https://tasks.example"]"#).is_ok());
        assert!(with("aud", r#"["x","https://tasks.example"]"#).is_ok());
        for other in [
            r#""https://tasks.example/""#,
            r#""https://tasks""#,
            r#""https://tasks.example.evil""#,
            r#""""#,
            r#"["x"]"#,
            r#"["https://tasks.example,x"]"#,
        ] {
            assert!(
                matches!(refused("aud", other), Reason::WrongAudience { .. }),
                "{other}"
            );
        }
        for mixed in [
            r#"["https://tasks.example",1]"#,
            r#"["https://tasks.example",null]"#,
            "1",
        ] {
            assert_eq!(
                refused("aud", mixed),
                Reason::BadClaim("aud", ClaimDefect::WrongType)
            );
        }
        let nested = r#"[["https://tasks.example"]]"#;
        assert_eq!(
            refused("aud", nested),
            Reason::BadClaim("aud", ClaimDefect::WrongType)
        );
        assert_eq!(
            refused("aud", "[]"),
            Reason::BadClaim("aud", ClaimDefect::Blank)
        );
    }

    #[test]
    fn a_subject_stands_for_one_person() {
        let longest = format!("{:?}", "x".repeat(255));
        assert!(with("sub", &longest).is_ok());
        let cases = [
            (r#""""#.to_owned(), ClaimDefect::Blank),
            (r#""  ""#.to_owned(), ClaimDefect::Blank),
            (r#""\u00a0\u2003""#.to_owned(), ClaimDefect::Blank),
            (r#""\t""#.to_owned(), ClaimDefect::Blank),
            (r#""a\u0000""#.to_owned(), ClaimDefect::ControlCharacters),
            (r#""a\u0085""#.to_owned(), ClaimDefect::ControlCharacters),
            (r#""a\u007f""#.to_owned(), ClaimDefect::ControlCharacters),
            (format!("{:?}", "x".repeat(256)), ClaimDefect::TooLong),
            (format!("{:?}", "é".repeat(128)), ClaimDefect::TooLong),
            ("1".to_owned(), ClaimDefect::WrongType),
        ];
        for (subject, defect) in cases {
            assert_eq!(
                refused("sub", &subject),
                Reason::BadClaim("sub", defect),
                "{subject}"
            );
        }
    }

    #[test]
    fn composed_and_decomposed_subjects_are_two_people() {
        let (composed, _) = with("sub", r#""\u00e9""#).unwrap();
        let (decomposed, _) = with("sub", r#""e\u0301""#).unwrap();
        assert_ne!(composed.subject(), decomposed.subject());
    }

    #[test]
    fn a_token_is_dead_at_the_very_second() {
        // The leeway is 30 s: the last moment is just before exp + 30 = now.
        assert_eq!(refused("exp", "1799999970"), Reason::Expired);
        assert!(with("exp", "1799999971").is_ok());
        assert!(with("exp", "1799999970.5").is_ok());
        assert_eq!(refused("exp", "1799999969.999"), Reason::Expired);
        assert_eq!(refused("exp", "0"), Reason::Expired);
        assert_eq!(refused("exp", "-0.0"), Reason::Expired);
        assert_eq!(refused("exp", "-1"), Reason::Expired);
    }

    #[test]
    fn what_lies_ahead_by_more_than_the_leeway_is_refused() {
        for (claim, reason) in [
            ("nbf", Reason::NotYetValid),
            ("iat", Reason::IssuedInFuture),
        ] {
            assert!(with(claim, "1800000030").is_ok());
            assert!(with(claim, "0").is_ok());
            assert!(with(claim, "-1").is_ok());
            assert_eq!(refused(claim, "1800000030.5"), reason);
            assert_eq!(refused(claim, "1800000031"), reason);
            for wrong in ["null", "\"1800000000\"", "[]", "true"] {
                assert_eq!(
                    refused(claim, wrong),
                    Reason::BadClaim(claim, ClaimDefect::WrongType)
                );
            }
        }
    }

    #[test]
    fn times_out_of_range_are_refused_and_nothing_overflows() {
        for claim in ["exp", "nbf", "iat"] {
            for huge in [
                "1e300",
                "-1e300",
                "1.7976931348623157e308",
                "18446744073709551615",
                "-9223372036854775808",
                "99999999999999999999999999",
                "1800000000000",
                "253402300800",
            ] {
                assert_eq!(
                    refused(claim, huge),
                    Reason::BadClaim(claim, ClaimDefect::OutOfRange),
                    "{claim} {huge}"
                );
            }
        }
        assert!(with("exp", "253402300799").is_ok());
        assert!(with("exp", "1.8000009e9").is_ok());
    }

    #[test]
    fn odd_display_texts_are_left_out() {
        for odd in [
            "1",
            "null",
            "\"\"",
            r#""a\nb""#,
            &format!("{:?}", "x".repeat(600)),
        ] {
            assert_eq!(with("email", odd).unwrap().0.email(), None, "{odd}");
            assert_eq!(with("name", odd).unwrap().0.name(), None, "{odd}");
        }
    }
}
