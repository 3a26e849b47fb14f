//! A JSON Web Key Set (RFC 7517 section 5): the keys that can be used, and why others cannot.

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

use serde::Deserialize;
use serde_json::value::RawValue;

use crate::algorithm::{Algorithm, AllowedAlgorithms};
use crate::jwk::{self, KeyDefect};
use crate::key::VerificationKey;
use crate::refusal::{Excerpt, Reason};

/// Most keys in a set. Better Auth with daily rotation and its grace of 30 days publishes 31.
pub const MAX_KEYS: usize = 100;

/// The keys of a set by their id.
#[derive(Debug, Default)]
pub(crate) struct KeySet {
    entries: HashMap<Box<str>, Entry>,
    skipped: Vec<SkippedKey>,
}

/// What stands in a set under one id.
#[derive(Debug)]
enum Entry {
    Key(Arc<VerificationKey>),
    /// Several keys: none of them is used (RFC 7517 section 4.5 wants distinct ids).
    Ambiguous,
    Skipped(KeyDefect),
}

/// Why a key set as a whole is not used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum KeySetError {
    /// Not a JSON object with a `keys` array.
    #[error(
        "the answer is not a JSON key set (an object with a `keys` array){}",
        if *.looks_like_html { "; it is an HTML page, so the address is not that of the key set" } else { "" }
    )]
    NotAKeySet {
        /// Whether it begins like an HTML page.
        looks_like_html: bool,
    },
    /// More than [`MAX_KEYS`].
    #[error("the key set has {0} keys, more than {MAX_KEYS}; shorten Better Auth's grace period")]
    TooManyKeys(usize),
    /// No key at all.
    #[error("the key set is empty; have Better Auth make a key (fetching a token does)")]
    Empty,
    /// Keys, but not one that can be used.
    #[error("no key of the set can be used: {}", Listed(.0))]
    NoUsableKeys(Vec<SkippedKey>),
}

/// A key of the set that is not used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SkippedKey {
    /// Its id, if it has a readable one.
    pub kid: Option<Excerpt>,
    /// Why.
    pub defect: KeyDefect,
}

impl fmt::Display for SkippedKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kid {
            Some(kid) => write!(f, "key `{kid}`: {}", self.defect),
            None => write!(f, "a key without readable `kid`: {}", self.defect),
        }
    }
}

struct Listed<'s>(&'s [SkippedKey]);

impl fmt::Display for Listed<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, skipped) in self.0.iter().enumerate() {
            if position > 0 {
                f.write_str("; ")?;
            }
            skipped.fmt(f)?;
        }
        Ok(())
    }
}

/// What a key set holds, for people.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct KeySetSummary {
    /// The keys in use, sorted by id.
    pub keys: Vec<KeySummary>,
    /// Ids that stand more than once, sorted; tokens that name them are refused.
    pub ambiguous: Vec<Excerpt>,
    /// Keys that are not used, in the order of the set.
    pub skipped: Vec<SkippedKey>,
}

/// A key in use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeySummary {
    /// Its id.
    pub kid: Excerpt,
    /// The only algorithm it verifies.
    pub algorithm: Algorithm,
}

impl KeySet {
    /// Reads a set. Bad keys are skipped one by one, a bad set is refused as a whole.
    ///
    /// Keys that stood in `previous` already are taken over from it, so that what was verified with
    /// them is still known to be.
    pub(crate) fn parse(
        json: &[u8],
        allowed: AllowedAlgorithms,
        previous: Option<&Self>,
    ) -> Result<Self, KeySetError> {
        let not_a_key_set = || KeySetError::NotAKeySet {
            looks_like_html: json.trim_ascii_start().starts_with(b"<"),
        };
        // Serde would take an array for the object, member by member.
        if !json.trim_ascii_start().starts_with(b"{") {
            return Err(not_a_key_set());
        }
        let text = str::from_utf8(json).map_err(|_| not_a_key_set())?;
        let document: Document<'_> = serde_json::from_str(text).map_err(|_| not_a_key_set())?;
        match document.keys.len() {
            0 => return Err(KeySetError::Empty),
            1..=MAX_KEYS => {}
            count => return Err(KeySetError::TooManyKeys(count)),
        }
        let mut set = Self::default();
        for json in document.keys {
            set.add(jwk::parse(json.get().as_bytes(), allowed), previous);
        }
        if set
            .entries
            .values()
            .all(|entry| matches!(entry, Entry::Skipped(_)))
        {
            return Err(KeySetError::NoUsableKeys(set.skipped));
        }
        Ok(set)
    }

    fn add(&mut self, jwk: jwk::ParsedJwk, previous: Option<&Self>) {
        let entry = match jwk.key {
            Ok(key) => {
                let known = previous.and_then(|set| set.key(key.id()));
                let known = known.filter(|known| known.is_same_as(&key));
                Entry::Key(known.map_or_else(|| Arc::new(key), Arc::clone))
            }
            Err(defect) => {
                let kid = jwk.id.as_deref().map(Excerpt::of);
                self.skipped.push(SkippedKey {
                    kid,
                    defect: defect.clone(),
                });
                Entry::Skipped(defect)
            }
        };
        if let Some(id) = jwk.id {
            self.entries
                .entry(id.into())
                .and_modify(|entry| *entry = Entry::Ambiguous)
                .or_insert(entry);
        }
    }

    /// The key that a token may be verified with.
    pub(crate) fn find(&self, id: &str) -> Result<Arc<VerificationKey>, Reason> {
        match self.entries.get(id) {
            Some(Entry::Key(key)) => Ok(Arc::clone(key)),
            Some(Entry::Ambiguous) => Err(Reason::AmbiguousKey(Excerpt::of(id))),
            Some(Entry::Skipped(defect)) => {
                Err(Reason::UnusableKey(Excerpt::of(id), defect.clone()))
            }
            None => Err(Reason::UnknownKey(Excerpt::of(id))),
        }
    }

    /// Whether anything stands in the set under that id.
    pub(crate) fn knows(&self, id: &str) -> bool {
        self.entries.contains_key(id)
    }

    /// Whether this very key is in the set.
    pub(crate) fn holds(&self, key: &Arc<VerificationKey>) -> bool {
        self.key(key.id())
            .is_some_and(|held| Arc::ptr_eq(held, key))
    }

    fn key(&self, id: &str) -> Option<&Arc<VerificationKey>> {
        match self.entries.get(id) {
            Some(Entry::Key(key)) => Some(key),
            _ => None,
        }
    }

    pub(crate) fn keys(&self) -> impl Iterator<Item = &Arc<VerificationKey>> {
        self.entries.values().filter_map(|entry| match entry {
            Entry::Key(key) => Some(key),
            Entry::Ambiguous | Entry::Skipped(_) => None,
        })
    }

    pub(crate) fn summary(&self) -> KeySetSummary {
        let mut keys = Vec::new();
        let mut ambiguous = Vec::new();
        for (id, entry) in &self.entries {
            match entry {
                Entry::Key(key) => keys.push(KeySummary {
                    kid: Excerpt::of(id),
                    algorithm: key.algorithm(),
                }),
                Entry::Ambiguous => ambiguous.push(Excerpt::of(id)),
                Entry::Skipped(_) => {}
            }
        }
        keys.sort_by(|a, b| a.kid.as_str().cmp(b.kid.as_str()));
        ambiguous.sort_by(|a, b| a.as_str().cmp(b.as_str()));
        KeySetSummary {
            keys,
            ambiguous,
            skipped: self.skipped.clone(),
        }
    }
}

/// Keys are kept as they stand, so that one bad key does not spoil the others. A second `keys`
/// member is an error, other members are ignored (RFC 7517 section 5).
#[derive(Deserialize)]
struct Document<'j> {
    #[serde(borrow)]
    keys: Vec<&'j RawValue>,
}
