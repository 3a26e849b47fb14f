//! Deadlines that are hardly ever reached.

use std::{
    pin::Pin,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Poll, ready},
    time::{Duration, Instant},
};

use hyper::rt::{Sleep, Timer};

/// How long the head of a request may take from its first byte to its last.
pub(super) const SLOW_HEAD: Duration = Duration::from_secs(10);

/// The timer of one connection.
///
/// hyper sets a deadline for the head of each request and drops it when the head is there. The runtime
/// keeps its timers in a list that all threads share, and two changes of that list for each request are
/// many. So a connection has one timer there; it is moved only when it goes off before the deadline
/// that is then the present one. What it costs is a needless look at an idle connection now and then.
///
/// hyper's deadline covers idleness and the sending of a head alike. They are told apart here: once a
/// first byte has [arrived](Alarm::bytes_arrived), the rest has no longer than [`SLOW_HEAD`].
#[derive(Clone, Default)]
pub(super) struct Alarm(Arc<Shared>);

#[derive(Default)]
struct Shared {
    timer: Mutex<Option<Pin<Box<tokio::time::Sleep>>>>,
    /// Whether bytes arrived since the last deadline was set.
    bytes_arrived: AtomicBool,
}

impl Alarm {
    pub(super) fn new() -> Self {
        Self::default()
    }

    /// To be told whenever the client has sent something.
    pub(super) fn bytes_arrived(&self) {
        // Reader and timer are polled by the one task of their connection.
        self.0.bytes_arrived.store(true, Ordering::Relaxed);
    }
}

impl Timer for Alarm {
    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Sleep>> {
        self.sleep_until(self.now() + duration)
    }

    fn sleep_until(&self, deadline: Instant) -> Pin<Box<dyn Sleep>> {
        self.0.bytes_arrived.store(false, Ordering::Relaxed);
        Box::pin(Deadline {
            at: deadline.into(),
            begun: false,
            alarm: Arc::clone(&self.0),
        })
    }

    fn now(&self) -> Instant {
        tokio::time::Instant::now().into()
    }
}

struct Deadline {
    at: tokio::time::Instant,
    /// Whether part of a head is there.
    begun: bool,
    alarm: Arc<Shared>,
}

impl Future for Deadline {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        if !self.begun && self.alarm.bytes_arrived.load(Ordering::Relaxed) {
            self.begun = true;
            self.at = tokio::time::Instant::now() + SLOW_HEAD;
        }
        let at = self.at;
        let mut timer = self
            .alarm
            .timer
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let timer = timer.get_or_insert_with(|| Box::pin(tokio::time::sleep_until(at)));
        if timer.deadline() > at {
            timer.as_mut().reset(at);
        }
        loop {
            ready!(timer.as_mut().poll(context));
            if timer.deadline() >= at {
                return Poll::Ready(());
            }
            timer.as_mut().reset(at);
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

    #[tokio::test(start_paused = true)]
    async fn what_has_begun_has_less_time_and_the_next_one_begins_anew() {
        let alarm = Alarm::new();
        let deadline = alarm.sleep(MINUTE);
        alarm.bytes_arrived();
        assert_eq!(elapsed(deadline).await.as_secs(), SLOW_HEAD.as_secs());
        assert_eq!(seconds(elapsed(alarm.sleep(MINUTE)).await), 60);
    }
}
