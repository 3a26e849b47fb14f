//! Deadlines that are hardly ever reached.

use std::{
    pin::Pin,
    sync::{Arc, Mutex, PoisonError},
    task::{Context, Poll, ready},
    time::{Duration, Instant},
};

use hyper::rt::{Sleep, Timer};

type Shared = Arc<Mutex<Option<Pin<Box<tokio::time::Sleep>>>>>;

/// The timer of one connection.
///
/// hyper sets a deadline for the head of each request and drops it when the head is there. The runtime
/// keeps its timers in a list that all threads share, and two changes of that list for each request are
/// many. So a connection has one timer there; it is moved only when it goes off before the deadline
/// that is then the present one. What it costs is a needless look at an idle connection now and then.
#[derive(Clone, Default)]
pub(super) struct Alarm(Shared);

impl Alarm {
    pub(super) fn new() -> Self {
        Self::default()
    }
}

impl Timer for Alarm {
    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Sleep>> {
        self.sleep_until(self.now() + duration)
    }

    fn sleep_until(&self, deadline: Instant) -> Pin<Box<dyn Sleep>> {
        Box::pin(Deadline {
            at: deadline.into(),
            alarm: Arc::clone(&self.0),
        })
    }

    fn now(&self) -> Instant {
        tokio::time::Instant::now().into()
    }
}

struct Deadline {
    at: tokio::time::Instant,
    alarm: Shared,
}

impl Future for Deadline {
    type Output = ();

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        let mut alarm = self.alarm.lock().unwrap_or_else(PoisonError::into_inner);
        let alarm = alarm.get_or_insert_with(|| Box::pin(tokio::time::sleep_until(self.at)));
        if alarm.deadline() > self.at {
            alarm.as_mut().reset(self.at);
        }
        loop {
            ready!(alarm.as_mut().poll(context));
            if alarm.deadline() >= self.at {
                return Poll::Ready(());
            }
            alarm.as_mut().reset(self.at);
        }
    }
}

impl Sleep for Deadline {}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: Duration = Duration::from_mins(1);

    async fn elapsed(deadline: Pin<Box<dyn Sleep>>) -> Duration {
        let start = tokio::time::Instant::now();
        deadline.await;
        start.elapsed()
    }

    fn seconds(duration: Duration) -> u64 {
        duration.as_secs()
    }

    #[tokio::test(start_paused = true)]
    async fn a_deadline_is_kept() {
        let alarm = Alarm::new();
        assert_eq!(seconds(elapsed(alarm.sleep(MINUTE)).await), 60);
        assert_eq!(seconds(elapsed(alarm.sleep(MINUTE)).await), 60);
    }

    #[tokio::test(start_paused = true)]
    async fn one_that_is_dropped_moves_none_that_follows() {
        let alarm = Alarm::new();
        let dropped = tokio::time::timeout(MINUTE / 2, alarm.sleep(MINUTE)).await;
        assert!(dropped.is_err());
        assert_eq!(seconds(elapsed(alarm.sleep(MINUTE)).await), 60);
    }

    #[tokio::test(start_paused = true)]
    async fn an_earlier_one_comes_earlier() {
        let alarm = Alarm::new();
        let dropped = tokio::time::timeout(MINUTE / 4, alarm.sleep(MINUTE)).await;
        assert!(dropped.is_err());
        assert_eq!(seconds(elapsed(alarm.sleep(MINUTE / 4)).await), 15);
    }
}
