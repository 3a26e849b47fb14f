//! Between rows and tasks.

use deadpool_postgres::ClientWrapper;
use taskward_core::{
    Description, LabelId, ListId, Owner, Priority, Revision, Task, TaskId, Timestamp, Title,
};
use tokio_postgres::{Row, types::ToSql};
use uuid::Uuid;

use super::{
    failure::Failure,
    scope,
    work::{Done, Work},
};
pub(super) use crate::values::{revision, revision_number, timestamp};
use crate::{
    StoreError,
    values::{day, due, labels, position, priority, recurrence_of},
};

macro_rules! columns {
    () => {
        "id, title, description, completed_at, created_at, updated_at, revision, priority, \
         due, due_zone, start_date, list_id, recurrence, recurrence_base, position, labels"
    };
}
pub(super) use columns;

/// The columns of a task, in the order [`task`] reads them.
pub(super) const COLUMNS: &str = columns!();

/// The live or deleted task of an id, to be read by [`found`], and the owner's revision, by [`owners_revision`].
pub(super) const FIND_ANY: &str = concat!(
    "SELECT ",
    columns!(),
    ", deleted_at, title <> '', (SELECT owners.revision FROM owners WHERE owners.user_id = $1) \
     FROM tasks WHERE user_id = $1 AND id = $2"
);

/// The live task of an id, to be read by [`task`].
pub(super) const FIND: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM tasks WHERE user_id = $1 AND id = $2 AND deleted_at IS NULL"
);

/// The live task of an id.
pub(super) struct Get {
    pub(super) owner: Owner,
    pub(super) id: TaskId,
}

impl Work for Get {
    type Answer = Option<Task>;
    const WRITES: bool = false;

    async fn run(&self, client: &ClientWrapper) -> Result<Done<Option<Task>>, Failure> {
        let values: [&(dyn ToSql + Sync); 2] = [&self.owner.subject(), &uuid(self.id)];
        let find = client.prepare_cached(&scope::alone(FIND)).await?;
        let rows = scope::read(client, &find, &values).await?;
        let task = rows.first().map(|row| task(row, &self.owner)).transpose()?;
        Ok(Done::Committed(task))
    }
}

/// What there is under an id.
pub(super) enum Found {
    Live(Task),
    Deleted(Tombstone),
}

/// A deleted task.
pub(super) struct Tombstone {
    pub(super) deleted_at: Timestamp,
    /// As it was, unless its text is gone.
    pub(super) task: Option<Task>,
}

/// Reads a row of [`FIND_ANY`].
pub(super) fn found(row: &Row, owner: &Owner) -> Result<Found, StoreError> {
    let deleted_at: Option<i64> = column(row, 16)?;
    let Some(deleted_at) = deleted_at else {
        return Ok(Found::Live(task(row, owner)?));
    };
    let is_whole: bool = column(row, 17)?;
    Ok(Found::Deleted(Tombstone {
        deleted_at: timestamp(deleted_at)?,
        task: if is_whole {
            Some(task(row, owner)?)
        } else {
            None
        },
    }))
}

/// Reads the owner's revision in a row of [`FIND_ANY`].
pub(super) fn owners_revision(row: &Row) -> Result<Revision, StoreError> {
    revision(column(row, 18)?)
}

/// Reads a row of [`COLUMNS`].
pub(super) fn task(row: &Row, owner: &Owner) -> Result<Task, StoreError> {
    let id: Uuid = column(row, 0)?;
    let completed_at: Option<i64> = column(row, 3)?;
    let due = due(column(row, 8)?, column(row, 9)?)?;
    Ok(Task {
        id: TaskId::from_bytes(id.into_bytes(), owner).map_err(|_| StoreError::Corrupt("id"))?,
        title: Title::parse(column(row, 1)?).map_err(|_| StoreError::Corrupt("title"))?,
        description: match column(row, 2)? {
            Some(text) => {
                Description::parse(text).map_err(|_| StoreError::Corrupt("description"))?
            }
            None => None,
        },
        priority: priority(column::<i16>(row, 7)?.into())?,
        due,
        start: column::<Option<&str>>(row, 10)?.map(day).transpose()?,
        list_id: list_id(row, 11, owner)?,
        recurrence: recurrence_of(due, column(row, 12)?, column(row, 13)?)?,
        position: column::<Option<&str>>(row, 14)?.map(position).transpose()?,
        labels: labels(column(row, 15)?, owner)?,
        completed_at: completed_at.map(timestamp).transpose()?,
        created_at: timestamp(column(row, 4)?)?,
        updated_at: timestamp(column(row, 5)?)?,
        revision: revision(column(row, 6)?)?,
    })
}

/// A column of the type it should have.
pub(crate) fn column<'a, T: tokio_postgres::types::FromSql<'a>>(
    row: &'a Row,
    index: usize,
) -> Result<T, StoreError> {
    row.try_get(index).map_err(StoreError::failed)
}

/// The id as a value to bind.
pub(super) fn uuid(id: TaskId) -> Uuid {
    Uuid::from_bytes(*id.as_bytes())
}

fn list_id(row: &Row, index: usize, owner: &Owner) -> Result<Option<ListId>, StoreError> {
    let uuid: Option<Uuid> = column(row, index)?;
    let id = uuid.map(|uuid| ListId::from_bytes(uuid.into_bytes(), owner));
    id.transpose().map_err(|_| StoreError::Corrupt("list_id"))
}

/// The list's id as a value to bind.
pub(super) fn list_uuid(id: ListId) -> Uuid {
    Uuid::from_bytes(*id.as_bytes())
}

/// The label's id as a value to bind.
pub(super) fn label_uuid(id: LabelId) -> Uuid {
    Uuid::from_bytes(*id.as_bytes())
}

/// The priority as a value to bind.
pub(super) fn priority_number(priority: Priority) -> i16 {
    priority.number().into()
}
