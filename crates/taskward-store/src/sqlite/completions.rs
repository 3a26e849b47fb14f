//! What was completed of recurring tasks.

use rusqlite::{Connection, Row, named_params};
use taskward_core::{
    Completion, CompletionPage, CompletionQuery, Due, Owner, Revision, TaskId, Timestamp, Zone,
};

use super::rows;
use crate::{
    StoreError,
    values::{day, due, recurrence, timestamp},
};

/// A page of a live task's completed occurrences; `None` if there is no such task.
pub(super) fn list(
    connection: &Connection,
    owner: &Owner,
    query: &CompletionQuery,
) -> Result<Option<CompletionPage>, StoreError> {
    // One snapshot: the task may be deleted between two statements.
    let snapshot = connection.unchecked_transaction()?;
    if rows::find(&snapshot, owner, query.task)?.is_none() {
        return Ok(None);
    }
    let wanted = query.limit.get() + 1;
    let found = newest(&snapshot, owner, query.task, query.after, wanted)?;
    Ok(Some(CompletionPage::from_one_more(query, found)))
}

/// The occurrence that was completed last.
pub(super) fn last(
    connection: &Connection,
    owner: &Owner,
    task: TaskId,
) -> Result<Option<Completion>, StoreError> {
    Ok(newest(connection, owner, task, None, 1)?.pop())
}

fn newest(
    connection: &Connection,
    owner: &Owner,
    task: TaskId,
    before: Option<Revision>,
    count: usize,
) -> Result<Vec<Completion>, StoreError> {
    let mut select = connection.prepare_cached(
        "SELECT revision, completed_at, due, due_zone, start_date, recurrence, recurrence_base FROM completions \
         WHERE user_id = ?1 AND task_id = ?2 AND revision < ?3 ORDER BY revision DESC",
    )?;
    let before = before.map_or(i64::MAX, rows::revision_number);
    let mut found = select.query((owner.subject(), task.as_bytes(), before))?;
    let mut newest = Vec::new();
    while newest.len() < count {
        let Some(row) = found.next()? else { break };
        newest.push(completion(row, task)?);
    }
    Ok(newest)
}

fn completion(row: &Row<'_>, task: TaskId) -> Result<Completion, StoreError> {
    let text = |index| rows::text(row, index);
    let rule = text(5)?.unwrap_or_default();
    let base = text(6)?.unwrap_or_default();
    Ok(Completion {
        task,
        revision: rows::revision(row.get(0)?)?,
        completed_at: timestamp(row.get(1)?)?,
        due: due(text(2)?, text(3)?)?.ok_or(StoreError::Corrupt("due"))?,
        start: text(4)?.map(day).transpose()?,
        recurrence: recurrence(rule, base)?,
    })
}

/// Records an occurrence.
pub(super) fn record(
    connection: &Connection,
    owner: &Owner,
    completion: &Completion,
) -> Result<(), StoreError> {
    let mut insert = connection.prepare_cached(
        "INSERT INTO completions (user_id, task_id, revision, completed_at, due, due_zone, start_date, \
                                  recurrence, recurrence_base) \
         VALUES (:user_id, :task_id, :revision, :completed_at, :due, :due_zone, :start_date, \
                 :recurrence, :recurrence_base)",
    )?;
    insert.execute(named_params! {
        ":user_id": owner.subject(),
        ":task_id": completion.task.as_bytes(),
        ":revision": rows::revision_number(completion.revision),
        ":completed_at": completion.completed_at.unix_millis(),
        ":due": Due::when(completion.due),
        ":due_zone": completion.due.zone().map(Zone::as_str),
        ":start_date": completion.start.map(|day| day.to_string()),
        ":recurrence": completion.recurrence.rule.to_string(),
        ":recurrence_base": completion.recurrence.base.as_str(),
    })?;
    Ok(())
}

/// Takes one back.
pub(super) fn forget(
    connection: &Connection,
    owner: &Owner,
    task: TaskId,
    revision: Revision,
) -> Result<(), StoreError> {
    let mut delete = connection.prepare_cached(
        "DELETE FROM completions WHERE user_id = ?1 AND task_id = ?2 AND revision = ?3",
    )?;
    let revision = rows::revision_number(revision);
    delete.execute((owner.subject(), task.as_bytes(), revision))?;
    Ok(())
}

/// Takes back what completed a task for good at this time, if that was recorded.
pub(super) fn forget_at(
    connection: &Connection,
    owner: &Owner,
    task: TaskId,
    completed_at: Timestamp,
) -> Result<(), StoreError> {
    let mut delete = connection.prepare_cached(
        "DELETE FROM completions WHERE user_id = ?1 AND task_id = ?2 AND completed_at = ?3",
    )?;
    delete.execute((owner.subject(), task.as_bytes(), completed_at.unix_millis()))?;
    Ok(())
}
