//! What every request works with.

use std::{sync::Arc, time::SystemTime};

use better_auth_verifier::Verifier;
use taskward_core::{Clock, LabelId, ListId, Owner, TaskId, Timestamp};
use taskward_store::Store;

use crate::{extract::TrustedProxies, rate_limit::RateLimits, streams::Streams};

/// The parts of a running service, put together once at start.
pub struct App {
    /// Who sends a request.
    pub verifier: Verifier,
    /// Where tasks are kept.
    pub store: Arc<dyn Store>,
    /// What time it is.
    pub clock: Arc<dyn Clock>,
    /// Randomness for new ids.
    pub random: Arc<dyn Random>,
    /// How often somebody may ask.
    pub rate_limits: RateLimits,
    /// Answers that stay open.
    pub streams: Streams,
    /// Whose word on a client's address is believed.
    pub trusted_proxies: TrustedProxies,
}

/// What handlers are given.
pub type AppState = Arc<App>;

impl App {
    /// The present point in time.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// A new id for a task of this owner.
    #[must_use]
    pub fn new_task_id(&self, owner: &Owner) -> TaskId {
        TaskId::generate(owner, self.now(), self.random.bits())
    }

    /// A new id for a label of this owner.
    #[must_use]
    pub fn new_label_id(&self, owner: &Owner) -> LabelId {
        LabelId::generate(owner, self.now(), self.random.bits())
    }

    /// A new id for a list of this owner.
    #[must_use]
    pub fn new_list_id(&self, owner: &Owner) -> ListId {
        ListId::generate(owner, self.now(), self.random.bits())
    }
}

/// The system's clock.
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place that asks the system"
    )]
    fn now(&self) -> Timestamp {
        let since = SystemTime::now()
            .duration_since(SystemTime::UNIX_EPOCH)
            .unwrap_or_default();
        let millis = i64::try_from(since.as_millis()).ok();
        millis
            .and_then(Timestamp::from_unix_millis)
            .unwrap_or(Timestamp::UNIX_EPOCH)
    }
}

/// A source of random bits.
pub trait Random: Send + Sync {
    /// 64 of them.
    fn bits(&self) -> u64;
}

/// The thread's generator, seeded by the system.
pub struct SystemRandom;

impl Random for SystemRandom {
    fn bits(&self) -> u64 {
        rand::random()
    }
}
