//! Between rows and tasks.

use rusqlite::{Connection, Row};
use taskward_core::{Description, ListId, Owner, Priority, Task, TaskId, Timestamp, Title};

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

/// The columns of a task, in the order [`task`] reads them.
pub(super) const COLUMNS: &str = columns!();

/// The live task of this id.
pub(super) fn find(
    connection: &Connection,
    owner: &Owner,
    id: TaskId,
) -> Result<Option<Task>, StoreError> {
    const SQL: &str = concat!(
        "SELECT ",
        columns!(),
        " FROM tasks WHERE user_id = ?1 AND id = ?2 AND is_deleted = 0"
    );
    let mut statement = connection.prepare_cached(SQL)?;
    let mut rows = statement.query((owner.subject(), id.as_bytes()))?;
    rows.next()?.map(|row| task(row, owner)).transpose()
}

/// What there is under an id.
pub(super) enum Found {
    Live(Task),
    Deleted(Tombstone),
}

/// What is left of a task that was deleted.
pub(super) struct Tombstone {
    pub(super) deleted_at: Timestamp,
    /// Whether its text is still there to be restored.
    pub(super) is_whole: bool,
}

/// The live or deleted task of this id.
pub(super) fn find_any(
    connection: &Connection,
    owner: &Owner,
    id: TaskId,
) -> Result<Option<Found>, StoreError> {
    const SQL: &str = concat!(
        "SELECT ",
        columns!(),
        ", deleted_at, title <> '' FROM tasks WHERE user_id = ?1 AND id = ?2"
    );
    let mut statement = connection.prepare_cached(SQL)?;
    let mut rows = statement.query((owner.subject(), id.as_bytes()))?;
    let Some(row) = rows.next()? else {
        return Ok(None);
    };
    Ok(Some(match row.get(16)? {
        None => Found::Live(task(row, owner)?),
        Some(deleted_at) => Found::Deleted(Tombstone {
            deleted_at: timestamp(deleted_at)?,
            is_whole: row.get(17)?,
        }),
    }))
}

/// Reads a row of [`COLUMNS`].
pub(super) fn task(row: &Row<'_>, owner: &Owner) -> Result<Task, StoreError> {
    let title = row
        .get_ref(1)?
        .as_str()
        .map_err(|_| StoreError::Corrupt("title"))?;
    let description: Option<String> = row.get(2)?;
    let completed_at: Option<i64> = row.get(3)?;
    let due = due(text(row, 8)?, text(row, 9)?)?;
    Ok(Task {
        id: TaskId::from_bytes(row.get(0)?, owner).map_err(|_| StoreError::Corrupt("id"))?,
        title: Title::parse(title).map_err(|_| StoreError::Corrupt("title"))?,
        description: match description {
            Some(text) => {
                Description::parse(text).map_err(|_| StoreError::Corrupt("description"))?
            }
            None => None,
        },
        priority: priority(row.get(7)?)?,
        due,
        start: text(row, 10)?.map(day).transpose()?,
        list_id: list_id(row, 11, owner)?,
        recurrence: recurrence_of(due, text(row, 12)?, text(row, 13)?)?,
        position: text(row, 14)?.map(position).transpose()?,
        labels: labels(bytes(row, 15)?, owner)?,
        completed_at: completed_at.map(timestamp).transpose()?,
        created_at: timestamp(row.get(4)?)?,
        updated_at: timestamp(row.get(5)?)?,
        revision: revision(row.get(6)?)?,
    })
}

/// A text that is not copied.
pub(super) fn text<'a>(row: &'a Row<'_>, index: usize) -> Result<Option<&'a str>, StoreError> {
    let text = row.get_ref(index)?.as_str_or_null();
    text.map_err(|_| StoreError::Corrupt("text"))
}

/// Bytes that are not copied.
pub(super) fn bytes<'a>(row: &'a Row<'_>, index: usize) -> Result<Option<&'a [u8]>, StoreError> {
    let bytes = row.get_ref(index)?.as_blob_or_null();
    bytes.map_err(|_| StoreError::Corrupt("bytes"))
}

fn list_id(row: &Row<'_>, index: usize, owner: &Owner) -> Result<Option<ListId>, StoreError> {
    let bytes: Option<[u8; 16]> = row.get(index)?;
    let id = bytes.map(|bytes| ListId::from_bytes(bytes, owner));
    id.transpose().map_err(|_| StoreError::Corrupt("list_id"))
}

/// The first rows. Without a `LIMIT` in the statement, since that would be one more value to bind.
pub(super) fn take<T>(
    mut rows: rusqlite::Rows<'_>,
    count: usize,
    read: impl Fn(&Row<'_>) -> Result<T, StoreError>,
) -> Result<Vec<T>, StoreError> {
    let mut taken = Vec::new();
    while taken.len() < count {
        let Some(row) = rows.next()? else { break };
        taken.push(read(row)?);
    }
    Ok(taken)
}

/// The priority as a value to bind.
pub(super) fn priority_number(priority: Priority) -> i64 {
    priority.number().into()
}
