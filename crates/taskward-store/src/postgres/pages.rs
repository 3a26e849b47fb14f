//! Reading pages of tasks.

use std::fmt::Write;

use deadpool_postgres::ClientWrapper;
use taskward_core::{
    Description, Direction, Owner, Position, Search, SortKey, Task, TaskPage, TaskQuery,
};
use tokio_postgres::types::ToSql;

use super::{
    failure::Failure,
    rows::{self, COLUMNS},
    scope::Scope,
    work::{Done, Work},
};

/// Tasks that are read at once where a search may drop any of them.
const SEARCHED_AT_ONCE: usize = 500;

/// A page of an owner's live tasks.
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
        let found = match &self.query.search {
            None => self.one_range(client, wanted).await?,
            Some(search) => self.search(client, search, wanted).await?,
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
        let statement = client.prepare_cached(&select.sql).await?;
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

    /// Piece by piece, in one state of the database, until enough are found.
    async fn search(
        &self,
        client: &ClientWrapper,
        search: &Search,
        wanted: usize,
    ) -> Result<Vec<Task>, Failure> {
        let scope = Scope::of(client, &self.owner).await?;
        let mut query = self.query.clone();
        let mut found = Vec::new();
        for piece in 0_u64.. {
            let rows = {
                let select = Select::of(&self.owner, &query, SEARCHED_AT_ONCE);
                let statement = client.prepare_cached(&select.sql).await?;
                let (begun, rows) = tokio::join!(biased;
                    async { if piece == 0 { scope.begin_reading().await } else { Ok(()) } },
                    async { client.query(&statement, &select.values()).await },
                );
                begun?;
                rows?
            };
            for row in &rows {
                let task = rows::task(row, &self.owner)?;
                query.after = Some(query.order.position_of(&task));
                let description = task.description.as_ref().map(Description::as_str);
                if search.matches(task.title.as_str(), description) {
                    found.push(task);
                }
            }
            if found.len() >= wanted || rows.len() < SEARCHED_AT_ONCE {
                break;
            }
        }
        scope.commit().await?;
        found.truncate(wanted);
        Ok(found)
    }
}

/// A statement put together from fixed parts; everything a client sent is a bound value.
struct Select<'a> {
    sql: String,
    values: Vec<Box<dyn ToSql + Send + Sync + 'a>>,
}

impl<'a> Select<'a> {
    fn of(owner: &'a Owner, query: &'a TaskQuery, limit: usize) -> Self {
        let mut select = Self {
            sql: format!("SELECT {COLUMNS} FROM tasks WHERE user_id = $1 AND deleted_at IS NULL"),
            values: vec![Box::new(owner.subject())],
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
        if let Some(since) = query.changed_since {
            let since = select.bind(rows::revision_number(since));
            select.push(format_args!(" AND revision > {since}"));
        }
        let (behind, way) = match query.order.direction {
            Direction::Ascending => ('>', "ASC"),
            Direction::Descending => ('<', "DESC"),
        };
        match &query.after {
            None => {}
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
            SortKey::Created => select.push(format_args!(" ORDER BY created_at {way}, id {way}")),
            SortKey::Updated => select.push(format_args!(" ORDER BY revision {way}")),
            SortKey::Title => select.push(format_args!(" ORDER BY title_key {way}, id {way}")),
        }
        let limit = select.bind(i64::try_from(limit).unwrap_or(i64::MAX));
        select.push(format_args!(" LIMIT {limit}"));
        select
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
