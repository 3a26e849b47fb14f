//! Counters of what a verifier has done.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use crate::refusal::{Reason, Refusal};

/// What a verifier has done since it was made.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Stats {
    /// Tokens accepted after full verification.
    pub verified: u64,
    /// Tokens accepted because they were remembered.
    pub remembered: u64,
    /// Verdicts in memory now.
    pub verdicts_in_memory: usize,
    /// Requests not authenticated, by [`Refusal::label`]; labels that never occurred are listed
    /// with zero.
    pub refused: Vec<(&'static str, u64)>,
    /// Key sets fetched and taken into use.
    pub fetches: u64,
    /// Fetches that failed, or brought nothing usable.
    pub failed_fetches: u64,
    /// Age of the key set in use.
    pub key_set_age: Option<Duration>,
}

/// Refusals other than for a reason.
const OTHER_LABELS: [&str; 3] = ["no_token", "several_authorizations", "no_keys"];

#[derive(Debug, Default)]
pub(crate) struct Counters {
    verified: AtomicU64,
    remembered: AtomicU64,
    refused: [AtomicU64; Reason::LABELS.len()],
    refused_otherwise: [AtomicU64; OTHER_LABELS.len()],
    fetches: AtomicU64,
    failed_fetches: AtomicU64,
}

impl Counters {
    pub(crate) fn verified(&self) {
        increase(&self.verified);
    }

    pub(crate) fn remembered(&self) {
        increase(&self.remembered);
    }

    pub(crate) fn fetched(&self) {
        increase(&self.fetches);
    }

    pub(crate) fn fetch_failed(&self) {
        increase(&self.failed_fetches);
    }

    pub(crate) fn refused(&self, refusal: &Refusal) {
        let counter = match refusal {
            Refusal::Invalid(reason) => self.refused.get(reason.index()),
            Refusal::NoToken => self.refused_otherwise.first(),
            Refusal::SeveralAuthorizations => self.refused_otherwise.get(1),
            Refusal::NoKeys { .. } => self.refused_otherwise.get(2),
        };
        if let Some(counter) = counter {
            increase(counter);
        }
    }

    pub(crate) fn snapshot(&self, verdicts: usize, key_set_age: Option<Duration>) -> Stats {
        let read = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        let otherwise = OTHER_LABELS
            .into_iter()
            .zip(self.refused_otherwise.iter().map(read));
        let for_a_reason = Reason::LABELS
            .into_iter()
            .zip(self.refused.iter().map(read));
        Stats {
            verified: read(&self.verified),
            remembered: read(&self.remembered),
            verdicts_in_memory: verdicts,
            refused: otherwise.chain(for_a_reason).collect(),
            fetches: read(&self.fetches),
            failed_fetches: read(&self.failed_fetches),
            key_set_age,
        }
    }
}

fn increase(counter: &AtomicU64) {
    counter.fetch_add(1, Ordering::Relaxed);
}
