//! An owner's lists.

use deadpool_postgres::ClientWrapper;
use taskward_core::{
    Colour, List, ListId, ListName, ListPatch, NewList, Owner, Precondition, TasksOfList, Timestamp,
};
use tokio_postgres::{Row, types::ToSql};
use uuid::Uuid;

use super::{
    changes::{LOCK_OWNER, RAISE, SET_REVISION},
    failure::Failure,
    rows::{self, list_uuid, revision_number},
    scope::{self, Scope},
    words,
    work::{Done, Work},
};
use crate::{ChangeError, CreateListError, Created, DeleteListError, StoreError, values};

macro_rules! columns {
    () => {
        "id, revision, name, colour, position, archived, created_at, updated_at"
    };
}
pub(super) use columns;

const ALL: &str = concat!("SELECT ", columns!(), " FROM lists WHERE user_id = $1");
const FIND: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM lists WHERE user_id = $1 AND id = $2"
);

/// All of them, in the owner's order.
pub(super) struct All {
    pub(super) owner: Owner,
}

impl Work for All {
    type Answer = Vec<List>;
    const WRITES: bool = false;

    async fn run(&self, client: &ClientWrapper) -> Result<Done<Vec<List>>, Failure> {
        let all = client.prepare_cached(&scope::alone(ALL)).await?;
        let found = scope::read(client, &all, &[&self.owner.subject()]).await?;
        Ok(Done::Committed(in_order(&found, &self.owner)?))
    }
}

/// The list of an id.
pub(super) struct Get {
    pub(super) owner: Owner,
    pub(super) id: ListId,
}

impl Work for Get {
    type Answer = Option<List>;
    const WRITES: bool = false;

    async fn run(&self, client: &ClientWrapper) -> Result<Done<Option<List>>, Failure> {
        let find = client.prepare_cached(&scope::alone(FIND)).await?;
        let values: [&(dyn ToSql + Sync); 2] = [&self.owner.subject(), &list_uuid(self.id)];
        let rows = scope::read(client, &find, &values).await?;
        let found = rows.first().map(|row| list(row, &self.owner)).transpose()?;
        Ok(Done::Committed(found))
    }
}

/// Creates a list. The raised revision is undone with the transaction if it is refused.
pub(super) struct Create {
    pub(super) owner: Owner,
    pub(super) list: NewList,
    pub(super) now: Timestamp,
}

impl Work for Create {
    type Answer = Result<Created<List>, CreateListError>;
    const WRITES: bool = true;

    fn changes_of(&self) -> Option<&Owner> {
        Some(&self.owner)
    }

    async fn run(&self, client: &ClientWrapper) -> Result<Done<Self::Answer>, Failure> {
        const DELETED: &str =
            "SELECT 1 FROM tombstones WHERE user_id = $1 AND kind = 'list' AND id = $2";
        const INSERT: &str = "INSERT INTO lists (user_id, id, revision, name, colour, position, archived, created_at, \
                                updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
        let scope = Scope::of(client, &self.owner).await?;
        let raise = client.prepare_cached(RAISE).await?;
        let all = client.prepare_cached(ALL).await?;
        let deleted = client.prepare_cached(DELETED).await?;
        let insert = client.prepare_cached(INSERT).await?;
        let subject = self.owner.subject();
        let id = list_uuid(self.list.id);
        let (begun, raised, others, deleted) = tokio::join!(biased;
            scope.begin_writing(),
            async { client.query_one(&raise, &[&subject]).await },
            // Statements of their own, so that they see what was committed while the lock was waited for.
            async { client.query(&all, &[&subject]).await },
            async { client.query_opt(&deleted, &[&subject, &id]).await },
        );
        begun?;
        let revision = rows::revision(rows::column(&raised?, 0)?)?;
        let others = in_order(&others?, &self.owner)?;
        if let Some(existing) = others.iter().find(|list| list.id == self.list.id) {
            return Ok(Done::Refused(Ok(Created::Existing(existing.clone()))));
        }
        if deleted?.is_some() {
            return Ok(Done::Refused(Err(CreateListError::Deleted)));
        }
        if others.len() >= List::MAX_COUNT {
            return Ok(Done::Refused(Err(CreateListError::TooMany)));
        }
        let lowest = others.last().map(|list| &list.position);
        let list = self.list.clone().into_list(lowest, self.now, revision);
        let (inserted, committed) = tokio::join!(biased;
            async {
                client.execute(&insert, &[
                    &subject,
                    &id,
                    &revision_number(list.revision),
                    &list.name.as_str(),
                    &list.colour.name(),
                    &list.position.as_str(),
                    &list.archived,
                    &list.created_at.unix_millis(),
                    &list.updated_at.unix_millis(),
                ]).await
            },
            scope.commit(),
        );
        inserted
            .map(drop)
            .and(committed)
            .map_err(Failure::with_commit)?;
        Ok(Done::Committed(Ok(Created::New(list))))
    }
}

/// Changes a list.
pub(super) struct EditList {
    pub(super) owner: Owner,
    pub(super) id: ListId,
    pub(super) patch: ListPatch,
    pub(super) precondition: Precondition,
    pub(super) now: Timestamp,
}

impl Work for EditList {
    type Answer = Result<List, ChangeError>;
    const WRITES: bool = true;

    fn changes_of(&self) -> Option<&Owner> {
        Some(&self.owner)
    }

    async fn run(&self, client: &ClientWrapper) -> Result<Done<Self::Answer>, Failure> {
        const UPDATE: &str = "UPDATE lists SET revision = $3, name = $4, colour = $5, position = $6, archived = $7, \
                              updated_at = $8 WHERE user_id = $1 AND id = $2";
        let scope = Scope::of(client, &self.owner).await?;
        let (last, before) = match lock(client, &scope, &self.owner, self.id).await? {
            None => return Ok(Done::Refused(Err(ChangeError::NotFound))),
            Some((_, list)) if !self.precondition.holds_for(list.revision) => {
                return Ok(Done::Refused(Err(ChangeError::PreconditionFailed)));
            }
            Some(found) => found,
        };
        let Some(mut after) = self.patch.apply(&before, self.now) else {
            return Ok(Done::Refused(Ok(before)));
        };
        after.revision = rows::revision(last + 1)?;
        let raise = client.prepare_cached(SET_REVISION).await?;
        let update = client.prepare_cached(UPDATE).await?;
        let subject = self.owner.subject();
        let number = revision_number(after.revision);
        let (raised, updated, committed) = tokio::join!(biased;
            async { client.execute(&raise, &[&subject, &number]).await },
            async {
                client.execute(&update, &[
                    &subject,
                    &list_uuid(self.id),
                    &number,
                    &after.name.as_str(),
                    &after.colour.name(),
                    &after.position.as_str(),
                    &after.archived,
                    &after.updated_at.unix_millis(),
                ]).await
            },
            scope.commit(),
        );
        raised
            .and(updated)
            .map(drop)
            .and(committed)
            .map_err(Failure::with_commit)?;
        Ok(Done::Committed(Ok(after)))
    }
}

/// Deletes a list, and does to its tasks what was said.
pub(super) struct Delete {
    pub(super) owner: Owner,
    pub(super) id: ListId,
    pub(super) tasks: Option<TasksOfList>,
    pub(super) precondition: Precondition,
    pub(super) now: Timestamp,
}

impl Work for Delete {
    type Answer = Result<(), DeleteListError>;
    const WRITES: bool = true;

    fn changes_of(&self) -> Option<&Owner> {
        Some(&self.owner)
    }

    async fn run(&self, client: &ClientWrapper) -> Result<Done<Self::Answer>, Failure> {
        const HAS_TASKS: &str = "SELECT 1 FROM tasks WHERE user_id = $1 AND list_id = $2 AND deleted_at IS NULL LIMIT 1";
        // Each task gets a revision of its own, one after the other.
        const MOVE: &str = "UPDATE tasks SET list_id = NULL, updated_at = $3, revision = $4 + numbered.number \
             FROM (SELECT id, row_number() OVER (ORDER BY created_at, id) AS number FROM tasks \
                   WHERE user_id = $1 AND list_id = $2 AND deleted_at IS NULL) AS numbered \
             WHERE tasks.user_id = $1 AND tasks.id = numbered.id";
        const DELETE: &str = "UPDATE tasks SET list_id = NULL, deleted_at = $3, revision = $4 + numbered.number \
             FROM (SELECT id, row_number() OVER (ORDER BY created_at, id) AS number FROM tasks \
                   WHERE user_id = $1 AND list_id = $2 AND deleted_at IS NULL) AS numbered \
             WHERE tasks.user_id = $1 AND tasks.id = numbered.id";
        // What is left are deleted ones.
        const LEAVE: &str = "UPDATE tasks SET list_id = NULL WHERE user_id = $1 AND list_id = $2";
        const REMOVE: &str = "DELETE FROM lists WHERE user_id = $1 AND id = $2";
        const REMEMBER: &str =
            "INSERT INTO tombstones (user_id, revision, kind, id) VALUES ($1, $2, 'list', $3)";
        let scope = Scope::of(client, &self.owner).await?;
        let mut last = match lock(client, &scope, &self.owner, self.id).await? {
            None => return Ok(Done::Refused(Err(DeleteListError::NotFound))),
            Some((_, list)) if !self.precondition.holds_for(list.revision) => {
                return Ok(Done::Refused(Err(DeleteListError::PreconditionFailed)));
            }
            Some((last, _)) => last,
        };
        let subject = self.owner.subject();
        let id = list_uuid(self.id);
        let now = self.now.unix_millis();
        let end_tasks = match self.tasks {
            None => {
                let select = client.prepare_cached(HAS_TASKS).await?;
                if client.query_opt(&select, &[&subject, &id]).await?.is_some() {
                    return Ok(Done::Refused(Err(DeleteListError::HasTasks)));
                }
                None
            }
            Some(TasksOfList::MoveToInbox) => Some(client.prepare_cached(MOVE).await?),
            Some(TasksOfList::Delete) => {
                words::forget_list(client, &self.owner, self.id).await?;
                Some(client.prepare_cached(DELETE).await?)
            }
        };
        if let Some(end_tasks) = end_tasks {
            let values: &[&(dyn tokio_postgres::types::ToSql + Sync)] =
                &[&subject, &id, &now, &last];
            let ended = client.execute(&end_tasks, values).await?;
            last += i64::try_from(ended).unwrap_or(i64::MAX);
        }
        let number = revision_number(rows::revision(last + 1)?);
        let raise = client.prepare_cached(SET_REVISION).await?;
        let leave = client.prepare_cached(LEAVE).await?;
        let remove = client.prepare_cached(REMOVE).await?;
        let remember = client.prepare_cached(REMEMBER).await?;
        let (raised, left, removed, remembered, committed) = tokio::join!(biased;
            async { client.execute(&raise, &[&subject, &number]).await },
            async { client.execute(&leave, &[&subject, &id]).await },
            async { client.execute(&remove, &[&subject, &id]).await },
            async { client.execute(&remember, &[&subject, &number, &id]).await },
            scope.commit(),
        );
        raised
            .and(left)
            .and(removed)
            .and(remembered)
            .map(drop)
            .and(committed)
            .map_err(Failure::with_commit)?;
        Ok(Done::Committed(Ok(())))
    }
}

/// A list, and the owner's last revision: nobody else changes anything of the owner's until the transaction ends.
async fn lock(
    client: &ClientWrapper,
    scope: &Scope<'_>,
    owner: &Owner,
    id: ListId,
) -> Result<Option<(i64, List)>, Failure> {
    let lock = client.prepare_cached(LOCK_OWNER).await?;
    let find = client.prepare_cached(FIND).await?;
    let subject = owner.subject();
    let (begun, locked, row) = tokio::join!(biased;
        scope.begin_writing(),
        async { client.query_opt(&lock, &[&subject]).await },
        // A statement of its own, so that it sees what was committed while the lock was waited for.
        async { client.query_opt(&find, &[&subject, &list_uuid(id)]).await },
    );
    begun?;
    let (Some(locked), Some(row)) = (locked?, row?) else {
        return Ok(None);
    };
    Ok(Some((rows::column(&locked, 0)?, list(&row, owner)?)))
}

fn in_order(rows: &[Row], owner: &Owner) -> Result<Vec<List>, StoreError> {
    let lists = rows.iter().map(|row| list(row, owner));
    let mut lists = lists.collect::<Result<Vec<_>, _>>()?;
    lists.sort_unstable_by(|one, other| (&one.position, one.id).cmp(&(&other.position, other.id)));
    Ok(lists)
}

/// Reads a row of the columns above.
pub(super) fn list(row: &Row, owner: &Owner) -> Result<List, StoreError> {
    let id: Uuid = rows::column(row, 0)?;
    let id = ListId::from_bytes(id.into_bytes(), owner).map_err(|_| StoreError::Corrupt("id"))?;
    let name = ListName::parse(rows::column(row, 2)?);
    let colour = Colour::parse(rows::column(row, 3)?);
    Ok(List {
        id,
        revision: rows::revision(rows::column(row, 1)?)?,
        name: name.map_err(|_| StoreError::Corrupt("name"))?,
        colour: colour.map_err(|_| StoreError::Corrupt("colour"))?,
        position: values::position(rows::column(row, 4)?)?,
        archived: rows::column(row, 5)?,
        created_at: rows::timestamp(rows::column(row, 6)?)?,
        updated_at: rows::timestamp(rows::column(row, 7)?)?,
    })
}
