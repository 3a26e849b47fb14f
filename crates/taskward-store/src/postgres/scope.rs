//! Transactions that name their owner.

use deadpool_postgres::ClientWrapper;
use taskward_core::Owner;
use tokio_postgres::{
    Error, Row, Statement,
    types::{FromSql, ToSql, Type},
};

use super::{failure::Failure, fence::serves, rows};
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

/// A statement that reads an owner's rows as a transaction of its own, to be run by [`read`]: one message each way,
/// where between BEGIN and COMMIT each of four would be answered by itself.
///
/// The `select` has the owner's name as its first value. It is the inner side of a join, which PostgreSQL begins with when
/// it has the row of the outer side, and with it has set the name. Were it to begin before, no owner would be set, and
/// it would find nothing. That is one row, so the `select` keeps its order.
pub(super) fn alone(select: &str) -> String {
    [
        CALLER,
        " SELECT found.* FROM caller LEFT JOIN LATERAL (",
        select,
        ") found ON true",
    ]
    .concat()
}

/// A row once the owner's name is set, if the schema serves this server.
pub(super) const CALLER: &str = concat!(
    "WITH caller AS MATERIALIZED (SELECT set_config('taskward.user_id', $1, true) WHERE ",
    serves!(),
    ")"
);

/// What a statement of [`alone`] finds. Its first column is never NULL.
///
/// # Errors
/// Those of the statement, and [`StoreError::Outdated`].
pub(super) async fn read(
    client: &ClientWrapper,
    statement: &Statement,
    values: &[&(dyn ToSql + Sync)],
) -> Result<Vec<Row>, Failure> {
    let mut rows = client.query(statement, values).await?;
    let Some(first) = rows.first() else {
        return Err(StoreError::Outdated.into());
    };
    // The join answers with NULLs where nothing was found.
    if rows::column::<Option<Present>>(first, 0)?.is_none() {
        rows.clear();
    }
    Ok(rows)
}

/// A value of whatever type.
struct Present;

impl FromSql<'_> for Present {
    fn from_sql(_: &Type, _: &[u8]) -> Result<Self, Box<dyn std::error::Error + Sync + Send>> {
        Ok(Self)
    }

    fn accepts(_: &Type) -> bool {
        true
    }
}
