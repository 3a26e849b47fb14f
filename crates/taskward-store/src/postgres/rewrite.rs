//! Changing a task that is there: a look at it, a decision, and one statement that writes what was decided.
//!
//! The statement writes only if the owner's revision is still the one that was seen. Then nobody changed anything of
//! the owner's meanwhile, and what was decided holds. Else somebody was faster, and all is done once more behind the
//! lock of the owner's row, where nobody can be.

use std::future::Future;

use deadpool_postgres::ClientWrapper;
use taskward_core::{
    Completion, Owner, Precondition, Revision, Task, TaskId, TaskLabels, Timestamp,
};
use tokio_postgres::Error;

use super::{
    changes::{INSERT_TASK, LOCK_OWNER, bind_task, has_no_list},
    completions,
    failure::Failure,
    rows::{self, FIND_ANY, Found, revision_number, uuid},
    scope::{self, Scope},
    statement::Assembled,
    task_labels::{self, has_no_label},
    words,
    work::Done,
};
use crate::{ChangeError, StoreError};

/// A change whose answer is the changed task.
pub(super) trait Rewrite: Send + Sync {
    type Refusal: From<ChangeError> + Send;

    fn owner(&self) -> &Owner;
    fn id(&self) -> TaskId;

    /// What is to be written. It may read more, and may be asked twice.
    fn decide(
        &self,
        client: &ClientWrapper,
        seen: Seen,
    ) -> impl Future<Output = Result<Decision<Self::Refusal>, Failure>> + Send;
}

/// What comes of a look at a task.
pub(super) enum Decision<R> {
    Refused(R),
    /// The task is as it should be.
    AsItIs(Task),
    Written(Box<Rewritten>),
}

/// A task as it is to be, with the owner's next revision, and what goes along with that.
pub(super) struct Rewritten {
    pub(super) task: Task,
    /// Those that it had, if it has others now.
    pub(super) labels_before: Option<TaskLabels>,
    /// As it was, if it loses the words that may be written of it.
    pub(super) other_words: Option<Task>,
    pub(super) recorded: Option<Completion>,
    pub(super) taken_back: Option<TakenBack>,
}

/// Which of a task's recorded completions is taken back.
#[derive(Clone, Copy)]
pub(super) enum TakenBack {
    /// The one of this revision.
    OfRevision(Revision),
    /// The one that completed the task for good then, if it was recorded.
    OfTime(Timestamp),
}

pub(super) async fn rewrite<W: Rewrite>(
    work: &W,
    client: &ClientWrapper,
) -> Result<Done<Result<Task, W::Refusal>>, Failure> {
    let (owner, id) = (work.owner(), work.id());
    let seen = look(client, owner, id).await?;
    let rewritten = match work.decide(client, seen).await? {
        Decision::Refused(refusal) => return Ok(Done::Unchanged(Err(refusal))),
        Decision::AsItIs(task) => return Ok(Done::Unchanged(Ok(task))),
        Decision::Written(rewritten) => rewritten,
    };
    match rewritten.write(client, owner).await {
        Ok(true) => return Ok(Done::Committed(Ok(rewritten.task))),
        Ok(false) => {}
        Err(error) if has_no_list(&error) => {
            return Ok(Done::Unchanged(Err(ChangeError::NoSuchList.into())));
        }
        Err(error) if has_no_label(&error) => {
            return Ok(Done::Unchanged(Err(ChangeError::NoSuchLabel.into())));
        }
        Err(error) => return Err(Failure::with_commit(error)),
    }
    rewrite_locked(work, client).await
}

async fn rewrite_locked<W: Rewrite>(
    work: &W,
    client: &ClientWrapper,
) -> Result<Done<Result<Task, W::Refusal>>, Failure> {
    let owner = work.owner();
    let scope = Scope::of(client, owner).await?;
    let seen = lock(client, &scope, owner, work.id()).await?;
    let rewritten = match work.decide(client, seen).await? {
        Decision::Refused(refusal) => return Ok(Done::Refused(Err(refusal))),
        Decision::AsItIs(task) => return Ok(Done::Refused(Ok(task))),
        Decision::Written(rewritten) => rewritten,
    };
    match rewritten.write(client, owner).await {
        Ok(true) => {}
        Ok(false) => return Err(StoreError::Corrupt("a row that was locked").into()),
        Err(error) if has_no_list(&error) => {
            return Ok(Done::Refused(Err(ChangeError::NoSuchList.into())));
        }
        Err(error) if has_no_label(&error) => {
            return Ok(Done::Refused(Err(ChangeError::NoSuchLabel.into())));
        }
        Err(error) => return Err(error.into()),
    }
    scope.commit().await.map_err(Failure::with_commit)?;
    Ok(Done::Committed(Ok(rewritten.task)))
}

impl Rewritten {
    /// Whether the owner's revision was still the one that was seen.
    async fn write(&self, client: &ClientWrapper, owner: &Owner) -> Result<bool, Error> {
        let statement = self.statement(owner);
        let prepared = client.prepare_cached(statement.sql()).await?;
        let rows = client.query(&prepared, &statement.values()).await?;
        Ok(!rows.is_empty())
    }

    /// Each part begins with a row of the part before, so none is done before the setting is made, and none at all if the
    /// revision is another one. An `UPDATE` might be joined the other way about; an `INSERT` begins with what it inserts,
    /// and updates the row that is in its way.
    fn statement<'a>(&'a self, owner: &'a Owner) -> Assembled<'a> {
        const RAISE: &str = "raised AS ( \
                INSERT INTO owners (user_id, revision) SELECT $1, $18 FROM caller \
                ON CONFLICT (user_id) DO UPDATE SET revision = excluded.revision \
                WHERE owners.revision = excluded.revision - 1 RETURNING revision), \
             updated AS (";
        const UPDATE: &str = " ON CONFLICT (user_id, id) DO UPDATE SET title = excluded.title, \
                title_key = excluded.title_key, description = excluded.description, \
                completed_at = excluded.completed_at, updated_at = excluded.updated_at, \
                revision = excluded.revision, priority = excluded.priority, due = excluded.due, \
                due_zone = excluded.due_zone, start_date = excluded.start_date, \
                list_id = excluded.list_id, recurrence = excluded.recurrence, \
                recurrence_base = excluded.recurrence_base, position = excluded.position, \
                labels = excluded.labels RETURNING id)";
        let mut statement = Assembled::of_caller();
        bind_task(&mut statement, owner, &self.task);
        statement.bind(revision_number(self.task.revision));
        for part in [RAISE, INSERT_TASK, UPDATE] {
            statement.push(part);
        }
        if let Some(before) = &self.labels_before {
            task_labels::change(&mut statement, before, &self.task.labels);
        }
        if let Some(before) = &self.other_words {
            words::forget(&mut statement, before);
        }
        if let Some(completion) = &self.recorded {
            completions::record(&mut statement, completion);
        }
        if let Some(taken_back) = self.taken_back {
            completions::take_back(&mut statement, taken_back);
        }
        statement.push(" SELECT id FROM updated");
        statement
    }
}

/// What is under an id, and the revision that its change will have.
pub(super) struct Seen(pub(super) Option<(Revision, Found)>);

impl Seen {
    /// The live task, if it is as the precondition says.
    pub(super) fn live_if(
        self,
        precondition: &Precondition,
    ) -> Result<(Revision, Task), ChangeError> {
        match self.0 {
            Some((revision, Found::Live(task))) if precondition.holds_for(task.revision) => {
                Ok((revision, task))
            }
            Some((_, Found::Live(_))) => Err(ChangeError::PreconditionFailed),
            _ => Err(ChangeError::NotFound),
        }
    }
}

async fn look(client: &ClientWrapper, owner: &Owner, id: TaskId) -> Result<Seen, Failure> {
    let find = client.prepare_cached(&scope::alone(FIND_ANY)).await?;
    let rows = scope::read(client, &find, &[&owner.subject(), &uuid(id)]).await?;
    Ok(Seen(rows.first().map(|row| seen(row, owner)).transpose()?))
}

/// Nobody else changes anything of the owner's until the transaction ends.
pub(super) async fn lock(
    client: &ClientWrapper,
    scope: &Scope<'_>,
    owner: &Owner,
    id: TaskId,
) -> Result<Seen, Failure> {
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
    locked?;
    Ok(Seen(row?.map(|row| seen(&row, owner)).transpose()?))
}

fn seen(row: &tokio_postgres::Row, owner: &Owner) -> Result<(Revision, Found), StoreError> {
    let last = rows::owners_revision(row)?;
    let next = Revision::new(last.number() + 1).ok_or(StoreError::Corrupt("revision"))?;
    Ok((next, rows::found(row, owner)?))
}
