//! Running transactions, each in a task of its own.

use std::{
    future::Future,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use deadpool_postgres::ClientWrapper;
use taskward_core::Owner;
use tokio::{sync::RwLock, time::timeout};

use super::{
    announcer::Announcer,
    failure::{self, Failure},
    fence::Served,
    pool::Pool,
};
use crate::{StoreError, WriteCounts, schema::Fence, watch::Watches};

/// How long a transaction may take. The server's own limits end it sooner, if the server can be reached.
const PATIENCE: Duration = Duration::from_secs(20);
/// How often a transaction that others were in the way of is begun anew.
const CONFLICTS: u32 = 3;

/// A transaction. It may be run again from its beginning if nothing came of it.
pub(super) trait Work: Send + Sync + 'static {
    type Answer: Send + 'static;

    /// Whether it may change something.
    const WRITES: bool;

    /// Whose watches are to be woken when it is committed.
    fn changes_of(&self) -> Option<&Owner> {
        None
    }

    fn run(
        &self,
        client: &ClientWrapper,
    ) -> impl Future<Output = Result<Done<Self::Answer>, Failure>> + Send;
}

/// How a transaction ended.
pub(super) enum Done<T> {
    /// It was committed.
    Committed(T),
    /// It is open and has changed nothing.
    Refused(T),
    /// It ended and has changed nothing.
    Unchanged(T),
}

pub(super) struct Worker {
    pool: Pool,
    fence: Fence,
    watches: Watches,
    announcer: Announcer,
    /// Held by every transaction under way; closing waits for them.
    under_way: RwLock<()>,
    changes: AtomicU64,
    commits: AtomicU64,
}

impl Worker {
    pub(super) fn new(pool: Pool, fence: Fence, watches: Watches, announcer: Announcer) -> Self {
        Self {
            pool,
            fence,
            watches,
            announcer,
            under_way: RwLock::default(),
            changes: AtomicU64::default(),
            commits: AtomicU64::default(),
        }
    }

    /// Does the work and waits for its answer. It is done even if the caller stops waiting, so that no
    /// connection is left in the middle of a transaction.
    pub(super) async fn run<W: Work>(self: &Arc<Self>, work: W) -> Result<W::Answer, StoreError> {
        let worker = Arc::clone(self);
        tokio::spawn(async move { worker.run_here(&work).await })
            .await
            .map_err(StoreError::failed)?
    }

    async fn run_here<W: Work>(&self, work: &W) -> Result<W::Answer, StoreError> {
        self.fence.pass()?;
        let _under_way = self.under_way.read().await;
        let mut conflicts = 0;
        let mut found_dead = false;
        loop {
            let lease = if found_dead {
                self.pool.lease_new().await?
            } else {
                self.pool.lease().await?
            };
            let client = lease.client().ok_or(StoreError::Closed)?;
            let failure = match timeout(PATIENCE, work.run(client)).await {
                Ok(Ok(Done::Committed(answer))) => {
                    lease.hand_back();
                    self.count::<W>(1);
                    if let Some(owner) = work.changes_of() {
                        self.watches.wake(owner);
                        self.announcer.tell(owner);
                    }
                    return Ok(answer);
                }
                Ok(Ok(Done::Unchanged(answer))) => {
                    lease.hand_back();
                    self.count::<W>(0);
                    return Ok(answer);
                }
                Ok(Ok(Done::Refused(answer))) => {
                    lease.roll_back().await;
                    self.count::<W>(0);
                    return Ok(answer);
                }
                Ok(Err(failure)) => failure,
                Err(elapsed) => {
                    self.pool.forget_idle();
                    let elapsed = Arc::new(elapsed);
                    return Err(if W::WRITES {
                        StoreError::Uncertain(elapsed)
                    } else {
                        StoreError::Unreachable(elapsed)
                    });
                }
            };
            match failure {
                Failure::Store(error) => {
                    lease.roll_back().await;
                    if matches!(error, StoreError::Outdated) {
                        self.fence.shut();
                    }
                    return Err(error);
                }
                Failure::Uncertain(error) => {
                    self.pool.forget_idle();
                    return Err(StoreError::Uncertain(Arc::new(error)));
                }
                // Nothing was changed, and it may have died in the pool: once more, on a new one.
                Failure::Undone(error) if failure::is_lost(&error) => {
                    drop(lease);
                    if found_dead {
                        self.pool.forget_idle();
                        return Err(failure::store_error(error));
                    }
                    found_dead = true;
                }
                Failure::Undone(error) if failure::is_read_only(&error) => {
                    drop(lease);
                    self.pool.forget_idle();
                    return Err(failure::store_error(error));
                }
                Failure::Undone(error) => {
                    lease.roll_back().await;
                    if failure::is_about_the_schema(&error) && !self.is_served().await {
                        self.fence.shut();
                        return Err(StoreError::Outdated);
                    }
                    if !failure::is_conflict(&error) || conflicts == CONFLICTS {
                        return Err(failure::store_error(error));
                    }
                    conflicts += 1;
                }
            }
        }
    }

    /// Whether the schema still serves this server, as far as it answers. Asked when the schema does not know what a
    /// statement names: statements are prepared before their transaction begins, which would have told.
    async fn is_served(&self) -> bool {
        let Ok(lease) = self.pool.lease().await else {
            return true;
        };
        let Some(client) = lease.client() else {
            return true;
        };
        let asked = Served.run(client).await;
        lease.hand_back();
        !matches!(asked, Err(Failure::Store(StoreError::Outdated)))
    }

    fn count<W: Work>(&self, commits: u64) {
        if W::WRITES {
            self.changes.fetch_add(1, Ordering::Relaxed);
            self.commits.fetch_add(commits, Ordering::Relaxed);
        }
    }

    /// Refuses new work and waits for what is under way.
    pub(super) async fn close(&self) {
        self.pool.close();
        drop(self.under_way.write().await);
        self.announcer.close().await;
    }

    pub(super) fn counts(&self) -> WriteCounts {
        WriteCounts {
            changes: self.changes.load(Ordering::Relaxed),
            commits: self.commits.load(Ordering::Relaxed),
        }
    }
}
