//! Searching.

use std::collections::BTreeSet;

use rusqlite::Connection;
use taskward_core::{
    Found, Order, Owner, Position, Revision, Search, Selection, Task, TaskId, TaskQuery,
};

use super::{feed, pages, rows, words};
use crate::{
    StoreError,
    words::{FEW, LOOKED_UP},
};

/// The tasks of a page, one more, and how many had to be read because their words are not written.
pub(super) struct Answer {
    pub(super) tasks: Vec<Task>,
    pub(super) unwritten: usize,
}

/// Looks for what is asked for, in one state of the database.
pub(super) fn search(
    connection: &Connection,
    owner: &Owner,
    query: &TaskQuery,
) -> Result<Answer, StoreError> {
    let snapshot = connection.unchecked_transaction()?;
    let written = words::written(&snapshot, owner)?;
    let looked_up = query.words().filter(|it| !it.terms().is_empty());
    if let Some(search) = &looked_up
        && written > Revision::ZERO
    {
        let mut selection = Selection::new(query);
        let changed = read(&snapshot, owner, written, &mut selection)?;
        let mut found = look_up(&snapshot, owner, search)?;
        found.leave_out(&changed);
        let tasks = if found.len() <= FEW {
            for id in found.ids() {
                offer(&snapshot, owner, id, &mut selection)?;
            }
            Some(selection.finish())
        } else if query.order == Order::BEST_FIRST && query.search == looked_up {
            best(&snapshot, owner, query, search, found, selection)?
        } else {
            None
        };
        if let Some(tasks) = tasks {
            let unwritten = changed.len();
            return Ok(Answer { tasks, unwritten });
        }
    }
    // So many are found that most tasks are, or only a look at them can tell.
    if Order::ALL.contains(&query.order) {
        let (tasks, unwritten) = pages::walk(&snapshot, owner, query)?;
        return Ok(Answer { tasks, unwritten });
    }
    let mut selection = Selection::new(query);
    let unwritten = read(&snapshot, owner, Revision::ZERO, &mut selection)?.len();
    let tasks = selection.finish();
    Ok(Answer { tasks, unwritten })
}

/// Offers the tasks that were changed after a revision, and says which they are.
fn read(
    connection: &Connection,
    owner: &Owner,
    after: Revision,
    selection: &mut Selection<'_>,
) -> Result<BTreeSet<TaskId>, StoreError> {
    let mut ids = BTreeSet::new();
    feed::each_task(connection, owner, after, |task| {
        ids.insert(task.id);
        selection.offer(task);
    })?;
    Ok(ids)
}

fn offer(
    connection: &Connection,
    owner: &Owner,
    id: TaskId,
    selection: &mut Selection<'_>,
) -> Result<bool, StoreError> {
    let task = rows::find(connection, owner, id)?;
    Ok(task.is_some_and(|task| selection.offer(task)))
}

/// The tasks that have words for the first terms, or fewer of the terms once few tasks are left.
fn look_up(connection: &Connection, owner: &Owner, search: &Search) -> Result<Found, StoreError> {
    let mut found: Option<Found> = None;
    for term in search.terms().iter().take(LOOKED_UP) {
        if found.as_ref().is_some_and(|found| found.len() <= FEW) {
            break;
        }
        let postings = words::postings(connection, owner, term)?;
        found = Some(match found {
            None => Found::first(postings),
            Some(found) => found.and(postings),
        });
    }
    Ok(found.unwrap_or_default())
}

/// The best of many, if their words tell which those are and the first of them are let through.
fn best(
    connection: &Connection,
    owner: &Owner,
    query: &TaskQuery,
    search: &Search,
    found: Found,
    mut selection: Selection<'_>,
) -> Result<Option<Vec<Task>>, StoreError> {
    if !search.is_of_words() || search.terms().len() > LOOKED_UP {
        return Ok(None);
    }
    let after = match query.after {
        Some(Position::Relevance(relevance, id)) => Some((relevance, id)),
        _ => None,
    };
    let best = found.best_first(after);
    let mut wanted = query.limit.get() + 1;
    for id in best.iter().take(FEW) {
        wanted -= usize::from(offer(connection, owner, *id, &mut selection)?);
        if wanted == 0 {
            break;
        }
    }
    let told = wanted == 0 || best.len() <= FEW;
    Ok(told.then(|| selection.finish()))
}
