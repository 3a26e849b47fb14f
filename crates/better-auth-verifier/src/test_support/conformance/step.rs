//! What happens in a case, step by step.

use std::time::Duration;

use super::recipe::Recipe;
use super::template::Template;
use super::verdict::Expectation;
use crate::algorithm::Algorithm;

/// Between the steps of a case.
const SEPARATOR: &str = " | ";

/// One thing that happens.
#[derive(Debug, Clone)]
pub(super) enum Step {
    /// Requests come and are answered.
    Send {
        recipe: Recipe,
        how: How,
        expected: Expectation,
    },
    /// A request comes, and will be answered like this.
    Begin(Recipe, Expectation),
    /// The oldest request that has begun is answered.
    End,
    /// A token is made and kept under a name.
    Keep(String, Recipe),
    /// From now on the key set's endpoint answers so.
    Serve(Serve),
    /// From now on its requests wait.
    Hold,
    /// They are answered.
    Release,
    /// The issuer makes itself a key, and signs with it from now on.
    Rotate(Algorithm, String),
    /// The issuer takes a key back.
    Withdraw(String),
    /// Time passes.
    Advance(Duration),
    /// Somebody sets the wall clock so much forward or back.
    SetClock(i64),
    /// The verifier begins to keep its keys fresh by itself.
    Start,
    /// Until that many requests for the key set have come in.
    AwaitRequests(usize),
    /// Until that many fetches have ended, well or badly.
    AwaitFetches(u64),
    /// That many requests for the key set have come in, and no more.
    Fetches(usize),
    /// Whether tokens can be verified.
    Ready(bool),
}

/// How often a request is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum How {
    Once,
    /// One after the other.
    Times(usize),
    /// At the same time.
    AtOnce(usize),
}

/// What the key set's endpoint answers.
#[derive(Debug, Clone)]
pub(super) enum Serve {
    /// What the issuer publishes now.
    Keys,
    /// That status, with the issuer's honest key set for a body.
    Status(u16),
    /// A web page, with 200.
    Html,
    /// Nothing, with 200.
    Blank,
    /// A redirect to the honest key set elsewhere.
    Redirect,
    /// A key set of more bytes than are read.
    Oversized,
    /// Bytes without end.
    Endless,
    /// The key set, and the connection closed before its end.
    CutShort,
    /// The connection closed without a word.
    Nothing,
    /// This text.
    Text(Template),
}

/// Reads the steps of a story, each written out.
pub(super) fn parse_story(text: &str) -> Result<Vec<Step>, String> {
    text.split(SEPARATOR)
        .map(|step| Step::parse(step.trim()))
        .collect()
}

/// Reads what comes before a request, and the request.
pub(super) fn parse_single(text: &str, expected: Expectation) -> Result<Vec<Step>, String> {
    let (before, recipe) = match text.rsplit_once(SEPARATOR) {
        Some((before, recipe)) => (parse_story(before)?, recipe),
        None => (Vec::new(), text),
    };
    let send = Step::Send {
        recipe: Recipe::parse(recipe.trim())?,
        how: How::Once,
        expected,
    };
    Ok(before.into_iter().chain([send]).collect())
}

impl Step {
    fn parse(text: &str) -> Result<Self, String> {
        let (word, rest) = text.split_once(' ').unwrap_or((text, ""));
        let unknown = || format!("`{text}` is no step");
        Ok(match (word, rest) {
            ("send", rest) => Self::send(rest)?,
            ("begin", rest) => {
                let (recipe, expected) = with_expectation(rest)?;
                Self::Begin(Recipe::parse(recipe)?, expected)
            }
            ("end", "") => Self::End,
            ("keep", rest) => {
                let (name, recipe) = rest.split_once(": ").ok_or_else(unknown)?;
                Self::Keep(name.into(), Recipe::parse(recipe)?)
            }
            ("serve", what) => Self::Serve(Serve::parse(what)?),
            ("hold", "") => Self::Hold,
            ("release", "") => Self::Release,
            ("rotate", rest) => {
                let (algorithm, id) = rest.split_once(' ').ok_or_else(unknown)?;
                let algorithm = Algorithm::from_name(algorithm).ok_or_else(unknown)?;
                Self::Rotate(algorithm, id.into())
            }
            ("withdraw", id) => Self::Withdraw(id.into()),
            ("advance", span) => Self::Advance(duration(span)?),
            ("set-clock", seconds) => Self::SetClock(seconds.parse().map_err(|_| unknown())?),
            ("start", "") => Self::Start,
            ("await-requests", count) => Self::AwaitRequests(count.parse().map_err(|_| unknown())?),
            ("await-fetches", count) => Self::AwaitFetches(count.parse().map_err(|_| unknown())?),
            ("fetches", count) => Self::Fetches(count.parse().map_err(|_| unknown())?),
            ("ready", "") => Self::Ready(true),
            ("not", "ready") => Self::Ready(false),
            _ => return Err(unknown()),
        })
    }

    /// `honest => accepted u1 200`, `1000 times honest => …`, `100 at once honest => …`
    fn send(text: &str) -> Result<Self, String> {
        let (recipe, expected) = with_expectation(text)?;
        let counted = recipe.split_once(' ').and_then(|(count, rest)| {
            let count = count.parse().ok()?;
            if let Some(recipe) = rest.strip_prefix("times ") {
                Some((How::Times(count), recipe))
            } else {
                rest.strip_prefix("at once ")
                    .map(|recipe| (How::AtOnce(count), recipe))
            }
        });
        let (how, recipe) = counted.unwrap_or((How::Once, recipe));
        Ok(Self::Send {
            recipe: Recipe::parse(recipe)?,
            how,
            expected,
        })
    }
}

impl Serve {
    fn parse(text: &str) -> Result<Self, String> {
        Ok(match text {
            "keys" => Self::Keys,
            "html" => Self::Html,
            "blank" => Self::Blank,
            "redirect" => Self::Redirect,
            "oversized" => Self::Oversized,
            "endless" => Self::Endless,
            "cut-short" => Self::CutShort,
            "nothing" => Self::Nothing,
            _ if text.starts_with(['{', '[', '$']) => Self::Text(Template::verbatim(text)?),
            _ => Self::Status(
                text.parse()
                    .map_err(|_| format!("`{text}` cannot be served"))?,
            ),
        })
    }
}

/// `honest => accepted u1 200`
fn with_expectation(text: &str) -> Result<(&str, Expectation), String> {
    let (recipe, expected) = text.rsplit_once(" => ").ok_or(format!(
        "`{text}` does not say what must come back (=> VERDICT STATUS)"
    ))?;
    let (verdict, status) = expected
        .rsplit_once(' ')
        .ok_or(format!("`{expected}` is no verdict with a status"))?;
    Ok((recipe, Expectation::parse(verdict, status)?))
}

/// `1ms`, `11s`, `10m`, `24h`
pub(super) fn duration(text: &str) -> Result<Duration, String> {
    let unit = text.find(|letter: char| !letter.is_ascii_digit());
    let parsed = unit.and_then(|at| {
        let (number, unit) = text.split_at(at);
        let number: u64 = number.parse().ok()?;
        Some(match unit {
            "ms" => Duration::from_millis(number),
            "s" => Duration::from_secs(number),
            "m" => Duration::from_secs(number.checked_mul(60)?),
            "h" => Duration::from_secs(number.checked_mul(3600)?),
            _ => return None,
        })
    });
    parsed.ok_or(format!(
        "`{text}` is no span of time; write 1ms, 11s, 10m or 24h"
    ))
}
