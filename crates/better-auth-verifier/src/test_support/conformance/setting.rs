//! How verifier and issuer of a case are set up.

use std::time::Duration;

use super::step::duration;
use super::{AUDIENCE, ISSUER, SECRET};
use crate::algorithm::{Algorithm, AllowedAlgorithms};
use crate::config::{Config, JwksConfig};
use crate::secret::SharedSecret;

/// The settings of a case: the issuer's algorithm, and what differs from the defaults.
#[derive(Debug, Clone)]
pub(super) struct Setting {
    /// What the issuer signs with.
    pub(super) algorithm: Algorithm,
    allowed: AllowedAlgorithms,
    audience: String,
    leeway: Duration,
    max_age: Duration,
    max_stale: Duration,
}

impl Setting {
    /// `EdDSA`, `HS256` (the shared secret alone), `ES256+HS256` (both), and then any of
    /// `allow=ES256,RS256`, `audience=tasks`, `leeway=0s`, `max-age=10m`, `max-stale=24h`.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let mut words = text.split(' ');
        let first = words.next().unwrap_or_default();
        let (name, and_secret) = match first.strip_suffix("+HS256") {
            Some(name) => (name, true),
            None => (first, false),
        };
        let algorithm = Algorithm::from_name(name).ok_or(format!("`{name}` is no algorithm"))?;
        let mut allowed: Vec<Algorithm> = AllowedAlgorithms::default().iter().collect();
        if algorithm == Algorithm::Hs256 {
            allowed.clear();
        }
        if and_secret || algorithm == Algorithm::Hs256 {
            allowed.push(Algorithm::Hs256);
        }
        let jwks = JwksConfig::new("");
        let mut setting = Self {
            algorithm,
            allowed: AllowedAlgorithms::of(&allowed).ok_or("no algorithm is allowed")?,
            audience: AUDIENCE.to_owned(),
            leeway: Config::new("", "").leeway,
            max_age: jwks.max_age,
            max_stale: jwks.max_stale,
        };
        for word in words {
            match word.split_once('=') {
                Some(("allow", list)) => {
                    setting.allowed = list.parse().map_err(|_| format!("`{word}` is no list"))?;
                }
                Some(("audience", audience)) => audience.clone_into(&mut setting.audience),
                Some(("leeway", span)) => setting.leeway = duration(span)?,
                Some(("max-age", span)) => setting.max_age = duration(span)?,
                Some(("max-stale", span)) => setting.max_stale = duration(span)?,
                _ => return Err(format!("`{word}` is no setting")),
            }
        }
        Ok(setting)
    }

    /// The verifier's configuration, with its keys at this address.
    pub(super) fn config(&self, key_set: String) -> Config {
        Config {
            algorithms: self.allowed,
            leeway: self.leeway,
            secret: Some(SharedSecret::new(SECRET)),
            jwks: Some(JwksConfig {
                max_age: self.max_age,
                max_stale: self.max_stale,
                ..JwksConfig::new(key_set)
            }),
            ..Config::new(ISSUER, &self.audience)
        }
    }
}
