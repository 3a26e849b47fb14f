//! Reading pages of tasks.

use std::fmt::Write;

use rusqlite::{Connection, ToSql};
use taskward_core::{
    LabelId, ListFilter, ListId, Order, Owner, Part, Place, Position, Priority, Selection, SortKey,
    Task, TaskPage, TaskQuery,
};

use super::rows;
use crate::{
    StoreError,
    narrowing::{self, Bind},
    order,
};

/// Whether this query reads about as many rows as it answers, by one index range.
pub(super) fn reads_one_page(query: &TaskQuery) -> bool {
    let list_is_a_range = match query.list {
        None => query.order != Order::BY_HAND,
        Some(ListFilter::Inbox) => false,
        Some(ListFilter::List(_)) => {
            query.order == Order::BY_HAND || query.order.key == SortKey::Created
        }
    };
    let range_is_the_order = query.changed_since.is_none() || query.order.key == SortKey::Updated;
    query.parts() == [Part::Whole]
        && query.completed.is_none()
        && query.priority.is_none()
        && list_is_a_range
        && query.filter.is_none()
        && range_is_the_order
}

/// A page of the owner's live tasks, for a query without a search.
pub(super) fn list(
    connection: &Connection,
    owner: &Owner,
    query: &TaskQuery,
) -> Result<TaskPage, StoreError> {
    let tasks = if query.order == Order::BY_HAND {
        by_hand(connection, owner, query)?
    } else {
        walk(connection, owner, query)?.0
    };
    Ok(TaskPage::from_one_more(query, tasks))
}

/// The tasks of a page and one more, as their owner put them: out of those that were put somewhere and out of those
/// that stand where their ids say, which are a range each.
fn by_hand(
    connection: &Connection,
    owner: &Owner,
    query: &TaskQuery,
) -> Result<Vec<Task>, StoreError> {
    let mut selection = Selection::new(query);
    for half in [Half::Put, Half::Own] {
        let Select { sql, values } = Select::by_hand(owner, query, half);
        let values: Vec<_> = values.iter().map(AsRef::as_ref).collect();
        let (mut kept, mut made);
        let statement = if query.filter.is_none() {
            kept = connection.prepare_cached(&sql)?;
            &mut *kept
        } else {
            made = connection.prepare(&sql)?;
            &mut made
        };
        let mut found = statement.query(values.as_slice())?;
        let mut wanted = query.limit.get() + 1;
        while wanted > 0 {
            let Some(row) = found.next()? else { break };
            wanted -= usize::from(selection.offer(rows::task(row, owner)?));
        }
    }
    Ok(selection.finish())
}

/// What decides where a task stands by hand: where it was put, or its id.
#[derive(Clone, Copy)]
enum Half {
    Put,
    Own,
}

/// The tasks of a page and one more, which tells whether another page follows, and how many were read for them.
pub(super) fn walk(
    connection: &Connection,
    owner: &Owner,
    query: &TaskQuery,
) -> Result<(Vec<Task>, usize), StoreError> {
    let wanted = query.limit.get() + 1;
    let mut tasks = Vec::with_capacity(wanted.min(64));
    let mut read = 0;
    for part in query.parts() {
        if tasks.len() < wanted {
            read += walk_part(connection, owner, query, *part, &mut tasks)?;
        }
    }
    Ok((tasks, read))
}

/// Adds what is still wanted, and says how many tasks were read for it.
fn walk_part(
    connection: &Connection,
    owner: &Owner,
    query: &TaskQuery,
    part: Part,
    tasks: &mut Vec<Task>,
) -> Result<usize, StoreError> {
    let Select { sql, values } = Select::of(owner, query, part);
    let values: Vec<_> = values.iter().map(AsRef::as_ref).collect();
    let (mut kept, mut made);
    // There are too many filters to keep a statement for each.
    let statement = if query.filter.is_none() {
        kept = connection.prepare_cached(&sql)?;
        &mut *kept
    } else {
        made = connection.prepare(&sql)?;
        &mut made
    };
    let mut found = statement.query(values.as_slice())?;
    let mut read = 0;
    while tasks.len() <= query.limit.get() {
        let Some(row) = found.next()? else { break };
        read += 1;
        let task = rows::task(row, owner)?;
        if !query.needs_a_look() || query.admits(&task) {
            tasks.push(task);
        }
    }
    Ok(read)
}

/// A statement put together from fixed parts; everything a client sent is a bound value.
struct Select<'a> {
    sql: String,
    values: Vec<Box<dyn ToSql + 'a>>,
}

impl<'a> Select<'a> {
    fn of(owner: &'a Owner, query: &'a TaskQuery, part: Part) -> Self {
        let mut select = Self::filtered(owner, query);
        let behind = select.place(query.after.as_ref(), part);
        select.sql.push_str(&order::clauses(query, part, &behind));
        select
    }

    /// The tasks that have this kind of place, from behind the page before on.
    fn by_hand(owner: &'a Owner, query: &'a TaskQuery, half: Half) -> Self {
        let mut select = Self::filtered(owner, query);
        let after = match &query.after {
            Some(Position::ByHand(key, id)) => Some((key, id)),
            _ => None,
        };
        select.sql.push_str(match half {
            Half::Put => " AND position IS NOT NULL",
            Half::Own => " AND position IS NULL",
        });
        match (half, after) {
            (Half::Put, Some((key, id))) => {
                let (key, id) = (select.bind(key.as_str()), select.bind(id.as_bytes()));
                select.push(format_args!(" AND (position, id) > ({key}, {id})"));
            }
            (Half::Own, Some((key, _))) => {
                if let Some(last) = key.last_id_before(owner) {
                    let last = select.bind(last.as_bytes().to_owned());
                    select.push(format_args!(" AND id >= {last}"));
                }
            }
            (_, None) => {}
        }
        select.sql.push_str(match (half, query.list) {
            // In no index but that of all ids.
            (Half::Own, None | Some(ListFilter::Inbox)) => " ORDER BY id",
            (Half::Put, None) => " ORDER BY position, id",
            _ => " ORDER BY list_id, position, id",
        });
        select
    }

    fn filtered(owner: &'a Owner, query: &'a TaskQuery) -> Self {
        let columns = rows::COLUMNS;
        let mut select = Self {
            sql: format!("SELECT {columns} FROM tasks WHERE user_id = ?1 AND is_deleted = 0"),
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
        match &query.list {
            None => {}
            Some(ListFilter::Inbox) => select.sql.push_str(" AND list_id IS NULL"),
            Some(ListFilter::List(id)) => {
                let id = select.bind(id.as_bytes());
                // Without statistics SQLite takes any list for a large part of all tasks, and reads those.
                select.push(format_args!(" AND unlikely(list_id = {id})"));
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
            ) => vec![self.bind(at.unix_millis()), self.bind(id.as_bytes())],
            (Some(Position::Updated(revision)), _) => {
                vec![self.bind(rows::revision_number(*revision))]
            }
            (Some(Position::Title(key, id)), _) => {
                vec![self.bind(key.as_str()), self.bind(id.as_bytes())]
            }
            (Some(Position::Due(Place::With(key, id))), Part::WithKey) => {
                vec![self.bind(key.to_string()), self.bind(id.as_bytes())]
            }
            (Some(Position::Priority(Place::With(priority, id))), Part::WithKey) => {
                let priority = self.bind(rows::priority_number(*priority));
                vec![priority, self.bind(id.as_bytes())]
            }
            // No index has the order by relevance.
            _ => Vec::new(),
        }
    }

    /// Binds a value and gives the placeholder that stands for it.
    fn bind(&mut self, value: impl ToSql + 'a) -> String {
        self.values.push(Box::new(value));
        format!("?{}", self.values.len())
    }

    fn push(&mut self, part: std::fmt::Arguments<'_>) {
        // Writing to a String cannot fail.
        let _ = self.sql.write_fmt(part);
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
        self.bind(*value.as_bytes())
    }

    fn has_label(&mut self, label: LabelId) -> String {
        let label = self.bind(*label.as_bytes());
        format!("id IN (SELECT task_id FROM task_labels WHERE user_id = ?1 AND label_id = {label})")
    }
}

#[cfg(test)]
mod tests {
    use taskward_core::{
        Colour, DueKey, LabelName, ListId, NewLabel, OrderKey, Relevance, Revision, TaskId,
        Timestamp, Title, Zone,
        filter::{AskedFilter, Moment, NamedLabel},
    };

    use super::*;
    use crate::sqlite::{STEPS, connection};

    fn position(key: SortKey, owner: &Owner) -> Position {
        let now = Timestamp::UNIX_EPOCH;
        let id = TaskId::generate(owner, now, 1);
        match key {
            SortKey::Created => Position::Created(now, id),
            SortKey::Updated => Position::Updated(Revision::ZERO),
            SortKey::Title => Position::Title(Title::parse("x").unwrap().key(), id),
            SortKey::Due => Position::Due(Place::With(DueKey::parse("2026-12-24").unwrap(), id)),
            SortKey::Priority => Position::Priority(Place::Without(now, id)),
            SortKey::ByHand => Position::ByHand(OrderKey::of(id), id),
            SortKey::Relevance => Position::Relevance(Relevance::NONE, id),
        }
    }

    /// The only step of a statement's plan.
    fn plan(connection: &Connection, sql: &str, values: &[Box<dyn ToSql + '_>]) -> String {
        let plan = steps(connection, sql, values);
        let [step] = plan.as_slice() else {
            panic!("{sql}: {plan:?}")
        };
        step.clone()
    }

    fn steps(connection: &Connection, sql: &str, values: &[Box<dyn ToSql + '_>]) -> Vec<String> {
        let values: Vec<_> = values.iter().map(AsRef::as_ref).collect();
        let mut explain = connection
            .prepare(&format!("EXPLAIN QUERY PLAN {sql}"))
            .unwrap();
        let steps = explain.query_map(values.as_slice(), |row| row.get(3));
        steps.unwrap().collect::<Result<_, _>>().unwrap()
    }

    #[test]
    fn a_page_of_a_list_is_a_range_of_an_index_and_needs_no_sorting() {
        let folder = tempfile::tempdir().unwrap();
        let connection =
            connection::open_for_writing(&folder.path().join("tasks.db"), STEPS).unwrap();
        let owner = Owner::from_subject("alice").unwrap();
        let list = ListFilter::List(ListId::generate(&owner, Timestamp::UNIX_EPOCH, 1));
        let query = |order: Order, list, after| TaskQuery {
            list: Some(list),
            order,
            after,
            ..TaskQuery::default()
        };
        for after in [None, Some(position(SortKey::Created, &owner))] {
            let query = query(Order::default(), list, after);
            assert!(reads_one_page(&query));
            let Select { sql, values } = Select::of(&owner, &query, Part::Whole);
            let step = plan(&connection, &sql, &values);
            let index =
                "SEARCH tasks USING INDEX tasks_by_list (user_id=? AND list_id=? AND is_deleted=?";
            assert!(step.starts_with(index), "{sql}: {step}");
        }
        let by_hand = "INDEX tasks_by_hand (user_id=? AND list_id=?";
        // Every task of the owner's may be in the Inbox.
        let by_id = "INDEX sqlite_autoindex_tasks_2 (user_id=?";
        for (list, half, index) in [
            (list, Half::Put, by_hand),
            (list, Half::Own, by_hand),
            (ListFilter::Inbox, Half::Put, by_hand),
            (ListFilter::Inbox, Half::Own, by_id),
        ] {
            for after in [None, Some(position(SortKey::ByHand, &owner))] {
                let query = query(Order::BY_HAND, list, after);
                let Select { sql, values } = Select::by_hand(&owner, &query, half);
                let step = plan(&connection, &sql, &values);
                let range = format!("SEARCH tasks USING {index}");
                assert!(step.starts_with(&range), "{sql}: {step}");
            }
        }
    }

    #[test]
    fn tasks_with_a_label_are_looked_up_by_their_owner() {
        let folder = tempfile::tempdir().unwrap();
        let connection =
            connection::open_for_writing(&folder.path().join("tasks.db"), STEPS).unwrap();
        let owner = Owner::from_subject("alice").unwrap();
        let new = NewLabel {
            id: LabelId::generate(&owner, Timestamp::UNIX_EPOCH, 1),
            name: LabelName::parse("work").unwrap(),
            colour: Colour::default(),
        };
        let label = new.into_label(Timestamp::UNIX_EPOCH, Revision::ZERO);
        let query = TaskQuery {
            filter: Some(AskedFilter {
                filter: "#work".parse().unwrap(),
                moment: Moment {
                    now: Timestamp::UNIX_EPOCH,
                    zone: Zone::UTC,
                },
                lists: Vec::new(),
                labels: vec![NamedLabel::of(&label)],
            }),
            ..TaskQuery::default()
        };
        let Select { sql, values } = Select::of(&owner, &query, Part::Whole);
        let steps = steps(&connection, &sql, &values);
        let lookup = "SEARCH task_labels USING PRIMARY KEY (user_id=? AND label_id=?)";
        assert!(steps.iter().any(|step| step == lookup), "{steps:?}");
        let in_order = "SEARCH tasks USING PRIMARY KEY (user_id=? AND is_deleted=?)";
        assert!(steps.iter().any(|step| step == in_order), "{steps:?}");
        let is_slow = |step: &String| step.contains("SCAN") || step.contains("TEMP B-TREE");
        assert!(!steps.iter().any(is_slow), "{steps:?}");
    }

    #[test]
    fn every_page_is_one_range_of_an_index_and_needs_no_sorting() {
        let folder = tempfile::tempdir().unwrap();
        let connection =
            connection::open_for_writing(&folder.path().join("tasks.db"), STEPS).unwrap();
        let owner = Owner::from_subject("alice").unwrap();
        for order in Order::ALL {
            for after in [None, Some(position(order.key, &owner))] {
                for completed in [None, Some(true), Some(false)] {
                    let query = TaskQuery {
                        completed,
                        priority: completed.map(|_| Priority::NONE),
                        order,
                        after: after.clone(),
                        ..TaskQuery::default()
                    };
                    for part in query.parts() {
                        assert_one_range(&connection, &owner, &query, *part);
                    }
                }
            }
        }
    }

    fn assert_one_range(connection: &Connection, owner: &Owner, query: &TaskQuery, part: Part) {
        let Select { sql, values } = Select::of(owner, query, part);
        let step = plan(connection, &sql, &values);
        let index = match (query.order.key, part) {
            (SortKey::Created | SortKey::ByHand | SortKey::Relevance, _)
            | (_, Part::WithoutKey) => "PRIMARY KEY (user_id=? AND is_deleted=?",
            (SortKey::Updated, _) => "INDEX tasks_by_revision (user_id=?",
            (SortKey::Title, _) => "INDEX tasks_by_title (user_id=?",
            (SortKey::Due, _) => "INDEX tasks_by_due (user_id=?",
            (SortKey::Priority, _) => "INDEX tasks_by_priority (user_id=?",
        };
        let range = format!("SEARCH tasks USING {index}");
        assert!(step.starts_with(&range), "{sql}: {step}");
    }
}
