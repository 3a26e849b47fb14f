//! The two clocks a verifier lives by, passed in so that tests decide what time it is.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// A future that ends when a moment has come; see [`Clock::sleep_until`].
pub type Sleep = Pin<Box<dyn Future<Output = ()> + Send + 'static>>;

/// What time it is, for a token's claims and for the age of keys.
pub trait Clock: fmt::Debug + Send + Sync + 'static {
    /// Wall-clock time since 1970-01-01T00:00:00Z, without leap seconds (RFC 7519 section 2,
    /// `NumericDate`). A clock set before 1970 reads as zero.
    fn wall(&self) -> Duration;

    /// A clock that never goes back, for ages and deadlines.
    fn monotonic(&self) -> Instant;

    /// Ends once [`Clock::monotonic`] has reached `deadline`.
    fn sleep_until(&self, deadline: Instant) -> Sleep;
}

/// The system's clocks and Tokio's timer.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(
        clippy::disallowed_methods,
        reason = "this is the clock that is passed in"
    )]
    fn wall(&self) -> Duration {
        SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or(Duration::ZERO)
    }

    fn monotonic(&self) -> Instant {
        Instant::now()
    }

    fn sleep_until(&self, deadline: Instant) -> Sleep {
        Box::pin(tokio::time::sleep_until(deadline.into()))
    }
}

/// Whole seconds since 1970-01-01T00:00:00Z.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UnixSeconds(i64);

impl UnixSeconds {
    pub(crate) const fn new(seconds: i64) -> Self {
        Self(seconds)
    }

    /// The number of seconds.
    #[must_use]
    pub const fn get(self) -> i64 {
        self.0
    }
}
