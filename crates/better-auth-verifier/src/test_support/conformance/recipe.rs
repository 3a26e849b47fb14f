//! How a request is made: an honest token, and what is done to it.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD};
use serde_json::Value;

use super::kitchen::Kitchen;
use super::signature::Change;
use super::signer::Signer;
use super::template::Template;

/// Between the words of a recipe.
const SEPARATOR: &str = "; ";

/// A recipe for one request.
#[derive(Debug, Clone)]
pub(super) struct Recipe {
    base: Base,
    words: Vec<Word>,
}

/// What a recipe begins with.
#[derive(Debug, Clone)]
enum Base {
    /// No token, and no `Authorization` field.
    Nothing,
    /// An honest token: by the issuer's newest key, or by the one of that id.
    Honest(Option<String>),
    /// A token that was kept.
    Kept(String),
    /// Any text in the place of a token.
    Text(Template),
}

#[derive(Debug, Clone)]
enum Word {
    Set(Json, String, Template),
    Add(Json, String, Template),
    Drop(Json, String),
    Whole(Json, Template),
    Edit(Place, Edit),
    Sign(Signer),
    Signature(Change),
    Field(String, Template),
    Trailer(String, Template),
    Query(Template),
    Body(Template),
}

/// One of the two JSON objects of a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Json {
    Header,
    Claims,
}

/// What can be edited as text. The order is that in which a token is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// The header before it is encoded and signed.
    HeaderJson,
    /// The payload before it is encoded and signed.
    PayloadJson,
    /// The encoded header, after the signature was made.
    Header,
    /// The encoded payload, after the signature was made.
    Payload,
    /// The encoded signature.
    Signature,
    /// The whole token.
    Token,
}

#[derive(Debug, Clone)]
enum Edit {
    Append(Template),
    Prepend(Template),
    /// In the middle.
    Insert(Template),
    Replace(Template),
    /// The bits that decoding throws away are set.
    TrailingBits,
    /// With the padding of base64.
    Pad,
    /// In the alphabet of plain base64.
    PlainBase64,
}

/// A request, ready to be sent.
#[derive(Debug, Clone, Default)]
pub struct Request {
    /// Header fields in their order; values are bytes that HTTP may refuse.
    pub fields: Vec<(String, Vec<u8>)>,
    /// What stands behind the `?`, if anything does.
    pub query: Option<Vec<u8>>,
    /// A body of the type `application/x-www-form-urlencoded`, if there is one.
    pub body: Option<Vec<u8>>,
    /// Fields that come after a chunked body.
    pub trailers: Vec<(String, Vec<u8>)>,
}

impl Recipe {
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let mut texts = text.split(SEPARATOR).map(str::trim);
        let base = Base::parse(texts.next().unwrap_or_default())?;
        let has_parts = matches!(base, Base::Honest(_));
        let mut words: Vec<Word> = Vec::new();
        for text in texts {
            let word = Word::parse(text)?;
            let stage = word.stage();
            if words.last().is_some_and(|before| before.stage() > stage) {
                return Err(format!("`{text}` cannot come after what stands before it"));
            }
            if !has_parts && stage < Stage::Token {
                return Err(format!(
                    "`{text}` changes a part, and only an honest token has parts"
                ));
            }
            words.push(word);
        }
        Ok(Self { base, words })
    }

    /// The token alone; none if the recipe begins with `nothing`.
    pub(super) fn token(&self, kitchen: &Kitchen<'_>) -> Result<Option<Vec<u8>>, String> {
        let mut token = match &self.base {
            Base::Nothing => return Ok(None),
            Base::Text(text) => text.fill(kitchen)?,
            Base::Kept(name) => {
                let kept = kitchen.kept.get(name);
                kept.ok_or(format!("no token is kept as `{name}`"))?.clone()
            }
            Base::Honest(by) => self.honest(by.as_deref(), kitchen)?,
        };
        for word in &self.words {
            if let Word::Edit(Place::Token, edit) = word {
                token = edit.apply(token, kitchen)?;
            }
        }
        Ok(Some(token))
    }

    /// The request with the token in it.
    pub(super) fn request(&self, mut kitchen: Kitchen<'_>) -> Result<Request, String> {
        kitchen.token = self.token(&kitchen)?;
        let mut request = Request::default();
        let mut is_placed = matches!(self.base, Base::Nothing);
        for word in &self.words {
            is_placed |= word.stage() == Stage::Request;
            match word {
                Word::Field(name, value) => {
                    request.fields.push((name.clone(), value.fill(&kitchen)?));
                }
                Word::Trailer(name, value) => {
                    request.trailers.push((name.clone(), value.fill(&kitchen)?));
                }
                Word::Query(text) => request.query = Some(text.fill(&kitchen)?),
                Word::Body(text) => request.body = Some(text.fill(&kitchen)?),
                _ => {}
            }
        }
        if !is_placed {
            let token = kitchen.token.unwrap_or_default();
            let value = [b"Bearer ", &token[..]].concat();
            request.fields.push(("Authorization".into(), value));
        }
        Ok(request)
    }

    fn honest(&self, by: Option<&str>, kitchen: &Kitchen<'_>) -> Result<Vec<u8>, String> {
        let key = match by {
            Some(name) => kitchen.key(name)?,
            None => kitchen.issuer.key().clone(),
        };
        let mut signer = Signer::Key(key.clone());
        let mut header = Members::of(&serde_json::from_str(&key.header()).unwrap_or_default());
        let mut claims = Members::of(&kitchen.issuer.claims("u1"));
        let (mut whole_header, mut whole_payload) = (None, None);
        for word in &self.words {
            match word {
                Word::Set(json, name, value) => {
                    let value = text(value.fill(kitchen)?)?;
                    json.of(&mut header, &mut claims).set(name, value);
                }
                Word::Add(json, name, value) => {
                    let value = text(value.fill(kitchen)?)?;
                    json.of(&mut header, &mut claims)
                        .0
                        .push((name.clone(), value));
                }
                Word::Drop(json, name) => json.of(&mut header, &mut claims).drop(name)?,
                Word::Whole(Json::Header, json) => whole_header = Some(json.fill(kitchen)?),
                Word::Whole(Json::Claims, json) => whole_payload = Some(json.fill(kitchen)?),
                Word::Sign(by) => signer = by.clone(),
                _ => {}
            }
        }
        let header = whole_header.unwrap_or_else(|| header.json());
        let payload = whole_payload.unwrap_or_else(|| claims.json());
        let header = self.edit(Place::HeaderJson, header, kitchen)?;
        let payload = self.edit(Place::PayloadJson, payload, kitchen)?;
        let encode = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes).into_bytes();
        let input = [encode(&header), encode(&payload)].join(&b'.');
        let mut signature = signer.signature(&input, kitchen)?;
        for word in &self.words {
            if let Word::Signature(change) = word {
                change.apply(&mut signature, key.algorithm())?;
            }
        }
        let parts = [
            self.edit(Place::Header, encode(&header), kitchen)?,
            self.edit(Place::Payload, encode(&payload), kitchen)?,
            self.edit(Place::Signature, encode(&signature), kitchen)?,
        ];
        Ok(parts.join(&b'.'))
    }

    fn edit(
        &self,
        place: Place,
        mut bytes: Vec<u8>,
        kitchen: &Kitchen<'_>,
    ) -> Result<Vec<u8>, String> {
        for word in &self.words {
            if let Word::Edit(at, edit) = word
                && *at == place
            {
                bytes = edit.apply(bytes, kitchen)?;
            }
        }
        Ok(bytes)
    }
}

/// When in the making of a request a word has its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Stage {
    Json,
    Sign,
    Signature,
    Parts,
    Token,
    Request,
}

impl Base {
    fn parse(text: &str) -> Result<Self, String> {
        if let Some(text) = text.strip_prefix("text ") {
            return Template::escaped(text).map(Self::Text);
        }
        let mut words = text.split(' ');
        match (words.next(), words.next(), words.next(), words.next()) {
            (Some("nothing"), None, ..) => Ok(Self::Nothing),
            (Some("honest"), None, ..) => Ok(Self::Honest(None)),
            (Some("honest"), Some("by"), Some(key), None) => Ok(Self::Honest(Some(key.into()))),
            (Some("kept"), Some(name), None, _) => Ok(Self::Kept(name.into())),
            _ => Err(format!(
                "`{text}` begins no recipe; write nothing, honest, honest by KEY, kept NAME or text …"
            )),
        }
    }
}

impl Word {
    fn parse(text: &str) -> Result<Self, String> {
        if let Some(member) = text.strip_prefix("header.") {
            return Self::member(Json::Header, member);
        }
        if let Some(member) = text.strip_prefix("claim.") {
            return Self::member(Json::Claims, member);
        }
        if let Some(json) = text.strip_prefix("header=") {
            return Template::verbatim(json).map(|json| Self::Whole(Json::Header, json));
        }
        if let Some(json) = text.strip_prefix("payload=") {
            return Template::verbatim(json).map(|json| Self::Whole(Json::Claims, json));
        }
        if let Some(signer) = text.strip_prefix("sign=") {
            return Signer::parse(signer).map(Self::Sign);
        }
        let (word, rest) = text.split_once(' ').unwrap_or((text, ""));
        match word {
            "drop" => match rest.split_once('.') {
                Some(("header", name)) => Ok(Self::Drop(Json::Header, name.into())),
                Some(("claim", name)) => Ok(Self::Drop(Json::Claims, name.into())),
                _ => Err(format!(
                    "`{rest}` cannot be dropped; write header.NAME or claim.NAME"
                )),
            },
            "sig" => Change::parse(rest).map(Self::Signature),
            "field" | "trailer" => {
                let (name, value) = rest
                    .split_once(": ")
                    .ok_or(format!("`{rest}` is no field; write NAME: VALUE"))?;
                let value = Template::escaped(value)?;
                Ok(if word == "field" {
                    Self::Field(name.into(), value)
                } else {
                    Self::Trailer(name.into(), value)
                })
            }
            "query" => Template::verbatim(rest).map(Self::Query),
            "body" => Template::verbatim(rest).map(Self::Body),
            _ => Self::edit(word, rest),
        }
    }

    fn member(json: Json, text: &str) -> Result<Self, String> {
        let (name, value) = text.split_once('=').ok_or(format!(
            "`{text}` has no value; write NAME=JSON or NAME+=JSON"
        ))?;
        let template = Template::value(value)?;
        Ok(match name.strip_suffix('+') {
            Some(name) => Self::Add(json, name.into(), template),
            None => Self::Set(json, name.into(), template),
        })
    }

    fn edit(word: &str, rest: &str) -> Result<Self, String> {
        let (place, text) = rest.split_once(' ').unwrap_or((rest, ""));
        let place = match place {
            "header-json" => Place::HeaderJson,
            "payload-json" => Place::PayloadJson,
            "header" => Place::Header,
            "payload" => Place::Payload,
            "signature" => Place::Signature,
            "token" => Place::Token,
            _ => return Err(format!("`{word} {rest}` is no word of a recipe")),
        };
        let edit = match (word, text) {
            ("append", text) => Edit::Append(Template::escaped(text)?),
            ("prepend", text) => Edit::Prepend(Template::escaped(text)?),
            ("insert", text) => Edit::Insert(Template::escaped(text)?),
            ("replace", text) => Edit::Replace(Template::escaped(text)?),
            ("trailing-bits", "") => Edit::TrailingBits,
            ("pad", "") => Edit::Pad,
            ("plain-base64", "") => Edit::PlainBase64,
            _ => return Err(format!("`{word} {rest}` is no word of a recipe")),
        };
        Ok(Self::Edit(place, edit))
    }

    fn stage(&self) -> Stage {
        match self {
            Self::Set(..)
            | Self::Add(..)
            | Self::Drop(..)
            | Self::Whole(..)
            | Self::Edit(Place::HeaderJson | Place::PayloadJson, _) => Stage::Json,
            Self::Sign(_) => Stage::Sign,
            Self::Signature(_) => Stage::Signature,
            Self::Edit(Place::Header | Place::Payload | Place::Signature, _) => Stage::Parts,
            Self::Edit(Place::Token, _) => Stage::Token,
            Self::Field(..) | Self::Trailer(..) | Self::Query(_) | Self::Body(_) => Stage::Request,
        }
    }
}

impl Edit {
    fn apply(&self, mut bytes: Vec<u8>, kitchen: &Kitchen<'_>) -> Result<Vec<u8>, String> {
        let decoded = |bytes: &[u8]| {
            let decoded = URL_SAFE_NO_PAD.decode(bytes);
            decoded.map_err(|_| "that part is no base64url already".to_owned())
        };
        Ok(match self {
            Self::Append(text) => [bytes, text.fill(kitchen)?].concat(),
            Self::Prepend(text) => [text.fill(kitchen)?, bytes].concat(),
            Self::Insert(text) => {
                let middle = bytes.len() / 2;
                drop(bytes.splice(middle..middle, text.fill(kitchen)?));
                bytes
            }
            Self::Replace(text) => text.fill(kitchen)?,
            Self::Pad => {
                let padded = URL_SAFE.encode(decoded(&bytes)?).into_bytes();
                different(padded, &bytes)?
            }
            Self::PlainBase64 => {
                let plain = STANDARD_NO_PAD.encode(decoded(&bytes)?).into_bytes();
                different(plain, &bytes)?
            }
            Self::TrailingBits => with_trailing_bits(bytes)?,
        })
    }
}

/// An edit that changes nothing would make a case say something else than it does.
fn different(edited: Vec<u8>, before: &[u8]) -> Result<Vec<u8>, String> {
    if edited == before {
        Err("that part is the same in this spelling; give the token something that is not".into())
    } else {
        Ok(edited)
    }
}

/// The same bytes again, with a bit set that decoding throws away.
fn with_trailing_bits(mut part: Vec<u8>) -> Result<Vec<u8>, String> {
    const ALPHABET: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    if part.len().is_multiple_of(4) {
        return Err("that part leaves no bits over; make it longer or shorter".into());
    }
    let last = part.pop();
    let value = ALPHABET.iter().position(|letter| Some(*letter) == last);
    let other = value.and_then(|value| ALPHABET.get(value | 1));
    part.push(*other.ok_or("that part is no base64url")?);
    Ok(part)
}

impl Json {
    fn of<'m>(self, header: &'m mut Members, claims: &'m mut Members) -> &'m mut Members {
        match self {
            Self::Header => header,
            Self::Claims => claims,
        }
    }
}

/// The members of a JSON object as they are written: in order, doubles included.
struct Members(Vec<(String, String)>);

impl Members {
    fn of(object: &Value) -> Self {
        let members = object.as_object().into_iter().flatten();
        Self(
            members
                .map(|(name, value)| (name.clone(), value.to_string()))
                .collect(),
        )
    }

    fn set(&mut self, name: &str, value: String) {
        match self.0.iter_mut().find(|(known, _)| known == name) {
            Some(member) => member.1 = value,
            None => self.0.push((name.to_owned(), value)),
        }
    }

    fn drop(&mut self, name: &str) -> Result<(), String> {
        let before = self.0.len();
        self.0.retain(|(known, _)| known != name);
        if self.0.len() == before {
            return Err(format!("there is no `{name}` to drop"));
        }
        Ok(())
    }

    fn json(&self) -> Vec<u8> {
        let members: Vec<String> = self
            .0
            .iter()
            .map(|(name, value)| format!("\"{name}\":{value}"))
            .collect();
        format!("{{{}}}", members.join(",")).into_bytes()
    }
}

fn text(bytes: Vec<u8>) -> Result<String, String> {
    String::from_utf8(bytes).map_err(|_| "a member's value is text; append bytes instead".into())
}
