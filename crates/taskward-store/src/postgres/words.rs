//! The words of tasks, for searches.

use std::sync::Arc;

use deadpool_postgres::ClientWrapper;
use taskward_core::{
    Description, ListId, Owner, Posting, Relevance, Revision, Task, TaskId, TaskWord, Term,
};
use tokio_postgres::{Error, Row, Statement, types::ToSql};
use uuid::Uuid;

use super::{
    changes::LOCK_OWNER,
    failure::Failure,
    feed::TASKS,
    rows::{self, list_uuid, revision_number, uuid},
    scope::{self, Scope},
    statement::Assembled,
    work::{Done, Work, Worker},
};
use crate::{
    StoreError,
    words::{AT_ONCE, UnderWay},
};

const WRITTEN: &str = "SELECT revision FROM words_written WHERE user_id = $1";

/// Up to which revision they are written down.
pub(super) async fn written(client: &ClientWrapper, owner: &Owner) -> Result<Revision, Failure> {
    let select = client.prepare_cached(WRITTEN).await?;
    let row = client.query_opt(&select, &[&owner.subject()]).await?;
    let number = row.map(|row| rows::column(&row, 0)).transpose()?;
    Ok(rows::revision(number.unwrap_or_default())?)
}

/// The tasks with words that begin with a term, and up to which revision their words are written down. The ids
/// one behind the other: a row for each of 100,000 would take longer to send than to find.
const POSTINGS: &str = "SELECT \
         coalesce((SELECT written.revision FROM words_written written WHERE written.user_id = $1), 0), \
         string_agg(uuid_send(task_id), ''::bytea) FILTER (WHERE in_title AND word = $2), \
         string_agg(uuid_send(task_id), ''::bytea) FILTER (WHERE in_title AND word <> $2), \
         string_agg(uuid_send(task_id), ''::bytea) FILTER (WHERE NOT in_title AND word = $2), \
         string_agg(uuid_send(task_id), ''::bytea) FILTER (WHERE NOT in_title AND word <> $2) \
     FROM task_words WHERE user_id = $1 AND word >= $2 AND word < $3";

/// What is written of a term. A task comes once for each of its words.
pub(super) struct Written {
    pub(super) up_to: Revision,
    pub(super) postings: Vec<Posting>,
}

impl Written {
    /// Within a transaction.
    pub(super) async fn of(
        client: &ClientWrapper,
        owner: &Owner,
        term: &Term,
    ) -> Result<Self, Failure> {
        let select = client.prepare_cached(POSTINGS).await?;
        let values: [&(dyn ToSql + Sync); 3] = [&owner.subject(), &term.word(), &term.end()];
        Ok(Self::read(
            &client.query_one(&select, &values).await?,
            owner,
        )?)
    }

    /// As a transaction of its own.
    pub(super) async fn alone(
        client: &ClientWrapper,
        owner: &Owner,
        term: &Term,
    ) -> Result<Self, Failure> {
        let select = client.prepare_cached(&scope::alone(POSTINGS)).await?;
        let values: [&(dyn ToSql + Sync); 3] = [&owner.subject(), &term.word(), &term.end()];
        let rows = scope::read(client, &select, &values).await?;
        let row = rows.first().ok_or(StoreError::Corrupt("postings"))?;
        Ok(Self::read(row, owner)?)
    }

    fn read(row: &Row, owner: &Owner) -> Result<Self, StoreError> {
        let mut postings = Vec::new();
        let columns = [(true, true), (false, true), (true, false), (false, false)];
        for (column, (is_whole, in_title)) in columns.into_iter().enumerate() {
            let relevance = Relevance::of(is_whole, in_title);
            let ids: Option<&[u8]> = rows::column(row, column + 1)?;
            let (ids, _) = ids.unwrap_or_default().as_chunks();
            for id in ids {
                let id = TaskId::from_bytes(*id, owner).map_err(|_| StoreError::Corrupt("id"))?;
                postings.push(Posting { id, relevance });
            }
        }
        Ok(Self {
            up_to: rows::revision(rows::column(row, 0)?)?,
            postings,
        })
    }
}

/// Takes back what may be written of a task that is about to be deleted. It is prepared before anything is sent
/// that it has to come before.
pub(super) struct Forget(Statement);

impl Forget {
    pub(super) async fn prepare(client: &ClientWrapper) -> Result<Self, Error> {
        const SQL: &str =
            "DELETE FROM task_words WHERE user_id = $1 AND word = ANY($2) AND task_id = $3";
        client.prepare_cached(SQL).await.map(Self)
    }

    pub(super) async fn run(
        &self,
        client: &ClientWrapper,
        owner: &Owner,
        before: &Task,
    ) -> Result<u64, Error> {
        let words: Vec<_> = of(before).into_iter().map(|it| it.word).collect();
        client
            .execute(&self.0, &[&owner.subject(), &words, &uuid(before.id)])
            .await
    }
}

/// Adds that what may be written of a task whose text changes is taken back once the task is updated.
pub(super) fn forget(statement: &mut Assembled<'_>, before: &Task) {
    let words: Vec<_> = of(before).into_iter().map(|it| it.word).collect();
    let words = statement.bind(words);
    statement.push_fmt(format_args!(
        ", forgotten AS (DELETE FROM task_words USING updated \
         WHERE task_words.user_id = $1 AND task_words.word = ANY({words}) AND task_words.task_id = updated.id)"
    ));
}

/// Takes back what may be written of the tasks of a list that are about to be deleted.
pub(super) async fn forget_list(
    client: &ClientWrapper,
    owner: &Owner,
    list: ListId,
) -> Result<(), Failure> {
    const TASKS_OF_LIST: &str = concat!(
        "SELECT ",
        rows::columns!(),
        " FROM tasks WHERE user_id = $1 AND list_id = $2 AND deleted_at IS NULL \
           AND (created_at, id) > ($3, $4) ORDER BY created_at, id LIMIT $5"
    );
    const FORGET: &str = "DELETE FROM task_words USING unnest($2::text[], $3::uuid[]) AS gone (word, id) \
         WHERE task_words.user_id = $1 AND task_words.word = gone.word AND task_words.task_id = gone.id";
    let select = client.prepare_cached(TASKS_OF_LIST).await?;
    let forget = client.prepare_cached(FORGET).await?;
    let (subject, list) = (owner.subject(), list_uuid(list));
    let at_once = i64::try_from(AT_ONCE).unwrap_or(i64::MAX);
    let mut reached = (i64::MIN, Uuid::nil());
    loop {
        let tasks = client
            .query(
                &select,
                &[&subject, &list, &reached.0, &reached.1, &at_once],
            )
            .await?;
        let (mut words, mut ids) = (Vec::new(), Vec::new());
        for row in &tasks {
            let task = rows::task(row, owner)?;
            reached = (task.created_at.unix_millis(), uuid(task.id));
            for TaskWord { word, .. } in of(&task) {
                words.push(word);
                ids.push(reached.1);
            }
        }
        client.execute(&forget, &[&subject, &words, &ids]).await?;
        if tasks.len() < AT_ONCE {
            return Ok(());
        }
    }
}

/// Writes the words of all that was changed since, some tasks at a time, unless that is being done.
pub(super) async fn write_all(
    worker: &Arc<Worker>,
    under_way: &UnderWay,
    owner: &Owner,
) -> Result<(), StoreError> {
    let Some(turn) = under_way.begin(owner) else {
        return Ok(());
    };
    let mut more = true;
    while more {
        let owner = turn.owner.clone();
        more = worker.run(WriteSome { owner }).await?;
    }
    Ok(())
}

/// Says whether there are more.
struct WriteSome {
    owner: Owner,
}

impl Work for WriteSome {
    type Answer = bool;
    const WRITES: bool = true;

    async fn run(&self, client: &ClientWrapper) -> Result<Done<bool>, Failure> {
        const INSERT: &str = "INSERT INTO task_words (user_id, word, task_id, in_title) \
             SELECT $1, * FROM unnest($2::text[], $3::uuid[], $4::boolean[]) ON CONFLICT DO NOTHING";
        const REACHED: &str = "INSERT INTO words_written (user_id, revision) VALUES ($1, $2) \
             ON CONFLICT (user_id) DO UPDATE SET revision = excluded.revision";
        let scope = Scope::of(client, &self.owner).await?;
        let lock = client.prepare_cached(LOCK_OWNER).await?;
        let select = client.prepare_cached(TASKS).await?;
        let insert = client.prepare_cached(INSERT).await?;
        let reach = client.prepare_cached(REACHED).await?;
        let subject = self.owner.subject();
        let (begun, locked) = tokio::join!(biased; scope.begin_writing(), async {
            client.query_opt(&lock, &[&subject]).await
        });
        begun?;
        let Some(locked) = locked? else {
            return Ok(Done::Refused(false));
        };
        let present = rows::revision(rows::column(&locked, 0)?)?;
        let before = written(client, &self.owner).await?;
        if before >= present {
            return Ok(Done::Refused(false));
        }
        let at_once = i64::try_from(AT_ONCE).unwrap_or(i64::MAX);
        let tasks = client
            .query(&select, &[&subject, &revision_number(before), &at_once])
            .await?;
        let (mut words, mut ids, mut in_titles) = (Vec::new(), Vec::<Uuid>::new(), Vec::new());
        let mut last = before;
        for row in &tasks {
            let task = rows::task(row, &self.owner)?;
            last = task.revision;
            for TaskWord { word, in_title } in of(&task) {
                words.push(word);
                ids.push(uuid(task.id));
                in_titles.push(in_title);
            }
        }
        let more = tasks.len() == AT_ONCE;
        let reached = revision_number(if more { last } else { present });
        let (inserted, reached, committed) = tokio::join!(biased;
            async { client.execute(&insert, &[&subject, &words, &ids, &in_titles]).await },
            async { client.execute(&reach, &[&subject, &reached]).await },
            scope.commit(),
        );
        let ended = inserted.and(reached).and(committed);
        ended.map_err(Failure::with_commit)?;
        Ok(Done::Committed(more))
    }
}

fn of(task: &Task) -> Vec<TaskWord> {
    let description = task.description.as_ref().map(Description::as_str);
    TaskWord::of(task.title.as_str(), description)
}
