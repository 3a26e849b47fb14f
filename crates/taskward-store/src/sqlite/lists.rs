//! An owner's lists.

use rusqlite::{Connection, OptionalExtension as _, Row, named_params};
use taskward_core::{
    Colour, List, ListId, ListName, ListPatch, NewList, Owner, Precondition, Revision, TasksOfList,
    Timestamp,
};

use super::{changes::raise_revision, rows, words};
use crate::{ChangeError, CreateListError, Created, DeleteListError, StoreError, values};

macro_rules! columns {
    () => {
        "id, revision, name, colour, position, archived, created_at, updated_at"
    };
}

pub(super) const CHANGED: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM lists WHERE user_id = ?1 AND revision > ?2 ORDER BY revision"
);

/// All of them, in the owner's order.
pub(super) fn all(connection: &Connection, owner: &Owner) -> Result<Vec<List>, StoreError> {
    const SQL: &str = concat!("SELECT ", columns!(), " FROM lists WHERE user_id = ?1");
    let mut select = connection.prepare_cached(SQL)?;
    let mut found = select.query([owner.subject()])?;
    let mut lists = Vec::new();
    while let Some(row) = found.next()? {
        lists.push(list(row, owner)?);
    }
    lists.sort_unstable_by(|one, other| (&one.position, one.id).cmp(&(&other.position, other.id)));
    Ok(lists)
}

/// The list of this id.
pub(super) fn find(
    connection: &Connection,
    owner: &Owner,
    id: ListId,
) -> Result<Option<List>, StoreError> {
    const SQL: &str = concat!(
        "SELECT ",
        columns!(),
        " FROM lists WHERE user_id = ?1 AND id = ?2"
    );
    let mut select = connection.prepare_cached(SQL)?;
    let mut found = select.query((owner.subject(), id.as_bytes()))?;
    found.next()?.map(|row| list(row, owner)).transpose()
}

/// Lists that changed after a revision, so many at most.
pub(super) fn changed(
    connection: &Connection,
    owner: &Owner,
    after: Revision,
    count: usize,
) -> Result<Vec<List>, StoreError> {
    let mut select = connection.prepare_cached(CHANGED)?;
    let found = select.query((owner.subject(), rows::revision_number(after)))?;
    rows::take(found, count, |row| list(row, owner))
}

pub(super) fn create(
    connection: &Connection,
    owner: &Owner,
    new: &NewList,
    now: Timestamp,
) -> Result<Result<Created<List>, CreateListError>, StoreError> {
    if let Some(existing) = find(connection, owner, new.id)? {
        return Ok(Ok(Created::Existing(existing)));
    }
    let mut select = connection.prepare_cached(
        "SELECT 1 FROM tombstones WHERE user_id = ?1 AND kind = 'list' AND id = ?2",
    )?;
    if select.exists((owner.subject(), new.id.as_bytes()))? {
        return Ok(Err(CreateListError::Deleted));
    }
    let others = all(connection, owner)?;
    if others.len() >= List::MAX_COUNT {
        return Ok(Err(CreateListError::TooMany));
    }
    let revision = raise_revision(connection, owner)?;
    let lowest = others.last().map(|list| &list.position);
    let list = new.clone().into_list(lowest, now, revision);
    let mut insert = connection.prepare_cached(
        "INSERT INTO lists (user_id, id, revision, name, colour, position, archived, created_at, \
                            updated_at) \
         VALUES (:user_id, :id, :revision, :name, :colour, :position, :archived, :created_at, \
                 :updated_at)",
    )?;
    insert.execute(named_params! {
        ":user_id": owner.subject(),
        ":id": list.id.as_bytes(),
        ":revision": rows::revision_number(list.revision),
        ":name": list.name.as_str(),
        ":colour": list.colour.name(),
        ":position": list.position.as_str(),
        ":archived": list.archived,
        ":created_at": list.created_at.unix_millis(),
        ":updated_at": list.updated_at.unix_millis(),
    })?;
    Ok(Ok(Created::New(list)))
}

pub(super) fn edit(
    connection: &Connection,
    owner: &Owner,
    id: ListId,
    patch: &ListPatch,
    precondition: &Precondition,
    now: Timestamp,
) -> Result<Result<List, ChangeError>, StoreError> {
    let before = match find(connection, owner, id)? {
        None => return Ok(Err(ChangeError::NotFound)),
        Some(list) if precondition.holds_for(list.revision) => list,
        Some(_) => return Ok(Err(ChangeError::PreconditionFailed)),
    };
    let Some(mut after) = patch.apply(&before, now) else {
        return Ok(Ok(before));
    };
    after.revision = raise_revision(connection, owner)?;
    let mut update = connection.prepare_cached(
        "UPDATE lists SET revision = :revision, name = :name, colour = :colour, \
                          position = :position, archived = :archived, updated_at = :updated_at \
         WHERE user_id = :user_id AND id = :id",
    )?;
    update.execute(named_params! {
        ":revision": rows::revision_number(after.revision),
        ":name": after.name.as_str(),
        ":colour": after.colour.name(),
        ":position": after.position.as_str(),
        ":archived": after.archived,
        ":updated_at": after.updated_at.unix_millis(),
        ":user_id": owner.subject(),
        ":id": id.as_bytes(),
    })?;
    Ok(Ok(after))
}

pub(super) fn delete(
    connection: &Connection,
    owner: &Owner,
    id: ListId,
    tasks: Option<TasksOfList>,
    precondition: &Precondition,
    now: Timestamp,
) -> Result<Result<(), DeleteListError>, StoreError> {
    match find(connection, owner, id)? {
        None => return Ok(Err(DeleteListError::NotFound)),
        Some(list) if precondition.holds_for(list.revision) => {}
        Some(_) => return Ok(Err(DeleteListError::PreconditionFailed)),
    }
    let mut count = connection.prepare_cached(
        "SELECT count(*) FROM tasks WHERE user_id = ?1 AND list_id = ?2 AND is_deleted = 0",
    )?;
    let key = (owner.subject(), id.as_bytes());
    let count: i64 = count.query_row(key, |row| row.get(0))?;
    if count > 0 {
        let Some(tasks) = tasks else {
            return Ok(Err(DeleteListError::HasTasks));
        };
        // Each task gets a revision of its own, one after the other.
        let before = raise_revision_by(connection, owner, count)?;
        match tasks {
            TasksOfList::MoveToInbox => {
                let mut update = connection.prepare_cached(
                    "UPDATE tasks SET list_id = NULL, updated_at = ?3, revision = ?4 + numbered.number \
                     FROM (SELECT id, row_number() OVER (ORDER BY created_at, id) AS number FROM tasks \
                           WHERE user_id = ?1 AND list_id = ?2 AND is_deleted = 0) AS numbered \
                     WHERE tasks.user_id = ?1 AND tasks.id = numbered.id",
                )?;
                update.execute((key.0, key.1, now.unix_millis(), before))?;
            }
            TasksOfList::Delete => {
                forget_words(connection, owner, id)?;
                let mut update = connection.prepare_cached(
                    "UPDATE tasks SET list_id = NULL, deleted_at = ?3, is_deleted = 1, \
                                      revision = ?4 + numbered.number \
                     FROM (SELECT id, row_number() OVER (ORDER BY created_at, id) AS number FROM tasks \
                           WHERE user_id = ?1 AND list_id = ?2 AND is_deleted = 0) AS numbered \
                     WHERE tasks.user_id = ?1 AND tasks.id = numbered.id",
                )?;
                update.execute((key.0, key.1, now.unix_millis(), before))?;
            }
        }
    }
    let revision = raise_revision(connection, owner)?;
    for sql in [
        // What is left are deleted ones.
        "UPDATE tasks SET list_id = NULL WHERE user_id = ?1 AND list_id = ?2",
        "DELETE FROM lists WHERE user_id = ?1 AND id = ?2",
    ] {
        connection.prepare_cached(sql)?.execute(key)?;
    }
    let mut insert = connection.prepare_cached(
        "INSERT INTO tombstones (user_id, revision, kind, id) VALUES (?1, ?2, 'list', ?3)",
    )?;
    insert.execute((key.0, rows::revision_number(revision), key.1))?;
    Ok(Ok(()))
}

/// Takes back what may be written of the tasks of a list that are about to be deleted.
fn forget_words(connection: &Connection, owner: &Owner, id: ListId) -> Result<(), StoreError> {
    let columns = rows::COLUMNS;
    let mut select = connection.prepare_cached(&format!(
        "SELECT {columns} FROM tasks WHERE user_id = ?1 AND list_id = ?2 AND is_deleted = 0"
    ))?;
    let mut tasks = select.query((owner.subject(), id.as_bytes()))?;
    while let Some(row) = tasks.next()? {
        words::forget(connection, owner, &rows::task(row, owner)?)?;
    }
    Ok(())
}

/// Counts so many changes at once, and gives the number before the first.
pub(super) fn raise_revision_by(
    connection: &Connection,
    owner: &Owner,
    count: i64,
) -> Result<i64, StoreError> {
    let mut update = connection.prepare_cached(
        "UPDATE owners SET revision = revision + ?2 WHERE user_id = ?1 RETURNING revision",
    )?;
    let last: Option<i64> = update
        .query_row((owner.subject(), count), |row| row.get(0))
        .optional()?;
    last.map(|last| last - count)
        .ok_or(StoreError::Corrupt("an owner of tasks"))
}

fn list(row: &Row<'_>, owner: &Owner) -> Result<List, StoreError> {
    let id = ListId::from_bytes(row.get(0)?, owner).map_err(|_| StoreError::Corrupt("id"))?;
    let [name, colour, position] = [2, 3, 4].map(|index| row.get::<_, String>(index));
    Ok(List {
        id,
        revision: rows::revision(row.get(1)?)?,
        name: ListName::parse(&name?).map_err(|_| StoreError::Corrupt("name"))?,
        colour: Colour::parse(&colour?).map_err(|_| StoreError::Corrupt("colour"))?,
        position: values::position(&position?)?,
        archived: row.get(5)?,
        created_at: rows::timestamp(row.get(6)?)?,
        updated_at: rows::timestamp(row.get(7)?)?,
    })
}
