//! Makes tokens by recipe.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use better_auth_verifier::Algorithm;
use better_auth_verifier::test_support::{Issuer, SigningKey};
use serde_json::{Value, json};

use crate::recipes::{Change, Damage, Mutation, PublicForm, Recipe, Signer, Spelling, Variant};

pub(crate) const ORIGIN: &str = "https://auth.example";
pub(crate) const SECRET: &str = "mQ8vX2rT5yB1nK7wZ4pL9sD3fG6hJ0cA-Ue";

/// A Better Auth with a key of every algorithm, whose id is the algorithm's name, and strangers who
/// have one of each too.
pub(crate) struct Forge {
    keys: Vec<SigningKey>,
    strangers: Vec<SigningKey>,
    /// Whole seconds since 1970, when the forge was made.
    now: i64,
}

impl Forge {
    pub(crate) fn new() -> Self {
        let generate = |algorithm: Algorithm| match algorithm {
            Algorithm::Hs256 => SigningKey::secret(SECRET.as_bytes()),
            _ => SigningKey::generate(algorithm.name(), algorithm),
        };
        let mut strangers: Vec<_> = Algorithm::ALL.into_iter().map(generate).collect();
        strangers.pop();
        strangers.push(SigningKey::secret(b"jB4oY7eN2uW9xH5kV8zR3aT6gC1mS0qP-Di"));
        let claims = Issuer::with_secret(ORIGIN, SECRET).claims("anyone");
        Self {
            keys: Algorithm::ALL.into_iter().map(generate).collect(),
            strangers,
            now: claims["iat"].as_i64().unwrap(),
        }
    }

    /// The key set that is published.
    pub(crate) fn key_set(&self) -> String {
        let keys = self.keys.iter().map(SigningKey::public_jwk);
        let keys: Vec<Value> = keys.filter(|jwk| !jwk.is_null()).collect();
        json!({ "keys": keys }).to_string()
    }

    pub(crate) fn token(&self, recipe: &Recipe) -> String {
        let key = of(&self.keys, recipe.algorithm);
        let mut header = members(&serde_json::from_str(&key.header()).unwrap());
        let mut payload = self.claims(recipe);
        if matches!(recipe.variant, Variant::Typed) {
            header.insert(0, ("typ".to_owned(), r#""JWT""#.to_owned()));
        }
        let mut signer = None;
        let (mut whole_header, mut whole_payload) = (None, None);
        for mutation in &recipe.mutations {
            match mutation {
                Mutation::Header(change) => self.change(&mut header, &mut whole_header, change),
                Mutation::Payload(change) => self.change(&mut payload, &mut whole_payload, change),
                Mutation::Signer(other) => signer = Some(*other),
                _ => {}
            }
        }
        let mut header_text = whole_header.unwrap_or_else(|| object(&header));
        let mut payload_text = whole_payload.unwrap_or_else(|| object(&payload));
        let input = signing_input(&header_text, &payload_text);
        let mut signature = self.sign(key, signer, input.as_bytes());
        for mutation in &recipe.mutations {
            match mutation {
                Mutation::HeaderLater(change) => {
                    let mut whole = None;
                    self.change(&mut header, &mut whole, change);
                    header_text = whole.unwrap_or_else(|| object(&header));
                }
                Mutation::PayloadLater(change) => {
                    let mut whole = None;
                    self.change(&mut payload, &mut whole, change);
                    payload_text = whole.unwrap_or_else(|| object(&payload));
                }
                Mutation::Signature(damage) => signature = do_damage(signature, damage, key),
                _ => {}
            }
        }
        let input = signing_input(&header_text, &payload_text);
        let mut token = format!("{input}.{}", encode(&signature));
        for mutation in &recipe.mutations {
            if let Mutation::Text(spelling) = mutation {
                token = spell(&token, spelling);
            }
        }
        token
    }

    fn claims(&self, recipe: &Recipe) -> Vec<(String, String)> {
        let mut claims = json!({
            "iat": self.now, "name": "Ada", "email": "ada@example.org", "emailVerified": true,
            "image": null, "sub": recipe.subject, "exp": self.now + 3600, "iss": ORIGIN,
            "aud": ORIGIN,
        });
        match recipe.variant {
            Variant::Plain | Variant::Typed => {}
            Variant::SeveralAudiences => claims["aud"] = json!(["https://other.example", ORIGIN]),
            Variant::WithinLeeway => claims["nbf"] = json!(self.now + 20),
            Variant::MoreClaims => {
                claims["\u{e9}\u{1F600}"] = json!({"a": [1, 2.5, {"b": "\u{2028}"}], "exp": 0});
            }
        }
        members(&claims)
    }

    fn change(
        &self,
        members: &mut Vec<(String, String)>,
        whole: &mut Option<String>,
        change: &Change,
    ) {
        let value = |raw: &str| match raw.strip_prefix('@') {
            Some(seconds) => match seconds.split_once('.') {
                Some((whole, rest)) => {
                    format!("{}.{rest}", self.now + whole.parse::<i64>().unwrap())
                }
                None => (self.now + seconds.parse::<i64>().unwrap()).to_string(),
            },
            None => raw.to_owned(),
        };
        match *change {
            Change::Set(name, raw) => {
                members.retain(|(member, _)| member != name);
                members.push((name.to_owned(), value(raw)));
            }
            Change::AddFirst(name, raw) => members.insert(0, (name.to_owned(), value(raw))),
            Change::AddLast(name, raw) => members.push((name.to_owned(), value(raw))),
            Change::Drop(name) => members.retain(|(member, _)| member != name),
            Change::Whole(text) => *whole = Some(text.to_owned()),
        }
    }

    fn sign(&self, key: &SigningKey, signer: Option<Signer>, message: &[u8]) -> Vec<u8> {
        let stranger = of(&self.strangers, key.algorithm());
        match signer {
            None => key.signature(message),
            Some(Signer::Stranger) => stranger.signature(message),
            Some(Signer::OtherPadding) => match key.algorithm() {
                Algorithm::Rs256 | Algorithm::Ps256 => {
                    key.clone().with_other_rsa_padding().signature(message)
                }
                _ => stranger.signature(message),
            },
            Some(Signer::PublicKey(form)) => {
                let jwk = key.public_jwk();
                let number = jwk["x"].as_str().or(jwk["n"].as_str()).unwrap_or_default();
                let secret = match form {
                    PublicForm::Text => number.as_bytes().to_vec(),
                    PublicForm::Bytes => URL_SAFE_NO_PAD.decode(number).unwrap(),
                    PublicForm::Jwk => jwk.to_string().into_bytes(),
                };
                SigningKey::secret(&secret).signature(message)
            }
            Some(Signer::Nothing) => SigningKey::secret(b"").signature(message),
        }
    }
}

fn of(keys: &[SigningKey], algorithm: Algorithm) -> &SigningKey {
    keys.iter()
        .find(|key| key.algorithm() == algorithm)
        .unwrap()
}

fn encode(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

fn signing_input(header: &str, payload: &str) -> String {
    format!(
        "{}.{}",
        encode(header.as_bytes()),
        encode(payload.as_bytes())
    )
}

fn members(object: &Value) -> Vec<(String, String)> {
    let members = object.as_object().unwrap().iter();
    members
        .map(|(name, value)| (name.clone(), value.to_string()))
        .collect()
}

fn object(members: &[(String, String)]) -> String {
    let members: Vec<String> = members
        .iter()
        .map(|(name, value)| format!("{}:{value}", Value::from(name.as_str())))
        .collect();
    format!("{{{}}}", members.join(","))
}

fn do_damage(mut signature: Vec<u8>, damage: &Damage, key: &SigningKey) -> Vec<u8> {
    let length = signature.len();
    match damage {
        Damage::Flip(at, bit) => {
            if length > 0 {
                signature[at.index(length)] ^= 1 << bit;
            }
            signature
        }
        Damage::Cut(at) => {
            signature.truncate(at.index(length + 1));
            signature
        }
        Damage::Extend(bytes) => [signature, bytes.clone()].concat(),
        Damage::Zeros => vec![0; length],
        Damage::Ones => vec![0xff; length],
        Damage::Der => der(&signature),
        Damage::HalvesSwapped => {
            signature.rotate_left(length / 2);
            signature
        }
        Damage::Twin => twin(signature, key.algorithm()),
        Damage::OfAnother => key.signature(b"another.token"),
    }
}

/// The halves as a sequence of two integers.
fn der(signature: &[u8]) -> Vec<u8> {
    let (r, s) = signature.split_at(signature.len() / 2);
    let integer = |number: &[u8]| {
        let zeros = number.iter().take_while(|byte| **byte == 0).count();
        let mut number = number[zeros..].to_vec();
        if number.first().is_none_or(|byte| *byte >= 0x80) {
            number.insert(0, 0);
        }
        [&[0x02][..], &length(number.len()), &number].concat()
    };
    let numbers = [integer(r), integer(s)].concat();
    [&[0x30][..], &length(numbers.len()), &numbers].concat()
}

fn length(bytes: usize) -> Vec<u8> {
    match u8::try_from(bytes) {
        Ok(short @ ..=0x7f) => vec![short],
        Ok(long) => vec![0x81, long],
        Err(_) => [&[0x82][..], &u16::try_from(bytes).unwrap().to_be_bytes()].concat(),
    }
}

/// The order of P-256, big-endian (SEC 2 section 2.4.2).
const P256_ORDER: [u8; 32] = [
    0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xbc, 0xe6,
    0xfa, 0xad, 0xa7, 0x17, 0x9e, 0x84, 0xf3, 0xb9, 0xca, 0xc2, 0xfc, 0x63, 0x25, 0x51,
];
/// The order of Ed25519's base point, little-endian (RFC 8032 section 5.1).
const ED25519_ORDER: [u8; 32] = [
    0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10,
];

fn twin(mut signature: Vec<u8>, algorithm: Algorithm) -> Vec<u8> {
    if signature.len() != 64 {
        return signature;
    }
    let s = &mut signature[32..];
    match algorithm {
        Algorithm::Es256 => {
            let mut borrow = false;
            for (byte, order) in s.iter_mut().zip(P256_ORDER).rev() {
                (*byte, borrow) = order.borrowing_sub(*byte, borrow);
            }
        }
        Algorithm::EdDsa => {
            let mut carry = false;
            for (byte, order) in s.iter_mut().zip(ED25519_ORDER) {
                (*byte, carry) = byte.carrying_add(order, carry);
            }
        }
        _ => {}
    }
    signature
}

fn spell(token: &str, spelling: &Spelling) -> String {
    let part = |number: usize| token.split('.').nth(number).unwrap_or_default();
    let characters: Vec<char> = token.chars().collect();
    let text = |characters: &[char]| characters.iter().collect::<String>();
    match spelling {
        Spelling::Pad => {
            let pad = |part: &str| format!("{part}{}", "=".repeat((4 - part.len() % 4) % 4));
            [0, 1, 2].map(|number| pad(part(number))).join(".")
        }
        Spelling::StandardAlphabet => token.replace('-', "+").replace('_', "/"),
        Spelling::TrailingBits => match token.char_indices().last() {
            Some((at, last)) => {
                let next = char::from_u32(u32::from(last) + 1).unwrap_or(last);
                format!("{}{next}", &token[..at])
            }
            None => String::new(),
        },
        Spelling::ExtraPart => format!("{token}.{}", part(2)),
        Spelling::LeadingDot => format!(".{token}"),
        Spelling::WithoutSignature => format!("{}.{}.", part(0), part(1)),
        Spelling::WithoutHeader => format!(".{}.{}", part(1), part(2)),
        Spelling::WithoutPayload => format!("{}..{}", part(0), part(2)),
        Spelling::Insert(at, character) => {
            let (before, after) = characters.split_at(at.index(characters.len() + 1));
            format!("{}{character}{}", text(before), text(after))
        }
        Spelling::Replace(at, character) => {
            let mut characters = characters;
            if !characters.is_empty() {
                let at = at.index(characters.len());
                characters[at] = *character;
            }
            text(&characters)
        }
        Spelling::Remove(at) => {
            let mut characters = characters;
            if !characters.is_empty() {
                characters.remove(at.index(characters.len()));
            }
            text(&characters)
        }
        Spelling::CutAt(at) => text(&characters[..at.index(characters.len() + 1)]),
    }
}
