//! What a recipe can use: the keys, the time, the names of a case's world.

use std::collections::HashMap;
use std::sync::{LazyLock, Mutex, PoisonError};

use crate::algorithm::Algorithm;
use crate::test_support::{Issuer, SigningKey};

/// What a recipe is made from.
pub(super) struct Kitchen<'w> {
    pub(super) issuer: &'w Issuer,
    /// Every key the issuer has had, by its id; also those that are withdrawn.
    pub(super) keys: &'w HashMap<String, SigningKey>,
    /// Tokens kept for later, by their names.
    pub(super) kept: &'w HashMap<String, Vec<u8>>,
    /// Seconds since 1970.
    pub(super) now: u64,
    /// An address of keys that nobody may ever fetch.
    pub(super) bait: String,
    /// Which one of many requests this is.
    pub(super) number: usize,
    /// The token, once it is made.
    pub(super) token: Option<Vec<u8>>,
}

impl Kitchen<'_> {
    /// The key of that name: one of the issuer's (`key-1`), `stranger` (a stranger's under the name
    /// of the issuer's newest, of the same algorithm) or any other (`ES256:name`).
    pub(super) fn key(&self, name: &str) -> Result<SigningKey, String> {
        if let Some(key) = self.keys.get(name) {
            return Ok(key.clone());
        }
        if name == "stranger" {
            let key = self.issuer.key();
            return Ok(pooled(key.algorithm(), "stranger").named(key.id()));
        }
        let (algorithm, name) = name
            .split_once(':')
            .and_then(|(algorithm, name)| Some((Algorithm::from_name(algorithm)?, name)))
            .filter(|(algorithm, _)| *algorithm != Algorithm::Hs256)
            .ok_or(format!("there is no key `{name}`"))?;
        Ok(pooled(algorithm, name))
    }
}

/// A key that is generated when first asked for and the same ever after: RSA keys take their time.
pub(super) fn pooled(algorithm: Algorithm, name: &str) -> SigningKey {
    type Pool = Mutex<HashMap<(Algorithm, String), SigningKey>>;
    static POOL: LazyLock<Pool> = LazyLock::new(Mutex::default);
    POOL.lock()
        .unwrap_or_else(PoisonError::into_inner)
        .entry((algorithm, name.to_owned()))
        .or_insert_with(|| SigningKey::generate(name, algorithm))
        .clone()
}
