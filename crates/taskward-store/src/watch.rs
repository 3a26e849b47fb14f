//! Waking whoever waits for an owner's next change.

use std::{
    collections::HashMap,
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use taskward_core::Owner;
use tokio::sync::watch;

/// The owners whose changes somebody waits for, by subject. Clones are the same.
#[derive(Clone, Default)]
pub(crate) struct Watches(Arc<Mutex<HashMap<Box<str>, Watched>>>);

struct Watched {
    waking: watch::Sender<()>,
    watches: usize,
}

impl Watches {
    /// Begins to wait for this owner's changes.
    pub(crate) fn watch(&self, owner: &Owner) -> Watch {
        let mut owners = self.lock();
        let watched = owners
            .entry(owner.subject().into())
            .or_insert_with(|| Watched {
                waking: watch::Sender::new(()),
                watches: 0,
            });
        watched.watches += 1;
        Watch {
            woken: watched.waking.subscribe(),
            owner: owner.clone(),
            watches: self.clone(),
        }
    }

    /// Wakes who waits for this owner. To be called when a change can be read.
    pub(crate) fn wake(&self, owner: &Owner) {
        self.wake_subject(owner.subject());
    }

    /// As [`Watches::wake`], for an owner of whom another process told.
    pub(crate) fn wake_subject(&self, subject: &str) {
        if let Some(watched) = self.lock().get(subject) {
            watched.waking.send_replace(());
        }
    }

    /// Wakes everybody, since something may have been missed.
    pub(crate) fn wake_all(&self) {
        for watched in self.lock().values() {
            watched.waking.send_replace(());
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Box<str>, Watched>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Waits for one owner's changes, from when it was made until it is dropped.
///
/// It says that something may have changed and never what: ask [`TaskStore::revision`](crate::TaskStore::revision).
/// A wake-up may be for nothing, and one may be lost where another process writes; ask now and then
/// without one.
pub struct Watch {
    woken: watch::Receiver<()>,
    owner: Owner,
    watches: Watches,
}

impl Watch {
    /// One that waits for ever, for a store in which nothing changes by itself.
    #[must_use]
    pub fn never_woken(owner: &Owner) -> Self {
        Watches::default().watch(owner)
    }

    /// Waits until something may have changed since this was last awaited. It may be dropped and called
    /// again; nothing is missed in between.
    pub async fn changed(&mut self) {
        if self.woken.changed().await.is_err() {
            // The sender is kept for as long as there is a watch, so this does not happen.
            std::future::pending::<()>().await;
        }
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        let mut owners = self.watches.lock();
        if let Some(watched) = owners.get_mut(self.owner.subject()) {
            watched.watches -= 1;
            if watched.watches == 0 {
                owners.remove(self.owner.subject());
            }
        }
    }
}

impl fmt::Debug for Watch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Watch")
            .field("owner", &self.owner)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt;

    use super::*;

    fn owner(name: &str) -> Owner {
        Owner::from_subject(name).unwrap()
    }

    #[test]
    fn every_watch_of_the_owner_is_woken_and_no_other() {
        let watches = Watches::default();
        let [mut first, mut second] = ["alice"; 2].map(|name| watches.watch(&owner(name)));
        let mut other = watches.watch(&owner("bob"));
        assert_eq!(first.changed().now_or_never(), None);
        watches.wake(&owner("alice"));
        watches.wake(&owner("alice"));
        for watch in [&mut first, &mut second] {
            assert_eq!(watch.changed().now_or_never(), Some(()));
            assert_eq!(watch.changed().now_or_never(), None, "once for both");
        }
        assert_eq!(other.changed().now_or_never(), None);
    }

    #[test]
    fn nothing_is_kept_of_an_owner_for_whom_nobody_waits() {
        let watches = Watches::default();
        watches.wake(&owner("alice"));
        let [first, second] = ["alice"; 2].map(|name| watches.watch(&owner(name)));
        drop(first);
        assert_eq!(watches.lock().len(), 1);
        drop(second);
        assert!(watches.lock().is_empty());
    }
}
