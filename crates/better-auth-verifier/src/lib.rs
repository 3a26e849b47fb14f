#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod algorithm;
mod authorization;
mod claims;
mod clock;
mod compact;
mod config;
mod ed25519_points;
mod jose_header;
mod json;
mod jwk;
mod jwks;
mod key;
mod key_set;
mod memory;
mod principal;
mod refusal;
mod secret;
mod stats;
#[cfg(feature = "test-support")]
pub mod test_support;
#[cfg(test)]
mod vectors;
mod verifier;

pub use crate::algorithm::{Algorithm, AlgorithmListError, AllowedAlgorithms};
pub use crate::clock::{Clock, Sleep, SystemClock, UnixSeconds};
pub use crate::compact::MAX_TOKEN_BYTES;
pub use crate::config::{Config, ConfigError, JwksConfig, MAX_LEEWAY};
pub use crate::json::JsonError;
pub use crate::jwk::KeyDefect;
pub use crate::jwks::cache::{MAX_WAIT, Readiness, UNKNOWN_KEY_COOLDOWN};
pub use crate::jwks::fetch::{FETCH_TIMEOUT, FetchError, MAX_KEY_SET_BYTES};
pub use crate::jwks::url::JwksUrlError;
pub use crate::key_set::{KeySetError, KeySetSummary, KeySummary, MAX_KEYS, SkippedKey};
pub use crate::principal::Principal;
pub use crate::refusal::{ClaimDefect, Excerpt, Part, Reason, Refusal};
pub use crate::secret::{MIN_SECRET_BYTES, SecretError, SharedSecret};
pub use crate::stats::Stats;
pub use crate::verifier::Verifier;
