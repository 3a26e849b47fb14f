//! When the words of tasks are written down, whatever the database.
//!
//! A creation writes none, since they would be most of its cost. A search reads the tasks that were changed since they
//! were last written, and where those are many, they are written behind its back
//! (docs/decisions/0021-words-written-behind.md).

use std::{
    collections::HashSet,
    sync::{Arc, Mutex, PoisonError},
};

use taskward_core::{Owner, Revision};

/// A search may read so many tasks whose words are not written. Of more, they are written behind it.
pub(crate) const READ_UNWRITTEN: usize = 2000;
/// Tasks whose words are written in one transaction, so that no change waits long for it.
pub(crate) const AT_ONCE: usize = 250;
/// Found tasks that are read one by one to be put in order. Of more, those are read that come first.
pub(crate) const FEW: usize = 1000;
/// Terms that are looked up. Each may name all of an owner's tasks, and after some of them few are left.
pub(crate) const LOOKED_UP: usize = 4;
/// After so many changes their words are written even if nobody searches, so that whoever does need not wait for it.
const EVERY: u64 = 8192;

/// Whether it is time, once this change was made.
pub(crate) fn are_due(revision: Revision) -> bool {
    revision.number().is_multiple_of(EVERY)
}

/// Owners whose words are being written by this process.
#[derive(Clone, Debug, Default)]
pub(crate) struct UnderWay(Arc<Mutex<HashSet<Owner>>>);

impl UnderWay {
    /// A turn at this owner's words, unless somebody has it.
    pub(crate) fn begin(&self, owner: &Owner) -> Option<Turn> {
        let mut owners = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        owners.insert(owner.clone()).then(|| Turn {
            under_way: self.clone(),
            owner: owner.clone(),
        })
    }
}

/// While it is held, nobody else in this process writes the words of its owner.
#[derive(Debug)]
pub(crate) struct Turn {
    under_way: UnderWay,
    pub(crate) owner: Owner,
}

impl Drop for Turn {
    fn drop(&mut self) {
        let owners = &self.under_way.0;
        let mut owners = owners.lock().unwrap_or_else(PoisonError::into_inner);
        owners.remove(&self.owner);
    }
}
