//! A stand-in for Better Auth's jwt plugin.

use std::sync::Arc;

use serde_json::{Value, json};

use crate::algorithm::Algorithm;
use crate::clock::{Clock, SystemClock};
use crate::test_support::SigningKey;

/// Issues tokens of Better Auth's shape and publishes its keys.
#[derive(Debug)]
pub struct Issuer {
    url: String,
    audience: String,
    clock: Arc<dyn Clock>,
    keys: Vec<SigningKey>,
}

impl Issuer {
    /// An issuer of that origin, which is its audience too, with one key.
    #[must_use]
    pub fn new(url: &str, algorithm: Algorithm) -> Self {
        Self::with_key(url, SigningKey::generate("key-1", algorithm))
    }

    /// An issuer that signs with that key.
    #[must_use]
    pub fn with_key(url: &str, key: SigningKey) -> Self {
        Self {
            url: url.to_owned(),
            audience: url.to_owned(),
            clock: Arc::new(SystemClock),
            keys: vec![key],
        }
    }

    /// An issuer that signs with the shared secret and publishes no keys.
    #[must_use]
    pub fn with_secret(url: &str, secret: &str) -> Self {
        Self::with_key(url, SigningKey::secret(secret.as_bytes()))
    }

    /// The same issuer, living by that clock.
    #[must_use]
    pub fn by_clock(mut self, clock: impl Clock) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    /// The same issuer, writing for that audience.
    #[must_use]
    pub fn for_audience(mut self, audience: &str) -> Self {
        audience.clone_into(&mut self.audience);
        self
    }

    /// Signs with this key from now on; the older ones stay published.
    pub fn rotate_to(&mut self, key: SigningKey) {
        self.keys.push(key);
    }

    /// Stops publishing the key of that id.
    pub fn withdraw(&mut self, id: &str) {
        self.keys.retain(|key| key.id() != id);
    }

    /// The key it signs with: the newest.
    #[must_use]
    pub fn key(&self) -> &SigningKey {
        self.keys.last().expect("an issuer has a key")
    }

    /// The key set it publishes, as JSON.
    #[must_use]
    pub fn key_set(&self) -> String {
        let keys: Vec<Value> = self.keys.iter().map(SigningKey::public_jwk).collect();
        json!({ "keys": keys }).to_string()
    }

    /// The claims of an honest token: issued now, for 15 minutes.
    #[must_use]
    pub fn claims(&self, subject: &str) -> Value {
        let now = self.clock.wall().as_secs();
        json!({
            "iat": now,
            "email": "ada@example.org",
            "name": "Ada",
            "sub": subject,
            "exp": now + 900,
            "iss": self.url,
            "aud": self.audience,
        })
    }

    /// An honest token of that subject.
    #[must_use]
    pub fn token(&self, subject: &str) -> String {
        self.token_of(&self.claims(subject))
    }

    /// A token of any claims, with an honest header and signature.
    #[must_use]
    pub fn token_of(&self, claims: &Value) -> String {
        self.key().sign(&self.key().header(), &claims.to_string())
    }

    /// A token of any header and payload, taken as they are, with an honest signature.
    #[must_use]
    pub fn sign(&self, header: &str, payload: &str) -> String {
        self.key().sign(header, payload)
    }
}
