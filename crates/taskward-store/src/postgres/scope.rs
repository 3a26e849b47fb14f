//! Transactions that name their owner.

use deadpool_postgres::ClientWrapper;
use taskward_core::Owner;
use tokio_postgres::{Error, Statement};

use super::{failure::Failure, fence::serves};
use crate::StoreError;

/// What every transaction for one owner begins with: the owner's name, which is taken only if the schema serves this
/// server. That reads a table, and whoever ends the service of a version waits until nobody reads it
/// any more; so the answer holds until the transaction ends.
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
        const SQL: &str = concat!(
            "SELECT set_config('taskward.user_id', $1, true) WHERE ",
            serves!()
        );
        Ok(Self {
            client,
            subject: owner.subject(),
            set: client.prepare_cached(SQL).await?,
        })
    }

    /// Sees one state of the database throughout.
    pub(super) async fn begin_reading(&self) -> Result<(), Failure> {
        self.begin("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            .await
    }

    /// Each statement sees what was committed before it, so what is read behind a lock is as it is now.
    pub(super) async fn begin_writing(&self) -> Result<(), Failure> {
        self.begin("BEGIN ISOLATION LEVEL READ COMMITTED").await
    }

    async fn begin(&self, sql: &str) -> Result<(), Failure> {
        let (begun, set) = tokio::join!(biased; self.client.batch_execute(sql), async {
            self.client.execute(&self.set, &[&self.subject]).await
        });
        begun?;
        match set? {
            // Nobody's rows were seen or written behind it.
            0 => Err(StoreError::Outdated.into()),
            _ => Ok(()),
        }
    }

    pub(super) async fn commit(&self) -> Result<(), Error> {
        self.client.batch_execute("COMMIT").await
    }
}
