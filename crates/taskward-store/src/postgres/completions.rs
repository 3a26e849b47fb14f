//! What was completed of recurring tasks.

use deadpool_postgres::ClientWrapper;
use taskward_core::{
    Completion, CompletionPage, CompletionQuery, Due, Owner, Revision, TaskId, Zone,
};
use tokio_postgres::{Row, types::ToSql};

use super::{
    failure::Failure,
    rewrite::TakenBack,
    rows::{self, FIND, column, revision_number, uuid},
    scope::{self, Scope},
    statement::Assembled,
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

/// The occurrence that was completed last.
pub(super) async fn last(
    client: &ClientWrapper,
    owner: &Owner,
    task: TaskId,
) -> Result<Option<Completion>, Failure> {
    let select = client.prepare_cached(&scope::alone(NEWEST)).await?;
    let (subject, id) = (owner.subject(), uuid(task));
    let values: [&(dyn ToSql + Sync); 4] = [&subject, &id, &before(None), &1_i64];
    let rows = scope::read(client, &select, &values).await?;
    Ok(rows.first().map(|row| completion(row, task)).transpose()?)
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

/// Adds that an occurrence is recorded once its task is updated.
pub(super) fn record<'a>(statement: &mut Assembled<'a>, completion: &'a Completion) {
    let revision = statement.bind(revision_number(completion.revision));
    let at = statement.bind(completion.completed_at.unix_millis());
    let due = statement.bind(Due::when(completion.due));
    let zone = statement.bind(completion.due.zone().map(Zone::as_str));
    let start = statement.bind(completion.start.map(|day| day.to_string()));
    let rule = statement.bind(completion.recurrence.rule.to_string());
    let base = statement.bind(completion.recurrence.base.as_str());
    statement.push_fmt(format_args!(
        ", recorded AS (INSERT INTO completions (user_id, task_id, revision, completed_at, due, due_zone, \
             start_date, recurrence, recurrence_base) \
         SELECT $1, id, {revision}, {at}, {due}, {zone}, {start}, {rule}, {base} FROM updated)"
    ));
}

/// Adds that a recorded occurrence is taken back once its task is updated.
pub(super) fn take_back(statement: &mut Assembled<'_>, which: TakenBack) {
    statement.push(
        ", taken_back AS (DELETE FROM completions USING updated \
         WHERE completions.user_id = $1 AND completions.task_id = updated.id AND ",
    );
    match which {
        TakenBack::OfRevision(revision) => {
            let revision = statement.bind(revision_number(revision));
            statement.push_fmt(format_args!("completions.revision = {revision})"));
        }
        TakenBack::OfTime(at) => {
            let at = statement.bind(at.unix_millis());
            statement.push_fmt(format_args!("completions.completed_at = {at})"));
        }
    }
}
