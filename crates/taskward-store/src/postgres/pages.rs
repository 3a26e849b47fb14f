//! Reading pages of tasks.

use std::fmt::Write;

use deadpool_postgres::ClientWrapper;
use taskward_core::{
    Direction, ListFilter, Owner, Position, Priority, SortKey, Task, TaskPage, TaskQuery,
};
use tokio_postgres::{Error, Statement, types::ToSql};

use super::{
    failure::Failure,
    rows::{self, COLUMNS},
    scope::Scope,
    work::{Done, Work},
};
use crate::narrowing::{self, Bind};

/// Tasks that are read at once where any of them may be dropped.
pub(super) const AT_ONCE: usize = 500;
/// Statements that a connection keeps, beyond which none of a filter is added: there are too many filters.
const KEPT: usize = 256;

/// A page of an owner's live tasks, for a query without a search.
pub(super) struct List {
    pub(super) owner: Owner,
    pub(super) query: TaskQuery,
}

impl Work for List {
    type Answer = TaskPage;
    const WRITES: bool = false;

    async fn run(&self, client: &ClientWrapper) -> Result<Done<TaskPage>, Failure> {
        // One more than the page holds tells whether another page follows.
        let wanted = self.query.limit.get() + 1;
        let found = if self.query.needs_a_look() {
            self.piece_by_piece(client).await?
        } else {
            self.one_range(client, wanted).await?
        };
        let page = TaskPage::from_one_more(&self.query, found);
        Ok(Done::Committed(page))
    }
}

impl List {
    /// In one round trip.
    async fn one_range(&self, client: &ClientWrapper, wanted: usize) -> Result<Vec<Task>, Failure> {
        let scope = Scope::of(client, &self.owner).await?;
        let select = Select::of(&self.owner, &self.query, wanted);
        let statement = select.prepare(client).await?;
        let (begun, rows, ended) = tokio::join!(biased;
            scope.begin_reading(),
            async { client.query(&statement, &select.values()).await },
            scope.commit(),
        );
        begun?;
        let rows = rows?;
        ended?;
        Ok(rows
            .iter()
            .map(|row| rows::task(row, &self.owner))
            .collect::<Result<_, _>>()?)
    }

    async fn piece_by_piece(&self, client: &ClientWrapper) -> Result<Vec<Task>, Failure> {
        let scope = Scope::of(client, &self.owner).await?;
        scope.begin_reading().await?;
        let (found, _) = walk(client, &self.owner, &self.query).await?;
        scope.commit().await?;
        Ok(found)
    }
}

/// The tasks of a page and one more, piece by piece, and how many were read for them. Within a transaction.
pub(super) async fn walk(
    client: &ClientWrapper,
    owner: &Owner,
    query: &TaskQuery,
) -> Result<(Vec<Task>, usize), Failure> {
    let wanted = query.limit.get() + 1;
    let mut piece = query.clone();
    let mut found = Vec::new();
    let mut read = 0;
    // Mostly all of the first are let through.
    let mut at_once = wanted;
    loop {
        let rows = {
            let select = Select::of(owner, &piece, at_once);
            let statement = select.prepare(client).await?;
            client.query(&statement, &select.values()).await?
        };
        read += rows.len();
        for row in &rows {
            let task = rows::task(row, owner)?;
            piece.after = Some(query.position_of(&task));
            if query.admits(&task) {
                found.push(task);
            }
        }
        if found.len() >= wanted || rows.len() < at_once {
            found.truncate(wanted);
            return Ok((found, read));
        }
        at_once = AT_ONCE;
    }
}

/// A statement put together from fixed parts; everything a client sent is a bound value.
struct Select<'a> {
    sql: String,
    values: Vec<Box<dyn ToSql + Send + Sync + 'a>>,
    is_of_a_filter: bool,
}

impl<'a> Select<'a> {
    fn of(owner: &'a Owner, query: &'a TaskQuery, limit: usize) -> Self {
        let mut select = Self {
            sql: format!("SELECT {COLUMNS} FROM tasks WHERE user_id = $1 AND deleted_at IS NULL"),
            values: vec![Box::new(owner.subject())],
            is_of_a_filter: query.filter.is_some(),
        };
        match query.completed {
            Some(true) => select.sql.push_str(" AND completed_at IS NOT NULL"),
            Some(false) => select.sql.push_str(" AND completed_at IS NULL"),
            None => {}
        }
        if let Some(priority) = query.priority {
            let priority = select.bind(rows::priority_number(priority));
            select.push(format_args!(" AND priority = {priority}"));
        }
        match &query.list {
            None => {}
            Some(ListFilter::Inbox) => select.sql.push_str(" AND list_id IS NULL"),
            Some(ListFilter::List(id)) => {
                let id = select.bind(rows::list_uuid(*id));
                select.push(format_args!(" AND list_id = {id}"));
            }
        }
        if let Some(filter) = &query.filter {
            let condition = narrowing::condition(filter, &mut select);
            select.push(format_args!(" AND {condition}"));
        }
        if let Some(since) = query.changed_since {
            let since = select.bind(rows::revision_number(since));
            select.push(format_args!(" AND revision > {since}"));
        }
        let (behind, way) = match query.order.direction {
            Direction::Ascending => ('>', "ASC"),
            Direction::Descending => ('<', "DESC"),
        };
        match &query.after {
            // No index has the order by relevance.
            None | Some(Position::Relevance(..)) => {}
            Some(Position::Created(created_at, id)) => {
                let at = select.bind(created_at.unix_millis());
                let id = select.bind(rows::uuid(*id));
                select.push(format_args!(" AND (created_at, id) {behind} ({at}, {id})"));
            }
            Some(Position::Updated(revision)) => {
                let revision = select.bind(rows::revision_number(*revision));
                select.push(format_args!(" AND revision {behind} {revision}"));
            }
            Some(Position::Title(key, id)) => {
                let key = select.bind(key.as_str());
                let id = select.bind(rows::uuid(*id));
                select.push(format_args!(" AND (title_key, id) {behind} ({key}, {id})"));
            }
        }
        match query.order.key {
            SortKey::Created | SortKey::Relevance => {
                select.push(format_args!(" ORDER BY created_at {way}, id {way}"));
            }
            SortKey::Updated => select.push(format_args!(" ORDER BY revision {way}")),
            SortKey::Title => select.push(format_args!(" ORDER BY title_key {way}, id {way}")),
        }
        let limit = select.bind(i64::try_from(limit).unwrap_or(i64::MAX));
        select.push(format_args!(" LIMIT {limit}"));
        select
    }

    async fn prepare(&self, client: &ClientWrapper) -> Result<Statement, Error> {
        if self.is_of_a_filter && client.statement_cache.size() >= KEPT {
            return client.prepare(&self.sql).await;
        }
        client.prepare_cached(&self.sql).await
    }

    /// Binds a value and gives the placeholder that stands for it.
    fn bind(&mut self, value: impl ToSql + Send + Sync + 'a) -> String {
        self.values.push(Box::new(value));
        format!("${}", self.values.len())
    }

    fn push(&mut self, part: std::fmt::Arguments<'_>) {
        // Writing to a String cannot fail.
        let _ = self.sql.write_fmt(part);
    }

    fn values(&self) -> Vec<&(dyn ToSql + Sync)> {
        self.values
            .iter()
            .map(|value| &**value as &(dyn ToSql + Sync))
            .collect()
    }
}

impl Bind for Select<'_> {
    fn text(&mut self, value: String) -> String {
        self.bind(value)
    }

    fn number(&mut self, value: i64) -> String {
        self.bind(value)
    }

    fn priority(&mut self, value: Priority) -> String {
        self.bind(rows::priority_number(value))
    }
}
