//! Reading what changed since a revision.

use rusqlite::{Connection, OptionalExtension};
use taskward_core::{
    ChangePage, ChangeQuery, ChangeSpan, Changed, Deleted, LabelId, ListId, Owner, Revision, Task,
    TaskId, Tombstone,
};

use super::{labels, lists, rows};
use crate::{ChangesError, StoreError};

const DELETED_TASKS: &str = "SELECT id, revision FROM tasks \
    WHERE user_id = ?1 AND is_deleted = 1 AND revision > ?2 ORDER BY revision";
const DELETED_OTHERS: &str = "SELECT kind, id, revision FROM tombstones \
    WHERE user_id = ?1 AND revision > ?2 ORDER BY revision";

const DELETED_LABELS: &str = "SELECT id, revision FROM label_tombstones \
    WHERE user_id = ?1 AND revision > ?2 ORDER BY revision";

fn tasks_sql() -> String {
    let columns = rows::COLUMNS;
    format!(
        "SELECT {columns} FROM tasks \
         WHERE user_id = ?1 AND is_deleted = 0 AND revision > ?2 ORDER BY revision"
    )
}

/// A page of the owner's changes.
pub(super) fn changes(
    connection: &Connection,
    owner: &Owner,
    query: &ChangeQuery,
) -> Result<Result<ChangePage, ChangesError>, StoreError> {
    // One snapshot: what is purged between two statements would be missed.
    let snapshot = connection.unchecked_transaction()?;
    let span = span(&snapshot, owner)?;
    let begin = match query.begin(span) {
        Ok(begin) => begin,
        Err(gone) => return Ok(Err(gone.into())),
    };
    let one_more = query.limit.get() + 1;
    let mut found = Changed {
        tasks: tasks(&snapshot, owner, begin.live_after(), one_more)?,
        lists: lists::changed(&snapshot, owner, begin.live_after(), one_more)?,
        labels: labels::changed(&snapshot, owner, begin.live_after(), one_more)?,
        tombstones: deleted_tasks(&snapshot, owner, begin.tombstones_after(), one_more)?,
    };
    let others = deleted_others(&snapshot, owner, begin.tombstones_after(), one_more)?;
    found.tombstones.extend(others);
    let labels = deleted_labels(&snapshot, owner, begin.tombstones_after(), one_more)?;
    found.tombstones.extend(labels);
    let page = ChangePage::from_one_more(query, begin, span, found);
    Ok(Ok(page))
}

/// The owner's present revision.
pub(super) fn revision(connection: &Connection, owner: &Owner) -> Result<Revision, StoreError> {
    Ok(span(connection, owner)?.revision)
}

fn span(connection: &Connection, owner: &Owner) -> Result<ChangeSpan, StoreError> {
    let mut select = connection
        .prepare_cached("SELECT revision, purged_revision FROM owners WHERE user_id = ?1")?;
    let found: Option<(i64, i64)> = select
        .query_row([owner.subject()], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let (revision, purged) = found.unwrap_or_default();
    Ok(ChangeSpan {
        revision: rows::revision(revision)?,
        purged: rows::revision(purged)?,
    })
}

/// The live tasks that were changed after a revision, by revision.
pub(super) fn tasks(
    connection: &Connection,
    owner: &Owner,
    after: Revision,
    count: usize,
) -> Result<Vec<Task>, StoreError> {
    let mut select = connection.prepare_cached(&tasks_sql())?;
    let found = select.query((owner.subject(), rows::revision_number(after)))?;
    rows::take(found, count, |row| rows::task(row, owner))
}

/// Shows all of them.
pub(super) fn each_task(
    connection: &Connection,
    owner: &Owner,
    after: Revision,
    mut show: impl FnMut(Task),
) -> Result<(), StoreError> {
    let mut select = connection.prepare_cached(&tasks_sql())?;
    let mut found = select.query((owner.subject(), rows::revision_number(after)))?;
    while let Some(row) = found.next()? {
        show(rows::task(row, owner)?);
    }
    Ok(())
}

fn deleted_tasks(
    connection: &Connection,
    owner: &Owner,
    after: Revision,
    count: usize,
) -> Result<Vec<Tombstone>, StoreError> {
    let mut select = connection.prepare_cached(DELETED_TASKS)?;
    let found = select.query((owner.subject(), rows::revision_number(after)))?;
    rows::take(found, count, |row| {
        Ok(Tombstone {
            deleted: Deleted::Task(
                TaskId::from_bytes(row.get(0)?, owner).map_err(|_| StoreError::Corrupt("id"))?,
            ),
            revision: rows::revision(row.get(1)?)?,
        })
    })
}

fn deleted_others(
    connection: &Connection,
    owner: &Owner,
    after: Revision,
    count: usize,
) -> Result<Vec<Tombstone>, StoreError> {
    let mut select = connection.prepare_cached(DELETED_OTHERS)?;
    let found = select.query((owner.subject(), rows::revision_number(after)))?;
    rows::take(found, count, |row| {
        let kind = row.get_ref(0)?.as_str().unwrap_or_default();
        let id = ListId::from_bytes(row.get(1)?, owner);
        let (Ok(id), "list") = (id, kind) else {
            return Err(StoreError::Corrupt("a tombstone"));
        };
        Ok(Tombstone {
            deleted: Deleted::List(id),
            revision: rows::revision(row.get(2)?)?,
        })
    })
}

fn deleted_labels(
    connection: &Connection,
    owner: &Owner,
    after: Revision,
    count: usize,
) -> Result<Vec<Tombstone>, StoreError> {
    let mut select = connection.prepare_cached(DELETED_LABELS)?;
    let found = select.query((owner.subject(), rows::revision_number(after)))?;
    rows::take(found, count, |row| {
        let id = LabelId::from_bytes(row.get(0)?, owner);
        Ok(Tombstone {
            deleted: Deleted::Label(id.map_err(|_| StoreError::Corrupt("id"))?),
            revision: rows::revision(row.get(1)?)?,
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sqlite::{STEPS, connection};

    #[test]
    fn each_statement_is_one_range_of_an_index_and_needs_no_sorting() {
        let folder = tempfile::tempdir().unwrap();
        let connection =
            connection::open_for_writing(&folder.path().join("tasks.db"), STEPS).unwrap();
        for (sql, table, index) in [
            (tasks_sql().as_str(), "tasks", "INDEX tasks_by_revision"),
            (DELETED_TASKS, "tasks", "INDEX tombstones_by_revision"),
            (lists::CHANGED, "lists", "INDEX lists_by_revision"),
            (labels::CHANGED, "labels", "INDEX labels_by_revision"),
            (DELETED_OTHERS, "tombstones", "PRIMARY KEY"),
            (DELETED_LABELS, "label_tombstones", "PRIMARY KEY"),
        ] {
            let mut explain = connection
                .prepare(&format!("EXPLAIN QUERY PLAN {sql}"))
                .unwrap();
            let plan: Vec<String> = explain
                .query_map(("alice", 1), |row| row.get(3))
                .unwrap()
                .collect::<Result<_, _>>()
                .unwrap();
            let [step] = plan.as_slice() else {
                panic!("{sql}: {plan:?}")
            };
            let search = format!("SEARCH {table} USING");
            assert!(step.starts_with(&search), "{sql}: {step}");
            let range = format!("{index} (user_id=? AND revision>?)");
            assert!(step.ends_with(&range), "{sql}: {step}");
        }
    }
}
