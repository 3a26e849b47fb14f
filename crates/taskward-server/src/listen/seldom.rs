//! What happens in masses is said once in a while.

use std::time::Duration;

use tokio::time::Instant;

const EVERY: Duration = Duration::from_mins(1);

/// Counts something that is worth a line in the log, but not each time.
#[derive(Default)]
pub(super) struct Seldom {
    said: Option<Instant>,
    unsaid: u64,
}

impl Seldom {
    /// Counts one more. `Some` if it is time to say so: how many there were since the last time.
    pub(super) fn again(&mut self) -> Option<u64> {
        self.unsaid += 1;
        if self.said.is_some_and(|said| said.elapsed() < EVERY) {
            return None;
        }
        self.said = Some(Instant::now());
        Some(std::mem::take(&mut self.unsaid))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn the_first_is_said_at_once_and_then_a_number_every_minute() {
        let mut seldom = Seldom::default();
        assert_eq!(seldom.again(), Some(1));
        assert_eq!(seldom.again(), None);
        tokio::time::advance(EVERY / 2).await;
        assert_eq!(seldom.again(), None);
        tokio::time::advance(EVERY / 2).await;
        assert_eq!(seldom.again(), Some(3));
    }
}
