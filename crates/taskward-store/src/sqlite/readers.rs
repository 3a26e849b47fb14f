//! Connections that read in parallel.

use std::{
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

use rusqlite::Connection;
use tokio::sync::Semaphore;

use super::connection;
use crate::{StoreError, schema::Fence};

/// Idle connections that are kept. More may be open while more work is done at once.
const KEPT: usize = 8;
/// Long reads at once. More would only take turns on the same disk and processors.
const LONG_READS: usize = 8;

/// Reading connections, opened when needed and used by one reader at a time.
#[derive(Clone)]
pub(super) struct Readers {
    path: PathBuf,
    idle: Arc<Mutex<Vec<Connection>>>,
    long_reads: Arc<Semaphore>,
    fence: Arc<Fence>,
}

impl Readers {
    pub(super) fn new(path: &Path, fence: Arc<Fence>) -> Self {
        Self {
            path: path.to_owned(),
            idle: Arc::default(),
            long_reads: Arc::new(Semaphore::new(LONG_READS)),
            fence,
        }
    }

    /// Reads on the calling thread. For work of microseconds, where handing it to another thread would
    /// cost more than the work (docs/decisions/0004-short-reads-inline.md).
    pub(super) fn at_once<T>(
        &self,
        read: impl FnOnce(&Connection) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        self.fence.pass()?;
        let pooled = self
            .idle
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .pop();
        let connection = match pooled {
            Some(connection) => connection,
            None => connection::open_for_reading(&self.path)?,
        };
        let answer = read(&connection);
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        if idle.len() < KEPT {
            idle.push(connection);
        }
        answer
    }

    /// Reads on a thread for blocking work. For whatever may look at all of an owner's tasks.
    pub(super) async fn aside<T: Send + 'static>(
        &self,
        read: impl FnOnce(&Connection) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let permit = Arc::clone(&self.long_reads).acquire_owned().await;
        let permit = permit.map_err(StoreError::failed)?;
        let readers = self.clone();
        let read = move || {
            let answer = readers.at_once(read);
            drop(permit);
            answer
        };
        tokio::task::spawn_blocking(read)
            .await
            .map_err(StoreError::failed)?
    }
}
