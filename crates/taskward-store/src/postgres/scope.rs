//! Transactions that name their owner.

use deadpool_postgres::ClientWrapper;
use taskward_core::Owner;
use tokio_postgres::{Error, Statement};

/// What every transaction for one owner begins with.
///
/// Its futures send when they are first polled. Polled together with others, in order (`join!(biased; …)`), all
/// goes out at once and costs one round trip. If one fails, the server refuses those behind it, up to a COMMIT
/// that then undoes all; so the first error in their order is the one that tells why.
pub(super) struct Scope<'a> {
    client: &'a ClientWrapper,
    subject: &'a str,
    set: Statement,
}

impl<'a> Scope<'a> {
    pub(super) async fn of(client: &'a ClientWrapper, owner: &'a Owner) -> Result<Self, Error> {
        const SQL: &str = "SELECT set_config('taskward.user_id', $1, true)";
        Ok(Self {
            client,
            subject: owner.subject(),
            set: client.prepare_cached(SQL).await?,
        })
    }

    /// Sees one state of the database throughout.
    pub(super) async fn begin_reading(&self) -> Result<(), Error> {
        self.begin("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            .await
    }

    /// Each statement sees what was committed before it, so what is read behind a lock is as it is now.
    pub(super) async fn begin_writing(&self) -> Result<(), Error> {
        self.begin("BEGIN ISOLATION LEVEL READ COMMITTED").await
    }

    async fn begin(&self, sql: &str) -> Result<(), Error> {
        let (begun, set) = tokio::join!(biased; self.client.batch_execute(sql), async {
            self.client.execute(&self.set, &[&self.subject]).await
        });
        begun.and(set.map(drop))
    }

    pub(super) async fn commit(&self) -> Result<(), Error> {
        self.client.batch_execute("COMMIT").await
    }
}
