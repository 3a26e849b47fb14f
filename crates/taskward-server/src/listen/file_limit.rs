//! Each connection takes an open file, and the system says how many a process may have.

use std::num::NonZeroUsize;

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

use super::ConnectionLimits;

/// Files kept for the rest: the database, its journal and readers, the log, keys, and requests that are
/// handed on to the Better Auth service.
const OTHERS: usize = 512;

impl ConnectionLimits {
    /// Asks the system for as many open files as so many connections need. If it gives fewer, then
    /// fewer connections: one that the process has no file for would wait, and all others behind it.
    #[must_use]
    pub fn within_file_limit(self) -> Self {
        let needed = self.total.get().saturating_add(OTHERS);
        let files = raise_to(needed);
        let within = self.within(affordable(files));
        if within != self {
            tracing::warn!(
                %files, connections = %within,
                "the system allows fewer open files than MAX_CONNECTIONS needs"
            );
        }
        within
    }

    /// No more than that in all, and from one address the same share of it as before.
    fn within(self, total: NonZeroUsize) -> Self {
        if total >= self.total {
            return self;
        }
        let share = self.address.get().saturating_mul(total.get()) / self.total.get();
        Self {
            total,
            address: NonZeroUsize::new(share).unwrap_or(NonZeroUsize::MIN),
        }
    }
}

/// How many connections there may be with so many files.
fn affordable(files: usize) -> NonZeroUsize {
    let others = OTHERS.min(files / 2);
    NonZeroUsize::new(files - others).unwrap_or(NonZeroUsize::MIN)
}

/// Raises the soft limit as far as needed and allowed. Gives the limit that then holds.
fn raise_to(needed: usize) -> usize {
    let count = |limit: Option<u64>| {
        limit.map_or(usize::MAX, |files| {
            usize::try_from(files).unwrap_or(usize::MAX)
        })
    };
    let limit = getrlimit(Resource::Nofile);
    let (soft, hard) = (count(limit.current), count(limit.maximum));
    if soft >= needed {
        return soft;
    }
    let raised = needed.min(hard);
    let wanted = Rlimit {
        current: u64::try_from(raised).ok(),
        maximum: limit.maximum,
    };
    match setrlimit(Resource::Nofile, wanted) {
        Ok(()) => raised,
        Err(error) => {
            tracing::debug!(%error, "the limit of open files could not be raised");
            soft
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_kept_for_the_rest() {
        assert_eq!(affordable(20_000).get(), 20_000 - OTHERS);
        assert_eq!(affordable(1024).get(), 512);
        assert_eq!(affordable(100).get(), 50);
        assert_eq!(affordable(0).get(), 1);
    }

    #[test]
    fn with_fewer_files_one_address_has_no_larger_share() {
        let within = |total| {
            let limits: ConnectionLimits = "8000,1000".parse().unwrap();
            limits.within(NonZeroUsize::new(total).unwrap()).to_string()
        };
        assert_eq!(within(9000), "8000,1000");
        assert_eq!(within(800), "800,100");
        assert_eq!(within(1), "1,1");
    }
}
