//! Changing an owner's tasks.
//!
//! Every change takes the lock of its owner's row before it writes to a task, so changes of one owner follow each
//! other, revisions are gap-free and in commit order, and nobody waits for anybody in a circle. Owners do not wait
//! for each other. A refusal leaves nothing: it comes before the first write, or undoes the transaction.

use deadpool_postgres::ClientWrapper;
use taskward_core::{
    Completion, Description, Due, Edit, Edited, Logged, NewTask, OrderKey, Owner, Precondition,
    Revision, Task, TaskId, Timestamp, Undone, Zone,
};
use tokio_postgres::{Error, error::SqlState, types::ToSql};

use super::{
    completions,
    failure::Failure,
    rewrite::{Decision, Rewrite, Rewritten, Seen, TakenBack, lock, rewrite},
    rows::{self, FIND_ANY, Found, revision_number, uuid},
    scope::{self, Scope},
    statement::Assembled,
    task_labels::{self, has_no_label},
    words::Forget,
    work::{Done, Work},
};
use crate::{
    ChangeError, CreateError, Created, PURGED_AT_ONCE, RESTORABLE_MILLIS, RestoreError, StoreError,
    TOMBSTONE_MILLIS, UndoError,
    values::{labels_bytes, recurrence_texts},
};

/// Who raises the revision next waits until the one who holds this has committed.
pub(super) const LOCK_OWNER: &str = "SELECT revision FROM owners WHERE user_id = $1 FOR UPDATE";
pub(super) const SET_REVISION: &str = "UPDATE owners SET revision = $2 WHERE user_id = $1";
/// The same for an owner who may be new.
pub(super) const RAISE: &str = "INSERT INTO owners (user_id, revision) VALUES ($1, 1) \
     ON CONFLICT (user_id) DO UPDATE SET revision = owners.revision + 1 RETURNING revision";
const SET_DELETION: &str =
    "UPDATE tasks SET deleted_at = $3, revision = $4 WHERE user_id = $1 AND id = $2";

/// A new row for a task, of the values of [`bind_task`]. It begins with the row that tells the revision.
pub(super) const INSERT_TASK: &str = "INSERT INTO tasks (user_id, id, title, title_key, description, \
        completed_at, created_at, updated_at, priority, due, due_zone, start_date, list_id, \
        recurrence, recurrence_base, position, labels, revision) \
    SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, revision FROM raised";

/// Creates a task by one statement, which is a transaction of its own. An id that is taken undoes it, the raised revision
/// with it.
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
        const RAISE: &str = "raised AS ( \
            INSERT INTO owners (user_id, revision) SELECT $1, 1 FROM caller \
            ON CONFLICT (user_id) DO UPDATE SET revision = owners.revision + 1 RETURNING revision) ";
        const CREATED: &str = ", created AS (";
        let task = self.task.clone().into_task(self.now, Revision::ZERO);
        let created = {
            let mut create = Assembled::of_caller();
            bind_task(&mut create, &self.owner, &task);
            if task.labels.is_empty() {
                for part in [RAISE, INSERT_TASK, " RETURNING revision"] {
                    create.push(part);
                }
            } else {
                for part in [RAISE, CREATED, INSERT_TASK, " RETURNING id, revision) "] {
                    create.push(part);
                }
                task_labels::put(&mut create, &task.labels, "created");
                create.push(" SELECT revision FROM created");
            }
            let statement = client.prepare_cached(create.sql()).await?;
            client.query_opt(&statement, &create.values()).await
        };
        match created {
            Ok(Some(row)) => {
                let revision = rows::revision(rows::column(&row, 0)?)?;
                let task = Task { revision, ..task };
                Ok(Done::Committed(Ok(Created::New(task))))
            }
            Ok(None) => Err(StoreError::Outdated.into()),
            Err(error) if id_is_taken(&error) => self.explain(client, error).await,
            Err(error) if has_no_list(&error) => Ok(Done::Unchanged(Err(CreateError::NoSuchList))),
            Err(error) if has_no_label(&error) => {
                Ok(Done::Unchanged(Err(CreateError::NoSuchLabel)))
            }
            Err(error) => Err(Failure::with_commit(error)),
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
        let find = client.prepare_cached(&scope::alone(FIND_ANY)).await?;
        let values: [&(dyn ToSql + Sync); 2] = [&self.owner.subject(), &uuid(self.task.id)];
        let rows = scope::read(client, &find, &values).await?;
        // A tombstone that was purged in between.
        let row = rows.first().ok_or(Failure::Undone(taken))?;
        Ok(Done::Unchanged(match rows::found(row, &self.owner)? {
            Found::Live(existing) => Ok(Created::Existing(existing)),
            Found::Deleted(_) => Err(CreateError::Deleted),
        }))
    }
}

/// Binds what is written of a task, but for its revision.
pub(super) fn bind_task<'a>(statement: &mut Assembled<'a>, owner: &'a Owner, task: &'a Task) {
    let (recurrence, base) = recurrence_texts(task.recurrence.as_deref());
    statement.bind(owner.subject());
    statement.bind(uuid(task.id));
    statement.bind(task.title.as_str());
    statement.bind(task.title.key().as_str().to_owned());
    statement.bind(task.description.as_ref().map(Description::as_str));
    statement.bind(task.completed_at.map(Timestamp::unix_millis));
    statement.bind(task.created_at.unix_millis());
    statement.bind(task.updated_at.unix_millis());
    statement.bind(rows::priority_number(task.priority));
    statement.bind(task.due.map(Due::when));
    statement.bind(task.due.and_then(Due::zone).map(Zone::as_str));
    statement.bind(task.start.map(|day| day.to_string()));
    statement.bind(task.list_id.map(rows::list_uuid));
    statement.bind(recurrence);
    statement.bind(base);
    statement.bind(task.position.as_ref().map(OrderKey::as_str));
    statement.bind(labels_bytes(&task.labels));
}

fn id_is_taken(error: &Error) -> bool {
    error.as_db_error().is_some_and(|said| {
        *said.code() == SqlState::UNIQUE_VIOLATION && said.constraint() == Some("tasks_pkey")
    })
}

/// Whether a task was to be in a list that is not there: the database looks, so that nobody else has to.
pub(super) fn has_no_list(error: &Error) -> bool {
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
        rewrite(self, client).await
    }
}

impl Rewrite for EditTask {
    type Refusal = ChangeError;

    fn owner(&self) -> &Owner {
        &self.owner
    }

    fn id(&self) -> TaskId {
        self.id
    }

    async fn decide(
        &self,
        _client: &ClientWrapper,
        seen: Seen,
    ) -> Result<Decision<ChangeError>, Failure> {
        let (revision, before) = match seen.live_if(&self.precondition) {
            Ok(found) => found,
            Err(refusal) => return Ok(Decision::Refused(refusal)),
        };
        let Edited { task, logged } = match self.edit.apply(&before, self.now) {
            Ok(Some(edited)) => edited,
            Ok(None) => return Ok(Decision::AsItIs(before)),
            Err(refusal) => return Ok(Decision::Refused(refusal.into())),
        };
        let (recorded, taken_back) = match logged {
            Logged::Nothing => (None, None),
            Logged::Completed(completion) => (
                Some(Completion {
                    revision,
                    ..completion
                }),
                None,
            ),
            Logged::Reopened(at) => (None, Some(TakenBack::OfTime(at))),
        };
        let labels_before = (task.labels != before.labels).then(|| before.labels.clone());
        let has_other_words = task.title != before.title || task.description != before.description;
        Ok(Decision::Written(Box::new(Rewritten {
            task: Task { revision, ..task },
            labels_before,
            other_words: has_other_words.then_some(before),
            recorded,
            taken_back,
        })))
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
        rewrite(self, client).await
    }
}

impl Rewrite for UndoCompletion {
    type Refusal = UndoError;

    fn owner(&self) -> &Owner {
        &self.owner
    }

    fn id(&self) -> TaskId {
        self.id
    }

    async fn decide(
        &self,
        client: &ClientWrapper,
        seen: Seen,
    ) -> Result<Decision<UndoError>, Failure> {
        let (revision, before) = match seen.live_if(&self.precondition) {
            Ok(found) => found,
            Err(refusal) => return Ok(Decision::Refused(refusal.into())),
        };
        let last = completions::last(client, &self.owner, self.id).await?;
        let undone = taskward_core::undo_completion(&before, last.as_ref(), self.now);
        let Some(Undone { task, forgotten }) = undone else {
            return Ok(Decision::Refused(UndoError::NothingToUndo));
        };
        Ok(Decision::Written(Box::new(Rewritten {
            task: Task { revision, ..task },
            labels_before: None,
            other_words: None,
            recorded: None,
            taken_back: forgotten.map(TakenBack::OfRevision),
        })))
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
