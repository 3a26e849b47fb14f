//! What was completed of recurring tasks.

use deadpool_postgres::ClientWrapper;
use taskward_core::{
    Completion, CompletionPage, CompletionQuery, Due, Owner, Revision, TaskId, Zone,
};
use tokio_postgres::{Error, Row, Statement};

use super::{
    failure::Failure,
    rows::{self, FIND, column, revision_number, uuid},
    scope::Scope,
    work::{Done, Work},
};
use crate::{
    StoreError,
    values::{day, due, recurrence, timestamp},
};

/// The completed occurrences of a task before a revision, last completed first.
const NEWEST: &str = "SELECT revision, completed_at, due, due_zone, start_date, recurrence, recurrence_base \
     FROM completions WHERE user_id = $1 AND task_id = $2 AND revision < $3 \
     ORDER BY revision DESC LIMIT $4";

/// A page of a live task's completed occurrences; `None` if there is no such task.
pub(super) struct List {
    pub(super) owner: Owner,
    pub(super) query: CompletionQuery,
}

impl Work for List {
    type Answer = Option<CompletionPage>;
    const WRITES: bool = false;

    async fn run(&self, client: &ClientWrapper) -> Result<Done<Self::Answer>, Failure> {
        let scope = Scope::of(client, &self.owner).await?;
        let find = client.prepare_cached(FIND).await?;
        let select = client.prepare_cached(NEWEST).await?;
        let (subject, id) = (self.owner.subject(), uuid(self.query.task));
        let before = before(self.query.after);
        let wanted = i64::try_from(self.query.limit.get() + 1).unwrap_or(i64::MAX);
        let (begun, task, found, ended) = tokio::join!(biased;
            scope.begin_reading(),
            async { client.query_opt(&find, &[&subject, &id]).await },
            async { client.query(&select, &[&subject, &id, &before, &wanted]).await },
            scope.commit(),
        );
        begun?;
        let (task, found) = (task?, found?);
        ended?;
        if task.is_none() {
            return Ok(Done::Committed(None));
        }
        let items = found.iter().map(|row| completion(row, self.query.task));
        let items = items.collect::<Result<_, _>>()?;
        let page = CompletionPage::from_one_more(&self.query, items);
        Ok(Done::Committed(Some(page)))
    }
}

/// The occurrence that was completed last. Within a transaction.
pub(super) async fn last(
    client: &ClientWrapper,
    owner: &Owner,
    task: TaskId,
) -> Result<Option<Completion>, Failure> {
    let select = client.prepare_cached(NEWEST).await?;
    let (subject, id) = (owner.subject(), uuid(task));
    let row = client
        .query_opt(&select, &[&subject, &id, &before(None), &1_i64])
        .await?;
    Ok(row.map(|row| completion(&row, task)).transpose()?)
}

fn before(revision: Option<Revision>) -> i64 {
    revision.map_or(i64::MAX, revision_number)
}

fn completion(row: &Row, task: TaskId) -> Result<Completion, StoreError> {
    let due = due(Some(column(row, 2)?), column(row, 3)?)?;
    Ok(Completion {
        task,
        revision: rows::revision(column(row, 0)?)?,
        completed_at: timestamp(column(row, 1)?)?,
        due: due.ok_or(StoreError::Corrupt("due"))?,
        start: column::<Option<&str>>(row, 4)?.map(day).transpose()?,
        recurrence: recurrence(column(row, 5)?, column(row, 6)?)?,
    })
}

/// Records an occurrence. It is prepared before anything is sent that it has to come before.
pub(super) struct Record(Statement);

impl Record {
    pub(super) async fn prepare(client: &ClientWrapper) -> Result<Self, Error> {
        const SQL: &str = "INSERT INTO completions (user_id, task_id, revision, completed_at, due, due_zone, \
                                   start_date, recurrence, recurrence_base) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
        client.prepare_cached(SQL).await.map(Self)
    }

    pub(super) async fn run(
        &self,
        client: &ClientWrapper,
        owner: &Owner,
        completion: &Completion,
    ) -> Result<u64, Error> {
        client
            .execute(
                &self.0,
                &[
                    &owner.subject(),
                    &uuid(completion.task),
                    &revision_number(completion.revision),
                    &completion.completed_at.unix_millis(),
                    &Due::when(completion.due),
                    &completion.due.zone().map(Zone::as_str),
                    &completion.start.map(|day| day.to_string()),
                    &completion.recurrence.rule.to_string(),
                    &completion.recurrence.base.as_str(),
                ],
            )
            .await
    }
}

/// Takes back what was recorded of a task. It is prepared before anything is sent that it has to come before.
pub(super) struct Forget(Statement);

impl Forget {
    /// The occurrence that was completed with this revision.
    pub(super) async fn of_revision(client: &ClientWrapper) -> Result<Self, Error> {
        const SQL: &str =
            "DELETE FROM completions WHERE user_id = $1 AND task_id = $2 AND revision = $3";
        client.prepare_cached(SQL).await.map(Self)
    }

    /// The one that completed the task for good at this time (Unix milliseconds), if it was recorded.
    pub(super) async fn of_time(client: &ClientWrapper) -> Result<Self, Error> {
        const SQL: &str =
            "DELETE FROM completions WHERE user_id = $1 AND task_id = $2 AND completed_at = $3";
        client.prepare_cached(SQL).await.map(Self)
    }

    pub(super) async fn run(
        &self,
        client: &ClientWrapper,
        owner: &Owner,
        task: TaskId,
        number: i64,
    ) -> Result<u64, Error> {
        client
            .execute(&self.0, &[&owner.subject(), &uuid(task), &number])
            .await
    }
}
