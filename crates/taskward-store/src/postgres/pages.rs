//! Reading pages of tasks.

use deadpool_postgres::ClientWrapper;
use taskward_core::{
    LabelId, ListFilter, ListId, Order, Owner, Part, Place, Position, Priority, Selection, Task,
    TaskPage, TaskQuery,
};
use tokio_postgres::{Error, Statement, types::ToSql};

use super::{
    failure::Failure,
    rows::{self, COLUMNS},
    scope::{self, Scope},
    statement::Assembled,
    work::{Done, Work},
};
use crate::{
    narrowing::{self, Bind},
    order,
};

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
        let found = match self.query.parts() {
            _ if self.query.order == Order::BY_HAND => self.by_hand(client, wanted).await?,
            [part] if !self.query.needs_a_look() => self.one_range(client, *part, wanted).await?,
            _ => self.piece_by_piece(client).await?,
        };
        let page = TaskPage::from_one_more(&self.query, found);
        Ok(Done::Committed(page))
    }
}

impl List {
    /// Out of those that were put somewhere and out of those that stand where their ids say, which are a range each; in
    /// one round trip.
    async fn by_hand(&self, client: &ClientWrapper, wanted: usize) -> Result<Vec<Task>, Failure> {
        let scope = Scope::of(client, &self.owner).await?;
        // One more than is wanted, since the first may be the last of the page before; all where any may be dropped.
        let limit = if self.query.needs_a_look() {
            usize::MAX
        } else {
            wanted + 1
        };
        let [by_hand, own] = [Half::Put, Half::Own]
            .map(|half| Select::by_hand(&self.owner, &self.query, half, limit));
        let select_by_hand = by_hand.prepare(client, by_hand.statement.sql()).await?;
        let select_own = own.prepare(client, own.statement.sql()).await?;
        let (begun, rows_by_hand, own_rows, ended) = tokio::join!(biased;
            scope.begin_reading(),
            async { client.query(&select_by_hand, &by_hand.statement.values()).await },
            async { client.query(&select_own, &own.statement.values()).await },
            scope.commit(),
        );
        begun?;
        let (rows_by_hand, own_rows) = (rows_by_hand?, own_rows?);
        ended?;
        let mut selection = Selection::new(&self.query);
        for row in rows_by_hand.iter().chain(&own_rows) {
            selection.offer(rows::task(row, &self.owner)?);
        }
        Ok(selection.finish())
    }

    async fn one_range(
        &self,
        client: &ClientWrapper,
        part: Part,
        wanted: usize,
    ) -> Result<Vec<Task>, Failure> {
        let select = Select::of(&self.owner, &self.query, part, wanted);
        let alone = scope::alone(select.statement.sql());
        let statement = select.prepare(client, &alone).await?;
        let rows = scope::read(client, &statement, &select.statement.values()).await?;
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

/// What decides where a task stands by hand: where it was put, or its id.
#[derive(Clone, Copy)]
enum Half {
    Put,
    Own,
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
    let mut parts = query.parts().iter();
    let mut part = parts.next().copied().unwrap_or(Part::Whole);
    // Mostly all of the first are let through.
    let mut at_once = wanted;
    loop {
        let rows = {
            let select = Select::of(owner, &piece, part, at_once);
            let statement = select.prepare(client, select.statement.sql()).await?;
            client.query(&statement, &select.statement.values()).await?
        };
        read += rows.len();
        for row in &rows {
            let task = rows::task(row, owner)?;
            piece.after = Some(query.position_of(&task));
            if query.admits(&task) {
                found.push(task);
            }
        }
        let part_ends = rows.len() < at_once;
        let next = if part_ends { parts.next() } else { None };
        if found.len() >= wanted || part_ends && next.is_none() {
            found.truncate(wanted);
            return Ok((found, read));
        }
        part = next.copied().unwrap_or(part);
        at_once = AT_ONCE;
    }
}

/// A page's statement.
struct Select<'a> {
    statement: Assembled<'a>,
    is_of_a_filter: bool,
}

impl<'a> Select<'a> {
    fn of(owner: &'a Owner, query: &'a TaskQuery, part: Part, limit: usize) -> Self {
        let mut select = Self::filtered(owner, query);
        let behind = select.place(query.after.as_ref(), part);
        select.statement.push(&order::clauses(query, part, &behind));
        select.limited_to(limit)
    }

    /// The tasks that have this kind of place, from behind the page before on.
    fn by_hand(owner: &'a Owner, query: &'a TaskQuery, half: Half, limit: usize) -> Self {
        let mut select = Self::filtered(owner, query);
        let after = match &query.after {
            Some(Position::ByHand(key, id)) => Some((key, id)),
            _ => None,
        };
        select.statement.push(match half {
            Half::Put => " AND position IS NOT NULL",
            Half::Own => " AND position IS NULL",
        });
        match (half, after) {
            (Half::Put, Some((key, id))) => {
                let key = select.bind(key.as_str());
                let id = select.bind(rows::uuid(*id));
                select.push(format_args!(" AND (position, id) > ({key}, {id})"));
            }
            (Half::Own, Some((key, _))) => {
                if let Some(last) = key.last_id_before(owner) {
                    let last = select.bind(rows::uuid(last));
                    select.push(format_args!(" AND id >= {last}"));
                }
            }
            (_, None) => {}
        }
        select.statement.push(match (half, query.list) {
            // In no index but that of all ids.
            (Half::Own, None | Some(ListFilter::Inbox)) => " ORDER BY id",
            (Half::Put, None) => " ORDER BY position, id",
            _ => " ORDER BY list_id, position, id",
        });
        select.limited_to(limit)
    }

    fn filtered(owner: &'a Owner, query: &'a TaskQuery) -> Self {
        let of_owner =
            format!("SELECT {COLUMNS} FROM tasks WHERE user_id = $1 AND deleted_at IS NULL");
        let mut select = Self {
            statement: Assembled::beginning_with(of_owner),
            is_of_a_filter: query.filter.is_some(),
        };
        select.bind(owner.subject());
        match query.completed {
            Some(true) => select.statement.push(" AND completed_at IS NOT NULL"),
            Some(false) => select.statement.push(" AND completed_at IS NULL"),
            None => {}
        }
        if let Some(priority) = query.priority {
            let priority = select.bind(rows::priority_number(priority));
            select.push(format_args!(" AND priority = {priority}"));
        }
        match &query.list {
            None => {}
            Some(ListFilter::Inbox) => select.statement.push(" AND list_id IS NULL"),
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
        select
    }

    fn limited_to(mut self, limit: usize) -> Self {
        let limit = self.bind(i64::try_from(limit).unwrap_or(i64::MAX));
        self.push(format_args!(" LIMIT {limit}"));
        self
    }

    /// Prepares its text, as it is or alone.
    async fn prepare(&self, client: &ClientWrapper, sql: &str) -> Result<Statement, Error> {
        if self.is_of_a_filter && client.statement_cache.size() >= KEPT {
            return client.prepare(sql).await;
        }
        client.prepare_cached(sql).await
    }

    /// Binds the place behind which this part is read, if it is in this part.
    fn place(&mut self, after: Option<&'a Position>, part: Part) -> Vec<String> {
        match (after, part) {
            (Some(Position::Created(at, id)), _)
            | (
                Some(
                    Position::Due(Place::Without(at, id))
                    | Position::Priority(Place::Without(at, id)),
                ),
                Part::WithoutKey,
            ) => vec![self.bind(at.unix_millis()), self.bind(rows::uuid(*id))],
            (Some(Position::Updated(revision)), _) => {
                vec![self.bind(rows::revision_number(*revision))]
            }
            (Some(Position::Title(key, id)), _) => {
                vec![self.bind(key.as_str()), self.bind(rows::uuid(*id))]
            }
            (Some(Position::Due(Place::With(key, id))), Part::WithKey) => {
                vec![self.bind(key.to_string()), self.bind(rows::uuid(*id))]
            }
            (Some(Position::Priority(Place::With(priority, id))), Part::WithKey) => {
                let priority = self.bind(rows::priority_number(*priority));
                vec![priority, self.bind(rows::uuid(*id))]
            }
            // No index has the order by relevance.
            _ => Vec::new(),
        }
    }

    fn bind(&mut self, value: impl ToSql + Send + Sync + 'a) -> String {
        self.statement.bind(value)
    }

    fn push(&mut self, part: std::fmt::Arguments<'_>) {
        self.statement.push_fmt(part);
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

    fn list(&mut self, value: ListId) -> String {
        self.bind(rows::list_uuid(value))
    }

    fn has_label(&mut self, label: LabelId) -> String {
        let label = self.bind(rows::label_uuid(label));
        format!("id IN (SELECT task_id FROM task_labels WHERE user_id = $1 AND label_id = {label})")
    }
}
