//! Answers that stay open: how many there may be, and that they end with the server.

use std::{
    collections::HashMap,
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use taskward_core::Owner;
use tokio::sync::watch;

use crate::listen::ConnectionLimits;

/// One owner's tabs share a stream, so this is a person's browsers and devices, with room for those whose
/// connections have broken unnoticed.
const OF_ONE_OWNER: usize = 64;

/// Streams open at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StreamLimits {
    /// For everybody together.
    pub total: usize,
    /// For one owner.
    pub owner: usize,
}

impl StreamLimits {
    /// Three quarters of the connections in all, so that there is always room for other requests, and 64
    /// for one owner.
    #[must_use]
    pub fn within(connections: ConnectionLimits) -> Self {
        let total = connections.total.get();
        Self {
            total: total - total / 4,
            owner: OF_ONE_OWNER,
        }
    }
}

/// The streams of a server. Clones are the same.
#[derive(Clone)]
pub struct Streams(Arc<Inner>);

struct Inner {
    limits: StreamLimits,
    open: Mutex<Open>,
    ending: watch::Sender<bool>,
}

#[derive(Default)]
struct Open {
    total: usize,
    // Only of owners who have any.
    by_owner: HashMap<Owner, usize>,
}

impl Streams {
    /// None yet.
    #[must_use]
    pub fn new(limits: StreamLimits) -> Self {
        Self(Arc::new(Inner {
            limits,
            open: Mutex::default(),
            ending: watch::Sender::new(false),
        }))
    }

    /// A place for one more.
    ///
    /// # Errors
    /// Which limit is reached.
    pub(crate) fn admit(&self, owner: &Owner) -> Result<Stream, StreamsFull> {
        let limits = self.0.limits;
        let mut open = self.lock();
        let of_owner = open.by_owner.get(owner).copied().unwrap_or_default();
        if of_owner >= limits.owner {
            return Err(StreamsFull::Owner);
        }
        if open.total >= limits.total {
            return Err(StreamsFull::Total);
        }
        open.by_owner.insert(owner.clone(), of_owner + 1);
        open.total += 1;
        Ok(Stream {
            ending: self.0.ending.subscribe(),
            owner: owner.clone(),
            streams: self.clone(),
        })
    }

    /// Ends all streams, and every one that is opened afterwards.
    pub fn end(&self) {
        self.0.ending.send_replace(true);
    }

    /// How many are open.
    #[must_use]
    pub fn open(&self) -> usize {
        self.lock().total
    }

    fn lock(&self) -> MutexGuard<'_, Open> {
        self.0.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The place of an open stream, which it keeps until it is dropped.
pub(crate) struct Stream {
    ending: watch::Receiver<bool>,
    owner: Owner,
    streams: Streams,
}

impl Stream {
    /// Whether the server ends.
    pub(crate) fn is_ending(&self) -> bool {
        *self.ending.borrow()
    }

    /// Waits until the server ends.
    pub(crate) async fn ending(&mut self) {
        // An error means that nobody can say so any more, which is the end as well.
        let _ = self.ending.wait_for(|ending| *ending).await;
    }
}

impl Drop for Stream {
    fn drop(&mut self) {
        let mut open = self.streams.lock();
        open.total -= 1;
        if let Some(of_owner) = open.by_owner.get_mut(&self.owner) {
            *of_owner -= 1;
            if *of_owner == 0 {
                open.by_owner.remove(&self.owner);
            }
        }
    }
}

impl fmt::Debug for Stream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Stream")
            .field("owner", &self.owner)
            .finish_non_exhaustive()
    }
}

/// Which limit of streams is reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum StreamsFull {
    /// The one for an owner.
    Owner,
    /// The one for all.
    Total,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[expect(clippy::disallowed_methods, reason = "tests make owners up")]
    fn owner(name: &str) -> Owner {
        Owner::from_subject(name).unwrap()
    }

    #[test]
    fn one_owner_does_not_take_the_places_of_others_and_a_place_is_left_without_a_trace() {
        let streams = Streams::new(StreamLimits { total: 3, owner: 2 });
        let admit = |name| streams.admit(&owner(name));
        let [first, second] = ["alice"; 2].map(|name| admit(name).unwrap());
        assert_eq!(admit("alice").unwrap_err(), StreamsFull::Owner);
        let other = admit("bob").unwrap();
        assert_eq!(admit("bob").unwrap_err(), StreamsFull::Total);
        assert_eq!(streams.open(), 3);
        drop(first);
        let again = admit("alice").unwrap();
        drop((second, other, again));
        assert_eq!(streams.open(), 0);
        assert!(streams.lock().by_owner.is_empty());
    }

    #[test]
    fn there_is_room_for_other_requests() {
        let limits = StreamLimits::within("8000,1000".parse().unwrap());
        assert_eq!((limits.total, limits.owner), (6000, 64));
        assert_eq!(StreamLimits::within("1,1".parse().unwrap()).total, 1);
    }

    #[tokio::test]
    async fn all_end_with_the_server() {
        let streams = Streams::new(StreamLimits { total: 9, owner: 9 });
        let mut open = streams.admit(&owner("alice")).unwrap();
        assert!(!open.is_ending());
        streams.end();
        open.ending().await;
        assert!(streams.admit(&owner("alice")).unwrap().is_ending());
    }
}
