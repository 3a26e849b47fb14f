//! Changing an owner's tasks.
//!
//! Every change takes the lock of its owner's row before it touches a task, so changes of one owner follow each
//! other, revisions are gap-free and in commit order, and nobody waits for anybody in a circle. Owners do not wait
//! for each other. A refusal leaves nothing: it comes before the first write, or undoes the transaction.

use deadpool_postgres::ClientWrapper;
use taskward_core::{
    Completion, Description, Due, Edit, Edited, Logged, NewTask, OrderKey, Owner, Precondition,
    Revision, Task, TaskId, Timestamp, Zone,
};
use tokio_postgres::{Error, Statement, error::SqlState};

use super::{
    completions::{self, Forget as ForgetCompletions, Record},
    failure::Failure,
    rows::{self, FIND_ANY, Found, revision_number, uuid},
    scope::Scope,
    words::Forget,
    work::{Done, Work},
};
use crate::{
    ChangeError, CreateError, Created, PURGED_AT_ONCE, RESTORABLE_MILLIS, RestoreError, StoreError,
    TOMBSTONE_MILLIS, UndoError, values::recurrence_texts,
};

/// Who raises the revision next waits until the one who holds this has committed.
pub(super) const LOCK_OWNER: &str = "SELECT revision FROM owners WHERE user_id = $1 FOR UPDATE";
pub(super) const SET_REVISION: &str = "UPDATE owners SET revision = $2 WHERE user_id = $1";
/// The same for an owner who may be new.
pub(super) const RAISE: &str = "INSERT INTO owners (user_id, revision) VALUES ($1, 1) \
     ON CONFLICT (user_id) DO UPDATE SET revision = owners.revision + 1 RETURNING revision";
const SET_DELETION: &str =
    "UPDATE tasks SET deleted_at = $3, revision = $4 WHERE user_id = $1 AND id = $2";

/// Creates a task in one round trip. An id that is taken undoes the transaction, the raised revision with it.
pub(super) struct Create {
    pub(super) owner: Owner,
    pub(super) task: NewTask,
    pub(super) now: Timestamp,
}

impl Work for Create {
    type Answer = Result<Created, CreateError>;
    const WRITES: bool = true;

    fn changes_of(&self) -> Option<&Owner> {
        Some(&self.owner)
    }

    async fn run(&self, client: &ClientWrapper) -> Result<Done<Self::Answer>, Failure> {
        const INSERT: &str = "INSERT INTO tasks (user_id, id, revision, title, title_key, description, \
                                completed_at, created_at, updated_at, priority, due, due_zone, start_date, list_id, \
                                recurrence, recurrence_base, position) \
             VALUES ($1, $2, (SELECT revision FROM owners WHERE user_id = $1), $3, $4, $5, $6, $7, $8, $9, \
                     $10, $11, $12, $13, $14, $15, $16)";
        let scope = Scope::of(client, &self.owner).await?;
        let raise = client.prepare_cached(RAISE).await?;
        let insert = client.prepare_cached(INSERT).await?;
        let subject = self.owner.subject();
        let task = self.task.clone().into_task(self.now, Revision::ZERO);
        let (recurrence, base) = recurrence_texts(task.recurrence.as_deref());
        let (begun, raised, inserted, committed) = tokio::join!(biased;
            scope.begin_writing(),
            async { client.query_one(&raise, &[&subject]).await },
            async {
                client.execute(&insert, &[
                    &subject,
                    &uuid(task.id),
                    &task.title.as_str(),
                    &task.title.key().as_str(),
                    &task.description.as_ref().map(Description::as_str),
                    &task.completed_at.map(Timestamp::unix_millis),
                    &task.created_at.unix_millis(),
                    &task.updated_at.unix_millis(),
                    &rows::priority_number(task.priority),
                    &task.due.map(Due::when),
                    &task.due.and_then(Due::zone).map(Zone::as_str),
                    &task.start.map(|day| day.to_string()),
                    &task.list_id.map(rows::list_uuid),
                    &recurrence,
                    &base,
                    &task.position.as_ref().map(OrderKey::as_str),
                ]).await
            },
            scope.commit(),
        );
        match begun.and(inserted.map(drop).and(committed).map_err(Failure::Undone)) {
            Ok(()) => {
                let revision = rows::revision(rows::column(&raised?, 0)?)?;
                let task = Task { revision, ..task };
                Ok(Done::Committed(Ok(Created::New(task))))
            }
            Err(Failure::Undone(error)) if id_is_taken(&error) => self.explain(client, error).await,
            Err(Failure::Undone(error)) if has_no_list(&error) => {
                Ok(Done::Refused(Err(CreateError::NoSuchList)))
            }
            Err(Failure::Undone(error)) => Err(Failure::with_commit(raised.err().unwrap_or(error))),
            Err(failure) => Err(failure),
        }
    }
}

impl Create {
    /// What there is under the id that is taken.
    async fn explain(
        &self,
        client: &ClientWrapper,
        taken: Error,
    ) -> Result<Done<<Self as Work>::Answer>, Failure> {
        let scope = Scope::of(client, &self.owner).await?;
        let find = client.prepare_cached(FIND_ANY).await?;
        let (begun, row) = tokio::join!(biased; scope.begin_reading(), async {
            client.query_opt(&find, &[&self.owner.subject(), &uuid(self.task.id)]).await
        });
        begun?;
        // A tombstone that was purged in between.
        let row = row?.ok_or(Failure::Undone(taken))?;
        Ok(Done::Refused(match rows::found(&row, &self.owner)? {
            Found::Live(existing) => Ok(Created::Existing(existing)),
            Found::Deleted(_) => Err(CreateError::Deleted),
        }))
    }
}

fn id_is_taken(error: &Error) -> bool {
    error.as_db_error().is_some_and(|said| {
        *said.code() == SqlState::UNIQUE_VIOLATION && said.constraint() == Some("tasks_pkey")
    })
}

/// Whether a task was to be in a list that is not there: the database looks, so that nobody else has to.
fn has_no_list(error: &Error) -> bool {
    error.as_db_error().is_some_and(|said| {
        *said.code() == SqlState::FOREIGN_KEY_VIOLATION
            && said.constraint() == Some("tasks_list_id_fkey")
    })
}

/// Edits a task.
pub(super) struct EditTask {
    pub(super) owner: Owner,
    pub(super) id: TaskId,
    pub(super) edit: Edit,
    pub(super) precondition: Precondition,
    pub(super) now: Timestamp,
}

impl Work for EditTask {
    type Answer = Result<Task, ChangeError>;
    const WRITES: bool = true;

    fn changes_of(&self) -> Option<&Owner> {
        Some(&self.owner)
    }

    async fn run(&self, client: &ClientWrapper) -> Result<Done<Self::Answer>, Failure> {
        let scope = Scope::of(client, &self.owner).await?;
        let locked = lock(client, &scope, &self.owner, self.id).await?;
        let (revision, before) = match locked.live_if(&self.precondition) {
            Ok(found) => found,
            Err(refusal) => return Ok(Done::Refused(Err(refusal))),
        };
        let edited = match self.edit.apply(&before, self.now) {
            Ok(edited) => edited,
            Err(refusal) => return Ok(Done::Refused(Err(refusal.into()))),
        };
        let Some(Edited { mut task, logged }) = edited else {
            return Ok(Done::Refused(Ok(before)));
        };
        task.revision = revision;
        let (recorded, forgotten) = match logged {
            Logged::Nothing => (None, None),
            Logged::Completed(completion) => {
                let completion = Completion {
                    revision,
                    ..completion
                };
                (Some(completion), None)
            }
            Logged::Reopened(completed_at) => (None, Some(completed_at)),
        };
        let raise = client.prepare_cached(SET_REVISION).await?;
        let update = Update::prepare(client).await?;
        let subject = self.owner.subject();
        let has_other_words = task.title != before.title || task.description != before.description;
        let forget_words = Forget::prepare(client).await?;
        let record = match recorded {
            Some(completion) => Some((Record::prepare(client).await?, completion)),
            None => None,
        };
        let forget = match forgotten {
            Some(at) => Some((ForgetCompletions::of_time(client).await?, at.unix_millis())),
            None => None,
        };
        let (raised, updated, forgotten, recorded, reopened, committed) = tokio::join!(biased;
            async { client.execute(&raise, &[&subject, &revision_number(revision)]).await },
            update.run(client, &self.owner, &task),
            async {
                if has_other_words {
                    forget_words.run(client, &self.owner, &before).await
                } else {
                    Ok(0)
                }
            },
            async {
                match &record {
                    Some((record, completion)) => record.run(client, &self.owner, completion).await,
                    None => Ok(0),
                }
            },
            async {
                match &forget {
                    Some((forget, at)) => forget.run(client, &self.owner, self.id, *at).await,
                    None => Ok(0),
                }
            },
            scope.commit(),
        );
        if updated.as_ref().is_err_and(has_no_list) {
            return Ok(Done::Refused(Err(ChangeError::NoSuchList)));
        }
        let rest = forgotten.and(recorded).and(reopened).and(committed);
        ended(raised, updated, rest)?;
        Ok(Done::Committed(Ok(task)))
    }
}

/// Writes all that may change of a task but its deletion.
struct Update(Statement);

impl Update {
    async fn prepare(client: &ClientWrapper) -> Result<Self, Error> {
        const SQL: &str = "UPDATE tasks SET title = $3, title_key = $4, description = $5, completed_at = $6, \
                           updated_at = $7, revision = $8, priority = $9, due = $10, due_zone = $11, \
                           start_date = $12, list_id = $13, recurrence = $14, recurrence_base = $15, \
                           position = $16 WHERE user_id = $1 AND id = $2";
        client.prepare_cached(SQL).await.map(Self)
    }

    async fn run(&self, client: &ClientWrapper, owner: &Owner, task: &Task) -> Result<u64, Error> {
        let (recurrence, base) = recurrence_texts(task.recurrence.as_deref());
        client
            .execute(
                &self.0,
                &[
                    &owner.subject(),
                    &uuid(task.id),
                    &task.title.as_str(),
                    &task.title.key().as_str(),
                    &task.description.as_ref().map(Description::as_str),
                    &task.completed_at.map(Timestamp::unix_millis),
                    &task.updated_at.unix_millis(),
                    &revision_number(task.revision),
                    &rows::priority_number(task.priority),
                    &task.due.map(Due::when),
                    &task.due.and_then(Due::zone).map(Zone::as_str),
                    &task.start.map(|day| day.to_string()),
                    &task.list_id.map(rows::list_uuid),
                    &recurrence,
                    &base,
                    &task.position.as_ref().map(OrderKey::as_str),
                ],
            )
            .await
    }
}

/// Undoes a task's last completion.
pub(super) struct UndoCompletion {
    pub(super) owner: Owner,
    pub(super) id: TaskId,
    pub(super) precondition: Precondition,
    pub(super) now: Timestamp,
}

impl Work for UndoCompletion {
    type Answer = Result<Task, UndoError>;
    const WRITES: bool = true;

    fn changes_of(&self) -> Option<&Owner> {
        Some(&self.owner)
    }

    async fn run(&self, client: &ClientWrapper) -> Result<Done<Self::Answer>, Failure> {
        let scope = Scope::of(client, &self.owner).await?;
        let locked = lock(client, &scope, &self.owner, self.id).await?;
        let (revision, before) = match locked.live_if(&self.precondition) {
            Ok(found) => found,
            Err(refusal) => return Ok(Done::Refused(Err(refusal.into()))),
        };
        let last = completions::last(client, &self.owner, self.id).await?;
        let undone = taskward_core::undo_completion(&before, last.as_ref(), self.now);
        let Some(undone) = undone else {
            return Ok(Done::Refused(Err(UndoError::NothingToUndo)));
        };
        let task = Task {
            revision,
            ..undone.task
        };
        let raise = client.prepare_cached(SET_REVISION).await?;
        let update = Update::prepare(client).await?;
        let forget = ForgetCompletions::of_revision(client).await?;
        let subject = self.owner.subject();
        let (raised, updated, forgotten, committed) = tokio::join!(biased;
            async { client.execute(&raise, &[&subject, &revision_number(revision)]).await },
            update.run(client, &self.owner, &task),
            async {
                match undone.forgotten.map(revision_number) {
                    Some(revision) => forget.run(client, &self.owner, self.id, revision).await,
                    None => Ok(0),
                }
            },
            scope.commit(),
        );
        ended(raised, updated, forgotten.and(committed))?;
        Ok(Done::Committed(Ok(task)))
    }
}

/// Deletes a task, and forgets what is left of old deletions.
pub(super) struct Delete {
    pub(super) owner: Owner,
    pub(super) id: TaskId,
    pub(super) precondition: Precondition,
    pub(super) now: Timestamp,
}

impl Work for Delete {
    type Answer = Result<(), ChangeError>;
    const WRITES: bool = true;

    fn changes_of(&self) -> Option<&Owner> {
        Some(&self.owner)
    }

    async fn run(&self, client: &ClientWrapper) -> Result<Done<Self::Answer>, Failure> {
        // The rows stay for a while, so that their ids are not created again and "what changed since" has no gap.
        const FORGET: &str = "UPDATE tasks SET title = '', title_key = '', description = NULL \
             WHERE user_id = $1 AND deleted_at IS NOT NULL AND deleted_at < $2 AND title <> ''";
        let scope = Scope::of(client, &self.owner).await?;
        let locked = lock(client, &scope, &self.owner, self.id).await?;
        let (revision, task) = match locked.live_if(&self.precondition) {
            Ok(found) => found,
            Err(refusal) => return Ok(Done::Refused(Err(refusal))),
        };
        let forget_words = Forget::prepare(client).await?;
        let (forgotten, purged) = tokio::join!(biased;
            forget_words.run(client, &self.owner, &task),
            self.purge_tombstones(client),
        );
        forgotten?;
        purged?;
        let raise = client.prepare_cached(SET_REVISION).await?;
        let delete = client.prepare_cached(SET_DELETION).await?;
        let forget = client.prepare_cached(FORGET).await?;
        let subject = self.owner.subject();
        let number = revision_number(revision);
        let oldest = self.now.minus_millis(RESTORABLE_MILLIS).unix_millis();
        let (raised, deleted, forgotten, committed) = tokio::join!(biased;
            async { client.execute(&raise, &[&subject, &number]).await },
            async {
                let deleted_at = Some(self.now.unix_millis());
                client.execute(&delete, &[&subject, &uuid(self.id), &deleted_at, &number]).await
            },
            async { client.execute(&forget, &[&subject, &oldest]).await },
            scope.commit(),
        );
        ended(raised, deleted, forgotten.and(committed))?;
        Ok(Done::Committed(Ok(())))
    }
}

impl Delete {
    /// Deletes tombstones that are so old that no reader is expected to need them, and remembers up to
    /// which revision. From the lowest on and without a gap, so that one number says what is gone.
    async fn purge_tombstones(&self, client: &ClientWrapper) -> Result<(), Failure> {
        const FIRST: &str = "SELECT revision, deleted_at FROM tasks \
             WHERE user_id = $1 AND deleted_at IS NOT NULL ORDER BY revision LIMIT $2";
        const PURGE: &str =
            "DELETE FROM tasks WHERE user_id = $1 AND deleted_at IS NOT NULL AND revision <= $2";
        const REMEMBER: &str = "UPDATE owners SET purged_revision = $2 WHERE user_id = $1";
        let first = client.prepare_cached(FIRST).await?;
        let subject = self.owner.subject();
        let oldest = self.now.minus_millis(TOMBSTONE_MILLIS).unix_millis();
        // Nearly always the very first is too young.
        let mut last = None;
        for count in [1, i64::try_from(PURGED_AT_ONCE).unwrap_or(i64::MAX)] {
            for row in client.query(&first, &[&subject, &count]).await? {
                let deleted_at: i64 = rows::column(&row, 1)?;
                if deleted_at >= oldest {
                    break;
                }
                last = Some(rows::column::<i64>(&row, 0)?);
            }
            if last.is_none() {
                return Ok(());
            }
        }
        let purge = client.prepare_cached(PURGE).await?;
        let remember = client.prepare_cached(REMEMBER).await?;
        client.execute(&purge, &[&subject, &last]).await?;
        client.execute(&remember, &[&subject, &last]).await?;
        Ok(())
    }
}

/// Brings a deleted task back.
pub(super) struct Restore {
    pub(super) owner: Owner,
    pub(super) id: TaskId,
    pub(super) now: Timestamp,
}

impl Work for Restore {
    type Answer = Result<Task, RestoreError>;
    const WRITES: bool = true;

    fn changes_of(&self) -> Option<&Owner> {
        Some(&self.owner)
    }

    async fn run(&self, client: &ClientWrapper) -> Result<Done<Self::Answer>, Failure> {
        let scope = Scope::of(client, &self.owner).await?;
        let oldest = self.now.minus_millis(RESTORABLE_MILLIS);
        let locked = lock(client, &scope, &self.owner, self.id).await?;
        let (revision, task) = match locked.0 {
            Some((_, Found::Live(live))) => return Ok(Done::Refused(Ok(live))),
            Some((revision, Found::Deleted(it))) if it.deleted_at >= oldest => (revision, it.task),
            _ => return Ok(Done::Refused(Err(RestoreError::NotFound))),
        };
        let Some(task) = task else {
            return Ok(Done::Refused(Err(RestoreError::NotFound)));
        };
        let raise = client.prepare_cached(SET_REVISION).await?;
        let restore = client.prepare_cached(SET_DELETION).await?;
        let subject = self.owner.subject();
        let number = revision_number(revision);
        let (raised, restored, committed) = tokio::join!(biased;
            async { client.execute(&raise, &[&subject, &number]).await },
            async {
                client.execute(&restore, &[&subject, &uuid(self.id), &None::<i64>, &number]).await
            },
            scope.commit(),
        );
        ended(raised, restored, committed)?;
        Ok(Done::Committed(Ok(Task { revision, ..task })))
    }
}

/// What is under an id, and the revision that its change will have: nobody else changes anything of the owner's
/// until the transaction ends.
struct Locked(Option<(Revision, Found)>);

impl Locked {
    /// The live task, if it is as the precondition says.
    fn live_if(self, precondition: &Precondition) -> Result<(Revision, Task), ChangeError> {
        match self.0 {
            Some((revision, Found::Live(task))) if precondition.holds_for(task.revision) => {
                Ok((revision, task))
            }
            Some((_, Found::Live(_))) => Err(ChangeError::PreconditionFailed),
            _ => Err(ChangeError::NotFound),
        }
    }
}

async fn lock(
    client: &ClientWrapper,
    scope: &Scope<'_>,
    owner: &Owner,
    id: TaskId,
) -> Result<Locked, Failure> {
    let lock = client.prepare_cached(LOCK_OWNER).await?;
    let find = client.prepare_cached(FIND_ANY).await?;
    let subject = owner.subject();
    let (begun, locked, row) = tokio::join!(biased;
        scope.begin_writing(),
        async { client.query_opt(&lock, &[&subject]).await },
        // A statement of its own, so that it sees what was committed while the lock was waited for.
        async { client.query_opt(&find, &[&subject, &uuid(id)]).await },
    );
    begun?;
    let (Some(locked), Some(row)) = (locked?, row?) else {
        return Ok(Locked(None));
    };
    let last = rows::revision(rows::column(&locked, 0)?)?;
    let next = Revision::new(last.number() + 1).ok_or(StoreError::Corrupt("revision"))?;
    Ok(Locked(Some((next, rows::found(&row, owner)?))))
}

/// The end of a change: its two updates of a row each, and what came behind them.
fn ended(
    raised: Result<u64, Error>,
    updated: Result<u64, Error>,
    committed: Result<(), Error>,
) -> Result<(), Failure> {
    let rows = raised.and_then(|raised| {
        let updated = updated?;
        committed?;
        Ok((raised, updated))
    });
    match rows.map_err(Failure::with_commit)? {
        (1, 1) => Ok(()),
        _ => Err(StoreError::Corrupt("a row that was locked").into()),
    }
}
