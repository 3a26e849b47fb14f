//! The one thread that writes.
//!
//! Whatever waits when a transaction begins is committed in it, so a hundred requests share one
//! `fsync`, and a change is acknowledged when the commit that holds it has returned.

use std::{
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    thread,
};

use rusqlite::Connection;
use taskward_core::Owner;
use tokio::sync::{mpsc, oneshot};

use super::{failure, migrations, pin::Pin};
use crate::{StoreError, WriteCounts, schema::Fence, watch::Watches};

/// Changes that may wait; behind them, requests wait for a place.
const QUEUE: usize = 4096;
/// Changes in one transaction at most, so that the first in a long queue is not kept waiting.
const BATCH: usize = 256;

pub(super) struct Writer {
    /// Taken by [`Writer::close`].
    queue: Mutex<Option<mpsc::Sender<Box<dyn Change>>>>,
    closed: tokio::sync::Mutex<Option<oneshot::Receiver<()>>>,
    counts: Arc<Counts>,
}

#[derive(Default)]
struct Counts {
    changes: AtomicU64,
    commits: AtomicU64,
}

impl Writer {
    /// Starts the thread. `watches` are those that its changes wake.
    pub(super) fn start(
        connection: Connection,
        pin: Pin,
        fence: Arc<Fence>,
        watches: Watches,
    ) -> std::io::Result<Self> {
        let (queue, waiting) = mpsc::channel(QUEUE);
        let (close, closed) = oneshot::channel();
        let counts = Arc::<Counts>::default();
        let counting = Arc::clone(&counts);
        thread::Builder::new()
            .name("sqlite-writer".into())
            .spawn(move || {
                let open = Open {
                    connection: &connection,
                    fence: &fence,
                    counts: &counting,
                };
                write(&open, &pin, waiting, &watches);
                // The writer last: it empties the log when nobody reads any more.
                drop(pin);
                drop(connection);
                // Nobody waits for it if the store was dropped without being closed.
                let _ = close.send(());
            })?;
        Ok(Self {
            queue: Mutex::new(Some(queue)),
            closed: tokio::sync::Mutex::new(Some(closed)),
            counts,
        })
    }

    /// Has the work done in a transaction and waits until that is on disk. The work may be run twice:
    /// again alone, if another change in its transaction failed.
    ///
    /// It is done even if the caller stops waiting.
    pub(super) async fn run<T, W>(&self, work: W) -> Result<T, StoreError>
    where
        T: Send + 'static,
        W: Fn(&Connection) -> Result<T, StoreError> + Send + 'static,
    {
        self.queue(None, work).await
    }

    /// As [`Writer::run`], for work that may change what this owner has: it is given the owner, and who
    /// watches them is woken.
    pub(super) async fn run_for<T, W>(&self, owner: &Owner, work: W) -> Result<T, StoreError>
    where
        T: Send + 'static,
        W: Fn(&Connection, &Owner) -> Result<T, StoreError> + Send + 'static,
    {
        let of = owner.clone();
        self.queue(Some(owner.clone()), move |connection| work(connection, &of))
            .await
    }

    async fn queue<T, W>(&self, owner: Option<Owner>, work: W) -> Result<T, StoreError>
    where
        T: Send + 'static,
        W: Fn(&Connection) -> Result<T, StoreError> + Send + 'static,
    {
        let queue = self
            .queue
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        let (reply, answer) = oneshot::channel();
        let change = Box::new(Waiting {
            work,
            owner,
            outcome: None,
            reply,
        });
        let queue = queue.ok_or(StoreError::Closed)?;
        queue.send(change).await.map_err(|_| StoreError::Closed)?;
        answer.await.map_err(|_| StoreError::Closed)?
    }

    /// Finishes what waits, then closes the file.
    pub(super) async fn close(&self) {
        drop(
            self.queue
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .take(),
        );
        if let Some(closed) = self.closed.lock().await.take() {
            // An error means that the thread has ended already.
            let _ = closed.await;
        }
    }

    /// Whether the store was closed or the thread has ended.
    pub(super) fn is_closed(&self) -> bool {
        let queue = self.queue.lock().unwrap_or_else(PoisonError::into_inner);
        queue.as_ref().is_none_or(mpsc::Sender::is_closed)
    }

    pub(super) fn counts(&self) -> WriteCounts {
        WriteCounts {
            changes: self.counts.changes.load(Ordering::Relaxed),
            commits: self.counts.commits.load(Ordering::Relaxed),
        }
    }
}

/// A change that waits for its transaction, whatever its answer's type.
trait Change: Send {
    /// Does the work, keeping its outcome for [`Change::acknowledge`].
    fn run(&mut self, connection: &Connection) -> Result<(), StoreError>;
    /// Answers with the outcome, which is on disk now, and wakes who watches its owner.
    fn acknowledge(self: Box<Self>, watches: &Watches);
    /// Answers that nothing was changed.
    fn fail(self: Box<Self>, error: StoreError);
}

struct Waiting<T, W> {
    work: W,
    owner: Option<Owner>,
    outcome: Option<T>,
    reply: oneshot::Sender<Result<T, StoreError>>,
}

impl<T: Send, W: Fn(&Connection) -> Result<T, StoreError> + Send> Change for Waiting<T, W> {
    fn run(&mut self, connection: &Connection) -> Result<(), StoreError> {
        self.outcome = Some((self.work)(connection)?);
        Ok(())
    }

    // In both, an error means that the caller has stopped waiting.
    fn acknowledge(self: Box<Self>, watches: &Watches) {
        if let Some(owner) = &self.owner {
            watches.wake(owner);
        }
        let _ = self.reply.send(self.outcome.ok_or(StoreError::Closed));
    }

    fn fail(self: Box<Self>, error: StoreError) {
        let _ = self.reply.send(Err(error));
    }
}

/// The file, to be written to.
struct Open<'a> {
    connection: &'a Connection,
    fence: &'a Fence,
    counts: &'a Counts,
}

fn write(
    open: &Open<'_>,
    pin: &Pin,
    mut waiting: mpsc::Receiver<Box<dyn Change>>,
    watches: &Watches,
) {
    let acknowledge = |change: Box<dyn Change>| change.acknowledge(watches);
    let mut batch = Vec::with_capacity(BATCH);
    while waiting.blocking_recv_many(&mut batch, BATCH) > 0 {
        open.counts
            .changes
            .fetch_add(batch.len() as u64, Ordering::Relaxed);
        pin.release();
        match open.commit(&mut batch) {
            Ok(()) => batch.drain(..).for_each(acknowledge),
            Err(error) if batch.len() == 1 || concerns_all(&error) => {
                refuse(batch.drain(..), &error);
            }
            // One of them failed: each gets a transaction of its own, so that none suffers for it.
            Err(_) => {
                for change in batch.drain(..) {
                    let mut alone = [change];
                    let outcome = open.commit(&mut alone);
                    match outcome {
                        Ok(()) => alone.into_iter().for_each(acknowledge),
                        Err(error) => refuse(alone.into_iter(), &error),
                    }
                }
            }
        }
        pin.hold();
    }
}

/// Whether trying the same changes again one by one would only fail again, slowly.
fn concerns_all(error: &StoreError) -> bool {
    matches!(
        error,
        StoreError::Locked | StoreError::ReadOnly | StoreError::Full | StoreError::Outdated
    )
}

fn refuse(changes: impl Iterator<Item = Box<dyn Change>>, error: &StoreError) {
    tracing::warn!(%error, cause = ?error, "changes were not stored");
    changes.for_each(|change| change.fail(error.clone()));
}

impl Open<'_> {
    fn commit(&self, batch: &mut [Box<dyn Change>]) -> Result<(), StoreError> {
        let Self {
            connection, counts, ..
        } = self;
        let outcome = execute(connection, "BEGIN IMMEDIATE")
            // Nobody can migrate the file between this and the end.
            .and_then(|()| migrations::pass(connection, self.fence))
            .and_then(|()| {
                batch
                    .iter_mut()
                    .try_for_each(|change| change.run(connection))
            })
            .and_then(|()| execute(connection, "COMMIT"));
        if outcome.is_ok() {
            counts.commits.fetch_add(1, Ordering::Relaxed);
        } else if !connection.is_autocommit()
            && let Err(error) = execute(connection, "ROLLBACK")
        {
            tracing::error!(cause = ?error, "a failed transaction could not be rolled back");
        }
        outcome
    }
}

fn execute(connection: &Connection, sql: &str) -> Result<(), StoreError> {
    connection
        .prepare_cached(sql)
        .and_then(|mut statement| statement.execute([]))
        .map(drop)
        .map_err(failure::store_error)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A file whose pages are limited as a full disk limits them.
    fn nearly_full(folder: &tempfile::TempDir) -> Connection {
        let connection = Connection::open(folder.path().join("full.db")).unwrap();
        connection
            .execute_batch("CREATE TABLE notes (text TEXT); PRAGMA max_page_count = 64;")
            .unwrap();
        connection
    }

    fn fence() -> Arc<Fence> {
        Arc::new(Fence::new(1))
    }

    fn start(folder: &tempfile::TempDir) -> Writer {
        let connection = nearly_full(folder);
        let pin = Connection::open(folder.path().join("full.db")).unwrap();
        Writer::start(connection, Pin::new(pin), fence(), Watches::default()).unwrap()
    }

    fn insert(bytes: usize) -> impl Fn(&Connection) -> Result<(), StoreError> {
        move |connection| {
            connection.execute("INSERT INTO notes VALUES (?1)", ["x".repeat(bytes)])?;
            Ok(())
        }
    }

    #[tokio::test]
    async fn a_full_disk_is_named_and_what_was_acknowledged_stays() {
        let folder = tempfile::tempdir().unwrap();
        let writer = start(&folder);
        writer.run(insert(1000)).await.unwrap();
        assert!(matches!(
            writer.run(insert(1_000_000)).await,
            Err(StoreError::Full)
        ));
        writer.run(insert(1000)).await.unwrap();
        let count = |connection: &Connection| {
            Ok(connection
                .query_row("SELECT count(*) FROM notes", [], |row| row.get::<_, i64>(0))?)
        };
        assert_eq!(writer.run(count).await.unwrap(), 2);
    }

    #[tokio::test]
    async fn a_file_that_takes_no_writes_is_named() {
        let folder = tempfile::tempdir().unwrap();
        drop(nearly_full(&folder));
        let flags = rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY;
        let path = folder.path().join("full.db");
        let [connection, pin] =
            [&path, &path].map(|path| Connection::open_with_flags(path, flags).unwrap());
        let writer = Writer::start(connection, Pin::new(pin), fence(), Watches::default()).unwrap();
        assert!(matches!(
            writer.run(insert(1)).await,
            Err(StoreError::ReadOnly)
        ));
    }

    #[tokio::test]
    async fn a_change_that_fails_does_not_take_its_neighbours_along() {
        let folder = tempfile::tempdir().unwrap();
        let writer = start(&folder);
        // Holds the thread until all three wait, so that they share a transaction.
        let (go, gate) = std::sync::mpsc::channel::<()>();
        let gate = Mutex::new(gate);
        let held = writer.run(move |_| {
            let _ = gate.lock().unwrap().recv();
            Ok(())
        });
        let bad = |connection: &Connection| {
            Ok(connection
                .execute("INSERT INTO missing VALUES (1)", [])
                .map(drop)?)
        };
        let neighbours = async {
            let (first, failed, last, ()) = tokio::join!(
                writer.run(insert(1)),
                writer.run(bad),
                writer.run(insert(2)),
                async { drop(go) },
            );
            assert!(matches!(failed, Err(StoreError::Failed(_))));
            first.and(last)
        };
        let (held, neighbours) = tokio::join!(held, neighbours);
        held.and(neighbours).unwrap();
    }

    #[tokio::test]
    async fn closing_finishes_what_waits_and_refuses_what_comes_after() {
        let folder = tempfile::tempdir().unwrap();
        let writer = start(&folder);
        let accepted = writer.run(insert(1));
        let (accepted, ()) = tokio::join!(biased; accepted, writer.close());
        accepted.unwrap();
        assert!(writer.is_closed());
        assert!(matches!(
            writer.run(insert(1)).await,
            Err(StoreError::Closed)
        ));
    }
}
