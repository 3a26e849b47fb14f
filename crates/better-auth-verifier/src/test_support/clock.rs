//! A clock that moves when told to.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::watch;

use crate::clock::{Clock, Sleep};

/// A clock that stands still until it is moved. Clones are the same clock.
#[derive(Debug, Clone)]
pub struct ManualClock {
    origin: Instant,
    wall: Arc<Mutex<Duration>>,
    elapsed: Arc<watch::Sender<Duration>>,
}

impl ManualClock {
    /// A clock whose wall shows these seconds since 1970.
    #[must_use]
    pub fn at(unix_seconds: u64) -> Self {
        Self {
            origin: Instant::now(),
            wall: Arc::new(Mutex::new(Duration::from_secs(unix_seconds))),
            elapsed: Arc::new(watch::Sender::new(Duration::ZERO)),
        }
    }

    /// Lets time pass, and wakes whoever slept until a moment that has come.
    pub fn advance(&self, by: Duration) {
        *self.wall.lock().unwrap_or_else(PoisonError::into_inner) += by;
        self.elapsed.send_modify(|elapsed| *elapsed += by);
    }

    /// Sets the wall clock, as an administrator would: no time passes.
    pub fn set_wall(&self, since_1970: Duration) {
        *self.wall.lock().unwrap_or_else(PoisonError::into_inner) = since_1970;
    }

    /// What the wall clock shows, in whole seconds since 1970.
    #[must_use]
    pub fn unix_seconds(&self) -> u64 {
        self.wall().as_secs()
    }
}

impl Clock for ManualClock {
    fn wall(&self) -> Duration {
        *self.wall.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn monotonic(&self) -> Instant {
        self.origin + *self.elapsed.borrow()
    }

    fn sleep_until(&self, deadline: Instant) -> Sleep {
        let mut elapsed = self.elapsed.subscribe();
        let wait = deadline.saturating_duration_since(self.origin);
        Box::pin(async move {
            if elapsed.wait_for(|elapsed| *elapsed >= wait).await.is_err() {
                // The clock is gone and will not reach that moment.
                std::future::pending::<()>().await;
            }
        })
    }
}
