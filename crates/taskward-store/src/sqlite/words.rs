//! The words of tasks, for searches.

use std::sync::Arc;

use rusqlite::{Connection, OptionalExtension};
use taskward_core::{Description, Owner, Posting, Revision, Task, TaskId, TaskWord, Term};

use super::{feed, rows, writer::Writer};
use crate::{
    StoreError,
    words::{AT_ONCE, UnderWay},
};

/// Up to which revision they are written down.
pub(super) fn written(connection: &Connection, owner: &Owner) -> Result<Revision, StoreError> {
    let mut select =
        connection.prepare_cached("SELECT revision FROM words_written WHERE user_id = ?1")?;
    let number = select.query_row([owner.subject()], |row| row.get(0));
    rows::revision(number.optional()?.unwrap_or_default())
}

/// The tasks with words that begin with a term. One comes once for each of them.
pub(super) fn postings(
    connection: &Connection,
    owner: &Owner,
    term: &Term,
) -> Result<Vec<Posting>, StoreError> {
    let mut select = connection.prepare_cached(
        "SELECT task_id, word, in_title FROM task_words \
         WHERE user_id = ?1 AND word >= ?2 AND word < ?3",
    )?;
    let mut found = select.query((owner.subject(), term.word(), term.end()))?;
    let mut postings = Vec::new();
    while let Some(row) = found.next()? {
        let word = row.get_ref(1)?.as_str();
        let word = word.map_err(|_| StoreError::Corrupt("word"))?;
        if let Some(relevance) = term.relevance(word, row.get(2)?) {
            let id = TaskId::from_bytes(row.get(0)?, owner);
            let id = id.map_err(|_| StoreError::Corrupt("id"))?;
            postings.push(Posting { id, relevance });
        }
    }
    Ok(postings)
}

/// Takes back what may be written of a task whose text is about to change.
pub(super) fn forget(
    connection: &Connection,
    owner: &Owner,
    before: &Task,
) -> Result<(), StoreError> {
    if written(connection, owner)? == Revision::ZERO {
        return Ok(());
    }
    let mut delete = connection.prepare_cached(
        "DELETE FROM task_words WHERE user_id = ?1 AND word = ?2 AND task_id = ?3",
    )?;
    for TaskWord { word, .. } in of(before) {
        delete.execute((owner.subject(), word, before.id.as_bytes()))?;
    }
    Ok(())
}

/// Writes the words of all that was changed since, some tasks at a time, unless that is being done.
pub(super) async fn write_all(
    writer: &Arc<Writer>,
    under_way: &UnderWay,
    owner: &Owner,
) -> Result<(), StoreError> {
    let Some(turn) = under_way.begin(owner) else {
        return Ok(());
    };
    let mut more = true;
    while more {
        let owner = turn.owner.clone();
        more = writer
            .run(move |connection| write_some(connection, &owner))
            .await?;
    }
    Ok(())
}

/// Says whether there are more.
fn write_some(connection: &Connection, owner: &Owner) -> Result<bool, StoreError> {
    let present = feed::revision(connection, owner)?;
    let before = written(connection, owner)?;
    if before >= present {
        return Ok(false);
    }
    let tasks = feed::tasks(connection, owner, before, AT_ONCE)?;
    let mut insert = connection.prepare_cached(
        "INSERT INTO task_words (user_id, word, task_id, in_title) VALUES (?1, ?2, ?3, ?4) \
         ON CONFLICT (user_id, word, task_id) DO NOTHING",
    )?;
    for task in &tasks {
        for TaskWord { word, in_title } in of(task) {
            insert.execute((owner.subject(), word, task.id.as_bytes(), in_title))?;
        }
    }
    let more = tasks.len() == AT_ONCE;
    let last = tasks.last().filter(|_| more);
    let reached = last.map_or(present, |task| task.revision);
    let mut upsert = connection.prepare_cached(
        "INSERT INTO words_written (user_id, revision) VALUES (?1, ?2) \
         ON CONFLICT (user_id) DO UPDATE SET revision = excluded.revision",
    )?;
    upsert.execute((owner.subject(), rows::revision_number(reached)))?;
    Ok(more)
}

fn of(task: &Task) -> Vec<TaskWord> {
    let description = task.description.as_ref().map(Description::as_str);
    TaskWord::of(task.title.as_str(), description)
}
