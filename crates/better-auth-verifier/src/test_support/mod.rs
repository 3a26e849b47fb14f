//! Makers of keys, tokens, key sets and clocks, for the tests of whatever uses this crate.
//!
//! Behind the feature `test-support`. It hands out what the crate otherwise keeps anyone from
//! making, a [`Principal`] above all, so it must never be switched on in production; depend on it
//! under `[dev-dependencies]` only.

#![expect(
    clippy::missing_panics_doc,
    clippy::expect_used,
    reason = "a test whose tools fail should end there and say so"
)]

mod clock;
pub mod conformance;
mod issuer;
mod key_set_server;
mod signing_key;

use std::sync::Arc;

pub use self::clock::ManualClock;
pub use self::issuer::Issuer;
pub use self::key_set_server::{Answer, KeySetServer};
pub use self::signing_key::SigningKey;
use crate::algorithm::AllowedAlgorithms;
use crate::clock::UnixSeconds;
use crate::key_set::{KeySet, KeySetError, KeySetSummary};
use crate::principal::Principal;

/// What a key set of this JSON would hold, without an endpoint to fetch it from.
///
/// # Errors
///
/// As when it is fetched.
pub fn read_key_set(json: &[u8], allowed: AllowedAlgorithms) -> Result<KeySetSummary, KeySetError> {
    KeySet::parse(json, allowed, None).map(|keys| keys.summary())
}

/// A principal of that subject, without e-mail address and name, that expires in the year 9999.
#[must_use]
pub fn principal(subject: &str) -> Arc<Principal> {
    principal_with(subject, None, None, 253_402_300_799)
}

/// A principal of one's wish. `expires_at` is in seconds since 1970.
#[must_use]
pub fn principal_with(
    subject: &str,
    email: Option<&str>,
    name: Option<&str>,
    expires_at: i64,
) -> Arc<Principal> {
    Arc::new(Principal::new(
        subject,
        email,
        name,
        UnixSeconds::new(expires_at),
    ))
}
