//! Which tasks have a label.

use rusqlite::Connection;
use taskward_core::{LabelId, Owner, Task, TaskId, TaskLabels, Timestamp};

use super::{lists::raise_revision_by, rows};
use crate::{
    StoreError,
    values::{labels, labels_bytes},
};

/// Whether the owner has all of these labels.
pub(super) fn are_there(
    connection: &Connection,
    owner: &Owner,
    labels: &TaskLabels,
) -> Result<bool, StoreError> {
    if labels.is_empty() {
        return Ok(true);
    }
    let mut select =
        connection.prepare_cached("SELECT 1 FROM labels WHERE user_id = ?1 AND id = ?2")?;
    for label in labels.as_slice() {
        if !select.exists((owner.subject(), label.as_bytes()))? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Writes down that a task has other labels than before.
pub(super) fn put(
    connection: &Connection,
    owner: &Owner,
    task: &Task,
    before: &TaskLabels,
) -> Result<(), StoreError> {
    if task.labels == *before {
        return Ok(());
    }
    let mut delete = connection.prepare_cached(
        "DELETE FROM task_labels WHERE user_id = ?1 AND label_id = ?2 AND task_id = ?3",
    )?;
    for label in before.not_in(&task.labels) {
        delete.execute((owner.subject(), label.as_bytes(), task.id.as_bytes()))?;
    }
    for label in task.labels.not_in(before) {
        insert(connection, owner, label, task.id)?;
    }
    Ok(())
}

fn insert(
    connection: &Connection,
    owner: &Owner,
    label: LabelId,
    task: TaskId,
) -> Result<(), StoreError> {
    let mut insert = connection.prepare_cached(
        "INSERT INTO task_labels (user_id, label_id, task_id) VALUES (?1, ?2, ?3)",
    )?;
    insert.execute((owner.subject(), label.as_bytes(), task.as_bytes()))?;
    Ok(())
}

/// A task that has a label which goes.
struct Bearer {
    created_at: i64,
    id: TaskId,
    is_deleted: bool,
    labels: TaskLabels,
}

/// Takes a label from all tasks, deleted ones as well, and gives them another in its place, if there is one. Each task that
/// is not deleted gets a revision of its own, one after the other.
pub(super) fn take(
    connection: &Connection,
    owner: &Owner,
    label: LabelId,
    by: Option<LabelId>,
    now: Timestamp,
) -> Result<(), StoreError> {
    let mut bearers = bearers(connection, owner, label)?;
    bearers.sort_unstable_by_key(|it| (it.is_deleted, it.created_at, it.id));
    let live = bearers.iter().filter(|it| !it.is_deleted).count();
    let mut revision = match i64::try_from(live).unwrap_or(i64::MAX) {
        0 => 0,
        count => raise_revision_by(connection, owner, count)?,
    };
    let mut delete = connection
        .prepare_cached("DELETE FROM task_labels WHERE user_id = ?1 AND label_id = ?2")?;
    delete.execute((owner.subject(), label.as_bytes()))?;
    let mut update = connection.prepare_cached(
        "UPDATE tasks SET labels = ?3, updated_at = ?4, revision = ?5 WHERE user_id = ?1 AND id = ?2",
    )?;
    let mut leave =
        connection.prepare_cached("UPDATE tasks SET labels = ?3 WHERE user_id = ?1 AND id = ?2")?;
    for bearer in bearers {
        let left = labels_bytes(&bearer.labels.replaced(label, by));
        let key = (owner.subject(), bearer.id.as_bytes());
        if bearer.is_deleted {
            leave.execute((key.0, key.1, left))?;
        } else {
            revision += 1;
            update.execute((key.0, key.1, left, now.unix_millis(), revision))?;
        }
        if let Some(by) = by.filter(|by| !bearer.labels.contains(*by)) {
            insert(connection, owner, by, bearer.id)?;
        }
    }
    Ok(())
}

fn bearers(
    connection: &Connection,
    owner: &Owner,
    label: LabelId,
) -> Result<Vec<Bearer>, StoreError> {
    let mut select = connection.prepare_cached(
        "SELECT tasks.id, tasks.created_at, tasks.is_deleted, tasks.labels \
         FROM task_labels JOIN tasks ON tasks.id = task_labels.task_id \
         WHERE task_labels.user_id = ?1 AND task_labels.label_id = ?2 AND tasks.user_id = ?1",
    )?;
    let mut found = select.query((owner.subject(), label.as_bytes()))?;
    let mut bearers = Vec::new();
    while let Some(row) = found.next()? {
        bearers.push(Bearer {
            id: TaskId::from_bytes(row.get(0)?, owner).map_err(|_| StoreError::Corrupt("id"))?,
            created_at: row.get(1)?,
            is_deleted: row.get(2)?,
            labels: labels(rows::bytes(row, 3)?, owner)?,
        });
    }
    Ok(bearers)
}
