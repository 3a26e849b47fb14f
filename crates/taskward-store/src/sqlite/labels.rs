//! An owner's labels.

use rusqlite::{Connection, Row, named_params};
use taskward_core::{
    Colour, Label, LabelId, LabelName, LabelPatch, NewLabel, Owner, Precondition, Revision,
    Timestamp,
};

use super::{changes::raise_revision, rows, task_labels};
use crate::{ChangeError, CreateLabelError, Created, EditLabelError, MergeLabelError, StoreError};

macro_rules! columns {
    () => {
        "id, revision, name, colour, created_at, updated_at"
    };
}

pub(super) const CHANGED: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM labels WHERE user_id = ?1 AND revision > ?2 ORDER BY revision"
);

/// All of them, by name.
pub(super) fn all(connection: &Connection, owner: &Owner) -> Result<Vec<Label>, StoreError> {
    const SQL: &str = concat!(
        "SELECT ",
        columns!(),
        " FROM labels WHERE user_id = ?1 ORDER BY name_key"
    );
    let mut select = connection.prepare_cached(SQL)?;
    let found = select.query([owner.subject()])?;
    rows::take(found, usize::MAX, |row| label(row, owner))
}

/// The label of this id.
pub(super) fn find(
    connection: &Connection,
    owner: &Owner,
    id: LabelId,
) -> Result<Option<Label>, StoreError> {
    const SQL: &str = concat!(
        "SELECT ",
        columns!(),
        " FROM labels WHERE user_id = ?1 AND id = ?2"
    );
    let mut select = connection.prepare_cached(SQL)?;
    let mut found = select.query((owner.subject(), id.as_bytes()))?;
    found.next()?.map(|row| label(row, owner)).transpose()
}

/// Labels that changed after a revision, so many at most.
pub(super) fn changed(
    connection: &Connection,
    owner: &Owner,
    after: Revision,
    count: usize,
) -> Result<Vec<Label>, StoreError> {
    let mut select = connection.prepare_cached(CHANGED)?;
    let found = select.query((owner.subject(), rows::revision_number(after)))?;
    rows::take(found, count, |row| label(row, owner))
}

pub(super) fn create(
    connection: &Connection,
    owner: &Owner,
    new: &NewLabel,
    now: Timestamp,
) -> Result<Result<Created<Label>, CreateLabelError>, StoreError> {
    if let Some(existing) = find(connection, owner, new.id)? {
        return Ok(Ok(Created::Existing(existing)));
    }
    let mut select = connection
        .prepare_cached("SELECT 1 FROM label_tombstones WHERE user_id = ?1 AND id = ?2")?;
    if select.exists((owner.subject(), new.id.as_bytes()))? {
        return Ok(Err(CreateLabelError::Deleted));
    }
    let others = all(connection, owner)?;
    if others.iter().any(|it| it.name.key() == new.name.key()) {
        return Ok(Err(CreateLabelError::NameTaken));
    }
    if others.len() >= Label::MAX_COUNT {
        return Ok(Err(CreateLabelError::TooMany));
    }
    let revision = raise_revision(connection, owner)?;
    let label = new.clone().into_label(now, revision);
    let mut insert = connection.prepare_cached(
        "INSERT INTO labels (user_id, id, revision, name, name_key, colour, created_at, updated_at) \
         VALUES (:user_id, :id, :revision, :name, :name_key, :colour, :created_at, :updated_at)",
    )?;
    insert.execute(named_params! {
        ":user_id": owner.subject(),
        ":id": label.id.as_bytes(),
        ":revision": rows::revision_number(label.revision),
        ":name": label.name.as_str(),
        ":name_key": label.name.key(),
        ":colour": label.colour.name(),
        ":created_at": label.created_at.unix_millis(),
        ":updated_at": label.updated_at.unix_millis(),
    })?;
    Ok(Ok(Created::New(label)))
}

pub(super) fn edit(
    connection: &Connection,
    owner: &Owner,
    id: LabelId,
    patch: &LabelPatch,
    precondition: &Precondition,
    now: Timestamp,
) -> Result<Result<Label, EditLabelError>, StoreError> {
    let before = match find_to_change(connection, owner, id, precondition)? {
        Ok(label) => label,
        Err(refusal) => return Ok(Err(refusal.into())),
    };
    let Some(mut after) = patch.apply(&before, now) else {
        return Ok(Ok(before));
    };
    let has_this_name = |it: &Label| it.id != id && it.name.key() == after.name.key();
    if all(connection, owner)?.iter().any(has_this_name) {
        return Ok(Err(EditLabelError::NameTaken));
    }
    after.revision = raise_revision(connection, owner)?;
    let mut update = connection.prepare_cached(
        "UPDATE labels SET revision = :revision, name = :name, name_key = :name_key, \
                           colour = :colour, updated_at = :updated_at \
         WHERE user_id = :user_id AND id = :id",
    )?;
    update.execute(named_params! {
        ":revision": rows::revision_number(after.revision),
        ":name": after.name.as_str(),
        ":name_key": after.name.key(),
        ":colour": after.colour.name(),
        ":updated_at": after.updated_at.unix_millis(),
        ":user_id": owner.subject(),
        ":id": id.as_bytes(),
    })?;
    Ok(Ok(after))
}

pub(super) fn delete(
    connection: &Connection,
    owner: &Owner,
    id: LabelId,
    precondition: &Precondition,
    now: Timestamp,
) -> Result<Result<(), ChangeError>, StoreError> {
    if let Err(refusal) = find_to_change(connection, owner, id, precondition)? {
        return Ok(Err(refusal));
    }
    task_labels::take(connection, owner, id, None, now)?;
    remove(connection, owner, id)?;
    Ok(Ok(()))
}

pub(super) fn merge(
    connection: &Connection,
    owner: &Owner,
    id: LabelId,
    into: LabelId,
    precondition: &Precondition,
    now: Timestamp,
) -> Result<Result<Label, MergeLabelError>, StoreError> {
    if let Err(refusal) = find_to_change(connection, owner, id, precondition)? {
        return Ok(Err(refusal.into()));
    }
    let Some(into) = find(connection, owner, into)?.filter(|into| into.id != id) else {
        return Ok(Err(MergeLabelError::NoSuchTarget));
    };
    task_labels::take(connection, owner, id, Some(into.id), now)?;
    remove(connection, owner, id)?;
    Ok(Ok(into))
}

fn find_to_change(
    connection: &Connection,
    owner: &Owner,
    id: LabelId,
    precondition: &Precondition,
) -> Result<Result<Label, ChangeError>, StoreError> {
    Ok(match find(connection, owner, id)? {
        None => Err(ChangeError::NotFound),
        Some(label) if precondition.holds_for(label.revision) => Ok(label),
        Some(_) => Err(ChangeError::PreconditionFailed),
    })
}

/// A label that no task has any more goes.
fn remove(connection: &Connection, owner: &Owner, id: LabelId) -> Result<(), StoreError> {
    let revision = raise_revision(connection, owner)?;
    let mut delete =
        connection.prepare_cached("DELETE FROM labels WHERE user_id = ?1 AND id = ?2")?;
    delete.execute((owner.subject(), id.as_bytes()))?;
    let mut insert = connection.prepare_cached(
        "INSERT INTO label_tombstones (user_id, revision, id) VALUES (?1, ?2, ?3)",
    )?;
    let revision = rows::revision_number(revision);
    insert.execute((owner.subject(), revision, id.as_bytes()))?;
    Ok(())
}

fn label(row: &Row<'_>, owner: &Owner) -> Result<Label, StoreError> {
    let id = LabelId::from_bytes(row.get(0)?, owner).map_err(|_| StoreError::Corrupt("id"))?;
    let [name, colour] = [2, 3].map(|index| row.get::<_, String>(index));
    Ok(Label {
        id,
        revision: rows::revision(row.get(1)?)?,
        name: LabelName::parse(&name?).map_err(|_| StoreError::Corrupt("name"))?,
        colour: Colour::parse(&colour?).map_err(|_| StoreError::Corrupt("colour"))?,
        created_at: rows::timestamp(row.get(4)?)?,
        updated_at: rows::timestamp(row.get(5)?)?,
    })
}
