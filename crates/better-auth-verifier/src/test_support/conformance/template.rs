//! Text with placeholders, as recipes have it.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;

use super::kitchen::Kitchen;

/// Text with placeholders `${…}`, parsed when the table is read and filled in when a case runs.
#[derive(Debug, Clone)]
pub(super) struct Template(Vec<Piece>);

#[derive(Debug, Clone)]
enum Piece {
    Text(Vec<u8>),
    Now(Offset),
    Repeat(usize, Template),
    Jwk(Jwk),
    KeySet,
    Bait,
    Base64(Template),
    Token,
    Number,
}

/// A published key, perhaps with members changed (or taken away, where there is no value).
#[derive(Debug, Clone)]
struct Jwk {
    key: String,
    changes: Vec<(String, Option<Value>)>,
}

/// Seconds from now, either whole or with a fraction.
#[derive(Debug, Clone)]
struct Offset(String);

impl Template {
    /// A text whose backslashes mean nothing: JSON has its own.
    pub(super) fn verbatim(text: &str) -> Result<Self, String> {
        Self::parse(text, false)
    }

    /// A text in which `\xNN`, `\n`, `\r`, `\t`, `\0`, `\s` (a blank) and `\\` stand for a byte.
    pub(super) fn escaped(text: &str) -> Result<Self, String> {
        Self::parse(text, true)
    }

    /// A JSON value: verbatim, but for a bare `now`, `now+30`, `now-0.5`.
    pub(super) fn value(text: &str) -> Result<Self, String> {
        match text.strip_prefix("now") {
            Some(offset) => Ok(Self(vec![Piece::Now(Offset::parse(offset)?)])),
            None => Self::verbatim(text),
        }
    }

    fn parse(text: &str, escapes: bool) -> Result<Self, String> {
        let mut pieces = Vec::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once("${") {
            pieces.push(literal(before, escapes)?);
            let end = closing_brace(after).ok_or(format!("`${{{after}` is not closed"))?;
            let (inside, behind) = after.split_at(end);
            pieces.push(Piece::parse(inside, escapes)?);
            rest = behind.strip_prefix('}').unwrap_or(behind);
        }
        pieces.push(literal(rest, escapes)?);
        Ok(Self(pieces))
    }

    /// The text with everything filled in.
    pub(super) fn fill(&self, kitchen: &Kitchen<'_>) -> Result<Vec<u8>, String> {
        let mut filled = Vec::new();
        for piece in &self.0 {
            filled.extend(piece.fill(kitchen)?);
        }
        Ok(filled)
    }
}

fn literal(text: &str, escapes: bool) -> Result<Piece, String> {
    let bytes = if escapes {
        unescape(text)?
    } else {
        text.as_bytes().to_vec()
    };
    Ok(Piece::Text(bytes))
}

/// Where the brace closes that was open before this text.
fn closing_brace(text: &str) -> Option<usize> {
    let mut open = 1;
    text.bytes().position(|byte| {
        match byte {
            b'{' => open += 1,
            b'}' => open -= 1,
            _ => {}
        }
        open == 0
    })
}

impl Piece {
    fn parse(inside: &str, escapes: bool) -> Result<Self, String> {
        let (word, rest) = inside.split_once(' ').unwrap_or((inside, ""));
        if let Some((count, text)) = inside.split_once('*')
            && let Ok(count) = count.parse()
        {
            return Ok(Self::Repeat(count, Template::parse(text, escapes)?));
        }
        if let Some(offset) = inside.strip_prefix("now") {
            return Ok(Self::Now(Offset::parse(offset)?));
        }
        match (word, rest) {
            ("jwks", "") => Ok(Self::KeySet),
            ("bait", "") => Ok(Self::Bait),
            ("token", "") => Ok(Self::Token),
            ("n", "") => Ok(Self::Number),
            ("base64", text) => Ok(Self::Base64(Template::parse(text, escapes)?)),
            ("jwk", of) => Jwk::parse(of).map(Self::Jwk),
            _ => Err(format!("`${{{inside}}}` is no placeholder")),
        }
    }

    fn fill(&self, kitchen: &Kitchen<'_>) -> Result<Vec<u8>, String> {
        Ok(match self {
            Self::Text(bytes) => bytes.clone(),
            Self::Now(offset) => offset.from(kitchen.now)?.into_bytes(),
            Self::Repeat(count, text) => text.fill(kitchen)?.repeat(*count),
            Self::Jwk(jwk) => jwk.fill(kitchen)?.into_bytes(),
            Self::KeySet => kitchen.issuer.key_set().into_bytes(),
            Self::Bait => kitchen.bait.as_bytes().to_vec(),
            Self::Base64(text) => URL_SAFE_NO_PAD.encode(text.fill(kitchen)?).into_bytes(),
            Self::Token => kitchen
                .token
                .clone()
                .ok_or("`${token}` stands where there is no token yet")?,
            Self::Number => kitchen.number.to_string().into_bytes(),
        })
    }
}

impl Jwk {
    /// `key-1`, `stranger alg="PS256" use-`
    fn parse(text: &str) -> Result<Self, String> {
        let mut words = text.split(' ');
        let key = words.next().unwrap_or_default().to_owned();
        let changes = words.map(|word| {
            if let Some((member, value)) = word.split_once('=') {
                let value = serde_json::from_str(value)
                    .map_err(|error| format!("`{value}` is no JSON: {error}"))?;
                Ok((member.to_owned(), Some(value)))
            } else if let Some(member) = word.strip_suffix('-') {
                Ok((member.to_owned(), None))
            } else {
                Err(format!(
                    "`{word}` neither sets a member (`use=\"sig\"`) nor takes one away (`alg-`)"
                ))
            }
        });
        Ok(Self {
            key,
            changes: changes.collect::<Result<_, String>>()?,
        })
    }

    fn fill(&self, kitchen: &Kitchen<'_>) -> Result<String, String> {
        let mut jwk = kitchen.key(&self.key)?.public_jwk();
        let members = jwk.as_object_mut().ok_or("a secret is not published")?;
        for (member, value) in &self.changes {
            match value {
                Some(value) => members.insert(member.clone(), value.clone()),
                None => members.remove(member),
            };
        }
        Ok(jwk.to_string())
    }
}

impl Offset {
    fn parse(text: &str) -> Result<Self, String> {
        let number: Result<f64, _> = text.parse();
        let is_signed = text.starts_with(['+', '-']);
        if text.is_empty() || (is_signed && number.is_ok()) {
            Ok(Self(text.to_owned()))
        } else {
            Err(format!(
                "`now{text}` is no time; write now, now+30 or now-0.5"
            ))
        }
    }

    fn from(&self, now: u64) -> Result<String, String> {
        if self.0.is_empty() {
            return Ok(now.to_string());
        }
        if let Ok(seconds) = self.0.parse::<i64>() {
            return Ok(now.saturating_add_signed(seconds).to_string());
        }
        let fraction: f64 = self.0.parse().map_err(|_| "no number of seconds")?;
        // Whole seconds of today are exact in a double.
        let now = u32::try_from(now).map_err(|_| "the clock is beyond the year 2106")?;
        Ok((f64::from(now) + fraction).to_string())
    }
}

fn unescape(text: &str) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('\\') {
        bytes.extend(before.as_bytes());
        let mut chars = after.chars();
        match chars.next() {
            Some('n') => bytes.push(b'\n'),
            Some('r') => bytes.push(b'\r'),
            Some('t') => bytes.push(b'\t'),
            Some('0') => bytes.push(0),
            Some('s') => bytes.push(b' '),
            Some('\\') => bytes.push(b'\\'),
            Some('x') => {
                let digits = after.get(1..3).unwrap_or_default();
                let byte = u8::from_str_radix(digits, 16)
                    .map_err(|_| format!("`\\{after}` is no byte; write \\xNN"))?;
                bytes.push(byte);
                chars = after.get(3..).unwrap_or_default().chars();
            }
            _ => return Err(format!("`\\{after}` is no escape")),
        }
        rest = chars.as_str();
    }
    bytes.extend(rest.as_bytes());
    Ok(bytes)
}

/// Bytes written as pairs of hexadecimal digits.
pub(super) fn hex(text: &str) -> Result<Vec<u8>, String> {
    let error = || format!("`{text}` is not hexadecimal");
    if !text.is_ascii() || !text.len().is_multiple_of(2) {
        return Err(error());
    }
    (0..text.len())
        .step_by(2)
        .map(|at| {
            text.get(at..at + 2)
                .and_then(|pair| u8::from_str_radix(pair, 16).ok())
        })
        .collect::<Option<_>>()
        .ok_or_else(error)
}
