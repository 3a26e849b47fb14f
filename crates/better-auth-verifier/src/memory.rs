//! The memory of verdicts: tokens that verified are not verified again.
//!
//! Keyed by the SHA-256 of the token, so that no token is kept. Only accepted tokens enter, so a
//! flood of bad ones neither grows it nor drives anything out. An entry is used only while its token
//! is valid by the same rule as a fresh one, and while its key is trusted.

use std::sync::Arc;

use aws_lc_rs::digest;
use quick_cache::sync::Cache;

use crate::claims::Validity;
use crate::key::VerificationKey;
use crate::principal::Principal;

/// A token that verified.
#[derive(Debug, Clone)]
pub(crate) struct Verdict {
    pub(crate) principal: Arc<Principal>,
    pub(crate) validity: Validity,
    pub(crate) verified_with: VerifiedWith,
}

/// What a token's signature was verified with.
#[derive(Debug, Clone)]
pub(crate) enum VerifiedWith {
    /// The shared secret, which does not change while the program runs.
    Secret,
    /// A key of the key set.
    Key(Arc<VerificationKey>),
}

/// The SHA-256 of a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Fingerprint([u8; digest::SHA256_OUTPUT_LEN]);

impl Fingerprint {
    pub(crate) fn of(token: &str) -> Option<Self> {
        let digest = digest::digest(&digest::SHA256, token.as_bytes());
        digest.as_ref().try_into().ok().map(Self)
    }
}

/// Accepted verdicts, up to a bound; the least used make room.
#[derive(Debug)]
pub(crate) struct Memory(Cache<Fingerprint, Verdict>);

impl Memory {
    /// None if nothing is to be remembered.
    pub(crate) fn new(capacity: usize) -> Option<Self> {
        (capacity > 0).then(|| Self(Cache::new(capacity)))
    }

    pub(crate) fn recall(&self, fingerprint: &Fingerprint) -> Option<Verdict> {
        self.0.get(fingerprint)
    }

    pub(crate) fn remember(&self, fingerprint: Fingerprint, verdict: Verdict) {
        self.0.insert(fingerprint, verdict);
    }

    pub(crate) fn forget(&self, fingerprint: &Fingerprint) {
        self.0.remove(fingerprint);
    }

    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }
}
