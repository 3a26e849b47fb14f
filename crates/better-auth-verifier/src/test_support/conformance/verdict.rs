//! What must come back, and the words for what did.

use std::fmt;

use crate::json::JsonError;
use crate::jwk::KeyDefect;
use crate::principal::Principal;
use crate::refusal::{ClaimDefect, Reason, Refusal};

/// What a request must come to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expectation {
    /// What the verifier says.
    pub verdict: Verdict,
    /// The status of the answer over HTTP.
    pub status: u16,
    /// Whether HTTP itself refuses the request, before it reaches the verifier.
    pub by_http: bool,
}

/// What the verifier says to a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// It is from this subject.
    Accepted(String),
    /// It is refused, in these words: the refusal's label and what it says in particular.
    Refused(String),
    /// The request cannot be put into the types of HTTP, so no verifier ever sees it.
    Inexpressible,
}

impl Verdict {
    /// What the verifier said.
    #[must_use]
    pub fn of(outcome: &Result<impl AsRef<Principal>, Refusal>) -> Self {
        match outcome {
            Ok(principal) => Self::Accepted(principal.as_ref().subject().to_owned()),
            Err(refusal) => Self::Refused(words(refusal)),
        }
    }

    /// The refusal's label, which metrics count it under.
    #[must_use]
    pub fn label(&self) -> Option<&str> {
        match self {
            Self::Refused(words) => words.split(' ').next(),
            Self::Accepted(_) | Self::Inexpressible => None,
        }
    }

    /// `accepted u1`, `accepted "e\u0301"`, `-`, or a refusal's words.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        if text == "-" {
            return Ok(Self::Inexpressible);
        }
        if let Some(subject) = text.strip_prefix("accepted ") {
            let subject = if subject.starts_with('"') {
                serde_json::from_str(subject)
                    .map_err(|error| format!("`{subject}` is no JSON string: {error}"))?
            } else {
                subject.to_owned()
            };
            return Ok(Self::Accepted(subject));
        }
        let label = text.split(' ').next().unwrap_or_default();
        let is_known = Reason::LABELS.contains(&label)
            || ["no_token", "several_authorizations", "no_keys"].contains(&label);
        if is_known {
            Ok(Self::Refused(text.to_owned()))
        } else {
            Err(format!(
                "`{text}` is no verdict; write `accepted SUBJECT`, `-` or a refusal's label, such as \
                 `bad_signature`"
            ))
        }
    }
}

impl Expectation {
    /// From a verdict and a status such as `401` or `400 by HTTP`.
    pub(super) fn parse(verdict: &str, status: &str) -> Result<Self, String> {
        let verdict = Verdict::parse(verdict)?;
        let (number, by_http) = match status.strip_suffix(" by HTTP") {
            Some(number) => (number, true),
            None => (status, false),
        };
        let number = number
            .parse()
            .map_err(|_| format!("`{status}` is no status; write 401 or 400 by HTTP"))?;
        let follows = match &verdict {
            Verdict::Accepted(_) => 200,
            Verdict::Inexpressible => 0,
            Verdict::Refused(words) => match words.as_str() {
                "several_authorizations" => 400,
                "no_keys" => 503,
                _ => 401,
            },
        };
        let is_free = by_http || verdict == Verdict::Inexpressible;
        if !is_free && follows != number {
            return Err(format!("`{verdict}` is never answered with {number}"));
        }
        Ok(Self {
            verdict,
            status: number,
            by_http,
        })
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Accepted(subject) => write!(f, "accepted {}", subject.escape_debug()),
            Self::Refused(words) => f.write_str(words),
            Self::Inexpressible => f.write_str("-"),
        }
    }
}

/// A refusal's label and what it says in particular.
fn words(refusal: &Refusal) -> String {
    let label = refusal.label();
    let Refusal::Invalid(reason) = refusal else {
        return label.to_owned();
    };
    match reason {
        Reason::NotThreeParts { parts } => format!("{label} {parts}"),
        Reason::EmptyPart(part) | Reason::NotBase64Url(part) => format!("{label} {part}"),
        Reason::NotStrictJson(part, error) => format!("{label} {part} {}", json_error(error)),
        Reason::ForbiddenHeader(name) => format!("{label} {name}"),
        Reason::UnusableKey(_, defect) => format!("{label} {}", key_defect(defect)),
        Reason::BadClaim(name, defect) => format!("{label} {name} {}", claim_defect(*defect)),
        _ => label.to_owned(),
    }
}

fn json_error(error: &JsonError) -> &'static str {
    match error {
        JsonError::NotUtf8 => "not UTF-8",
        JsonError::Syntax { .. } => "syntax",
        JsonError::NotAnObject => "not an object",
        JsonError::DuplicateMember => "duplicate member",
        JsonError::TooDeep => "too deep",
    }
}

fn claim_defect(defect: ClaimDefect) -> &'static str {
    match defect {
        ClaimDefect::Missing => "missing",
        ClaimDefect::WrongType => "wrong type",
        ClaimDefect::OutOfRange => "out of range",
        ClaimDefect::Blank => "blank",
        ClaimDefect::TooLong => "too long",
        ClaimDefect::ControlCharacters => "control characters",
    }
}

fn key_defect(defect: &KeyDefect) -> &'static str {
    match defect {
        KeyDefect::NotStrictJson(_) => "not strict JSON",
        KeyDefect::NoKeyId => "no id",
        KeyDefect::Private => "private",
        KeyDefect::Symmetric => "symmetric",
        KeyDefect::OtherUse => "other use",
        KeyDefect::Unsupported(_) => "unsupported",
        KeyDefect::WrongKeyType(_) => "wrong key type",
        KeyDefect::AmbiguousAlgorithm => "ambiguous algorithm",
        KeyDefect::NotAllowed(_) => "not allowed",
        KeyDefect::BadNumber(_) => "bad number",
        KeyDefect::BadModulus => "bad modulus",
        KeyDefect::BadExponent => "bad exponent",
        KeyDefect::WeakPoint => "weak point",
        KeyDefect::NotAKey => "not a key",
    }
}
