//! Changing an owner's tasks, each within a transaction that the writer holds open.
//!
//! Whatever refuses a change does so before its first write, so a refusal leaves nothing to undo.

use rusqlite::{Connection, named_params};
use taskward_core::{
    Completion, Description, Due, Edit, Edited, ListId, Logged, NewTask, OrderKey, Owner,
    Precondition, Revision, Task, TaskId, TaskLabels, Timestamp, Zone,
};

use super::{
    completions,
    rows::{self, Found},
    task_labels, words,
};
use crate::{
    ChangeError, CreateError, Created, PURGED_AT_ONCE, RESTORABLE_MILLIS, RestoreError, StoreError,
    TOMBSTONE_MILLIS, UndoError,
    values::{labels_bytes, recurrence_texts},
};

pub(super) fn create(
    connection: &Connection,
    owner: &Owner,
    task: &NewTask,
    now: Timestamp,
) -> Result<Result<Created, CreateError>, StoreError> {
    match rows::find_any(connection, owner, task.id)? {
        Some(Found::Live(existing)) => return Ok(Ok(Created::Existing(existing))),
        Some(Found::Deleted(_)) => return Ok(Err(CreateError::Deleted)),
        None => {}
    }
    if !has_list(connection, owner, task.content.list_id)? {
        return Ok(Err(CreateError::NoSuchList));
    }
    if !task_labels::are_there(connection, owner, &task.content.labels)? {
        return Ok(Err(CreateError::NoSuchLabel));
    }
    let revision = raise_revision(connection, owner)?;
    let task = task.clone().into_task(now, revision);
    let mut insert = connection.prepare_cached(
        "INSERT INTO tasks (user_id, id, revision, title, title_key, description, \
                            completed_at, created_at, updated_at, priority, \
                            due, due_zone, start_date, list_id, recurrence, recurrence_base, position, labels) \
         VALUES (:user_id, :id, :revision, :title, :title_key, :description, \
                 :completed_at, :created_at, :updated_at, :priority, \
                 :due, :due_zone, :start_date, :list_id, :recurrence, :recurrence_base, :position, :labels)",
    )?;
    let (recurrence, base) = recurrence_texts(task.recurrence.as_deref());
    insert.execute(named_params! {
        ":user_id": owner.subject(),
        ":id": task.id.as_bytes(),
        ":revision": rows::revision_number(task.revision),
        ":title": task.title.as_str(),
        ":title_key": task.title.key().as_str(),
        ":description": task.description.as_ref().map(Description::as_str),
        ":completed_at": task.completed_at.map(Timestamp::unix_millis),
        ":created_at": task.created_at.unix_millis(),
        ":updated_at": task.updated_at.unix_millis(),
        ":priority": rows::priority_number(task.priority),
        ":due": task.due.map(Due::when),
        ":due_zone": task.due.and_then(Due::zone).map(Zone::as_str),
        ":start_date": task.start.map(|day| day.to_string()),
        ":list_id": task.list_id.as_ref().map(ListId::as_bytes),
        ":recurrence": recurrence,
        ":recurrence_base": base,
        ":position": task.position.as_ref().map(OrderKey::as_str),
        ":labels": labels_bytes(&task.labels),
    })?;
    task_labels::put(connection, owner, &task, &TaskLabels::default())?;
    Ok(Ok(Created::New(task)))
}

pub(super) fn edit(
    connection: &Connection,
    owner: &Owner,
    id: TaskId,
    edit: &Edit,
    precondition: &Precondition,
    now: Timestamp,
) -> Result<Result<Task, ChangeError>, StoreError> {
    let before = match find_to_change(connection, owner, id, precondition)? {
        Ok(task) => task,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let edited = match edit.apply(&before, now) {
        Ok(edited) => edited,
        Err(refusal) => return Ok(Err(refusal.into())),
    };
    let Some(Edited { mut task, logged }) = edited else {
        return Ok(Ok(before));
    };
    if task.list_id != before.list_id && !has_list(connection, owner, task.list_id)? {
        return Ok(Err(ChangeError::NoSuchList));
    }
    if task.labels != before.labels && !task_labels::are_there(connection, owner, &task.labels)? {
        return Ok(Err(ChangeError::NoSuchLabel));
    }
    task.revision = raise_revision(connection, owner)?;
    if task.title != before.title || task.description != before.description {
        words::forget(connection, owner, &before)?;
    }
    update(connection, owner, &before, &task)?;
    match logged {
        Logged::Nothing => {}
        Logged::Completed(completion) => {
            let revision = task.revision;
            let completion = Completion {
                revision,
                ..completion
            };
            completions::record(connection, owner, &completion)?;
        }
        Logged::Reopened(completed_at) => {
            completions::forget_at(connection, owner, id, completed_at)?;
        }
    }
    Ok(Ok(task))
}

pub(super) fn undo_completion(
    connection: &Connection,
    owner: &Owner,
    id: TaskId,
    precondition: &Precondition,
    now: Timestamp,
) -> Result<Result<Task, UndoError>, StoreError> {
    let before = match find_to_change(connection, owner, id, precondition)? {
        Ok(task) => task,
        Err(refusal) => return Ok(Err(refusal.into())),
    };
    let last = completions::last(connection, owner, id)?;
    let Some(undone) = taskward_core::undo_completion(&before, last.as_ref(), now) else {
        return Ok(Err(UndoError::NothingToUndo));
    };
    let mut task = undone.task;
    task.revision = raise_revision(connection, owner)?;
    update(connection, owner, &before, &task)?;
    if let Some(revision) = undone.forgotten {
        completions::forget(connection, owner, id, revision)?;
    }
    Ok(Ok(task))
}

fn update(
    connection: &Connection,
    owner: &Owner,
    before: &Task,
    after: &Task,
) -> Result<(), StoreError> {
    let mut update = connection.prepare_cached(
        "UPDATE tasks SET description = :description, completed_at = :completed_at, \
                          updated_at = :updated_at, revision = :revision, priority = :priority, \
                          due = :due, due_zone = :due_zone, start_date = :start_date, \
                          recurrence = :recurrence, recurrence_base = :recurrence_base, \
                          labels = :labels \
         WHERE user_id = :user_id AND id = :id",
    )?;
    let (recurrence, base) = recurrence_texts(after.recurrence.as_deref());
    update.execute(named_params! {
        ":description": after.description.as_ref().map(Description::as_str),
        ":completed_at": after.completed_at.map(Timestamp::unix_millis),
        ":updated_at": after.updated_at.unix_millis(),
        ":revision": rows::revision_number(after.revision),
        ":priority": rows::priority_number(after.priority),
        ":due": after.due.map(Due::when),
        ":due_zone": after.due.and_then(Due::zone).map(Zone::as_str),
        ":start_date": after.start.map(|day| day.to_string()),
        ":recurrence": recurrence,
        ":recurrence_base": base,
        ":labels": labels_bytes(&after.labels),
        ":user_id": owner.subject(),
        ":id": after.id.as_bytes(),
    })?;
    // Each on its own, since naming an index's columns would rewrite it every time.
    if after.list_id != before.list_id {
        let mut update = connection
            .prepare_cached("UPDATE tasks SET list_id = ?3 WHERE user_id = ?1 AND id = ?2")?;
        let list_id = after.list_id.as_ref().map(ListId::as_bytes);
        update.execute((owner.subject(), after.id.as_bytes(), list_id))?;
    }
    if after.position != before.position {
        let mut update = connection
            .prepare_cached("UPDATE tasks SET position = ?3 WHERE user_id = ?1 AND id = ?2")?;
        let position = after.position.as_ref().map(OrderKey::as_str);
        update.execute((owner.subject(), after.id.as_bytes(), position))?;
    }
    if after.title != before.title {
        let mut update = connection.prepare_cached(
            "UPDATE tasks SET title = ?3, title_key = ?4 WHERE user_id = ?1 AND id = ?2",
        )?;
        let (title, key) = (after.title.as_str(), after.title.key());
        update.execute((owner.subject(), after.id.as_bytes(), title, key.as_str()))?;
    }
    task_labels::put(connection, owner, after, &before.labels)
}

/// Whether a task may be in there: in a list of this owner's, or in the Inbox.
fn has_list(
    connection: &Connection,
    owner: &Owner,
    list: Option<ListId>,
) -> Result<bool, StoreError> {
    let Some(list) = list else { return Ok(true) };
    let mut select =
        connection.prepare_cached("SELECT 1 FROM lists WHERE user_id = ?1 AND id = ?2")?;
    Ok(select.exists((owner.subject(), list.as_bytes()))?)
}

pub(super) fn delete(
    connection: &Connection,
    owner: &Owner,
    id: TaskId,
    precondition: &Precondition,
    now: Timestamp,
) -> Result<Result<(), ChangeError>, StoreError> {
    let task = match find_to_change(connection, owner, id, precondition)? {
        Ok(task) => task,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let revision = raise_revision(connection, owner)?;
    words::forget(connection, owner, &task)?;
    set_deletion(connection, owner, id, Some(now), revision)?;
    forget_old_deletions(connection, owner, now)?;
    purge_tombstones(connection, owner, now)?;
    Ok(Ok(()))
}

pub(super) fn restore(
    connection: &Connection,
    owner: &Owner,
    id: TaskId,
    now: Timestamp,
) -> Result<Result<Task, RestoreError>, StoreError> {
    let oldest = now.minus_millis(RESTORABLE_MILLIS);
    match rows::find_any(connection, owner, id)? {
        Some(Found::Live(live)) => return Ok(Ok(live)),
        Some(Found::Deleted(it)) if it.is_whole && it.deleted_at >= oldest => {}
        _ => return Ok(Err(RestoreError::NotFound)),
    }
    let revision = raise_revision(connection, owner)?;
    set_deletion(connection, owner, id, None, revision)?;
    let restored = rows::find(connection, owner, id)?;
    Ok(restored.ok_or(RestoreError::NotFound))
}

fn find_to_change(
    connection: &Connection,
    owner: &Owner,
    id: TaskId,
    precondition: &Precondition,
) -> Result<Result<Task, ChangeError>, StoreError> {
    Ok(match rows::find(connection, owner, id)? {
        None => Err(ChangeError::NotFound),
        Some(task) if precondition.holds_for(task.revision) => Ok(task),
        Some(_) => Err(ChangeError::PreconditionFailed),
    })
}

fn set_deletion(
    connection: &Connection,
    owner: &Owner,
    id: TaskId,
    deleted_at: Option<Timestamp>,
    revision: Revision,
) -> Result<(), StoreError> {
    let mut update = connection.prepare_cached(
        "UPDATE tasks SET deleted_at = ?3, is_deleted = ?3 IS NOT NULL, revision = ?4 \
         WHERE user_id = ?1 AND id = ?2",
    )?;
    let deleted_at = deleted_at.map(Timestamp::unix_millis);
    let revision = rows::revision_number(revision);
    update.execute((owner.subject(), id.as_bytes(), deleted_at, revision))?;
    Ok(())
}

/// Takes the texts out of tombstones that can no longer be restored. The rows stay for a while, so that
/// their ids are not created again and "what changed since" has no gap.
fn forget_old_deletions(
    connection: &Connection,
    owner: &Owner,
    now: Timestamp,
) -> Result<(), StoreError> {
    let mut update = connection.prepare_cached(
        "UPDATE tasks SET title = '', title_key = '', description = NULL \
         WHERE user_id = ?1 AND is_deleted = 1 AND deleted_at < ?2 AND title <> ''",
    )?;
    update.execute((
        owner.subject(),
        now.minus_millis(RESTORABLE_MILLIS).unix_millis(),
    ))?;
    Ok(())
}

/// Deletes tombstones that are so old that no reader is expected to need them, and remembers up to
/// which revision. From the lowest on and without a gap, so that one number says what is gone.
fn purge_tombstones(
    connection: &Connection,
    owner: &Owner,
    now: Timestamp,
) -> Result<(), StoreError> {
    let oldest = now.minus_millis(TOMBSTONE_MILLIS).unix_millis();
    let mut last = None;
    {
        let mut select = connection.prepare_cached(
            "SELECT revision, deleted_at FROM tasks \
             WHERE user_id = ?1 AND is_deleted = 1 ORDER BY revision",
        )?;
        let mut tombstones = select.query([owner.subject()])?;
        for _ in 0..PURGED_AT_ONCE {
            match tombstones.next()? {
                Some(row) if row.get::<_, i64>(1)? < oldest => last = Some(row.get::<_, i64>(0)?),
                _ => break,
            }
        }
    }
    let Some(last) = last else { return Ok(()) };
    let mut delete = connection.prepare_cached(
        "DELETE FROM tasks WHERE user_id = ?1 AND is_deleted = 1 AND revision <= ?2",
    )?;
    delete.execute((owner.subject(), last))?;
    let mut update =
        connection.prepare_cached("UPDATE owners SET purged_revision = ?2 WHERE user_id = ?1")?;
    update.execute((owner.subject(), last))?;
    Ok(())
}

/// Counts a change of the owner's, and gives its number.
pub(super) fn raise_revision(
    connection: &Connection,
    owner: &Owner,
) -> Result<Revision, StoreError> {
    let mut upsert = connection.prepare_cached(
        "INSERT INTO owners (user_id, revision) VALUES (?1, 1) \
         ON CONFLICT (user_id) DO UPDATE SET revision = revision + 1 RETURNING revision",
    )?;
    rows::revision(upsert.query_row([owner.subject()], |row| row.get(0))?)
}
