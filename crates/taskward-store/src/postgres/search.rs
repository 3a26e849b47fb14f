//! Searching.

use std::collections::BTreeSet;

use deadpool_postgres::ClientWrapper;
use taskward_core::{
    Found, Order, Owner, Position, Revision, Search, Selection, Task, TaskId, TaskQuery,
};

use tokio_postgres::types::ToSql;

use super::{
    failure::Failure,
    feed::TASKS,
    pages::{AT_ONCE, walk},
    rows::{self, revision_number, uuid},
    scope::{self, Scope},
    words::{self, Written},
    work::{Done, Work},
};
use crate::words::{FEW, LOOKED_UP};

macro_rules! find_any_of {
    () => {
        concat!(
            "SELECT ",
            rows::columns!(),
            " FROM tasks WHERE user_id = $1 AND id = ANY($2) AND deleted_at IS NULL"
        )
    };
}

/// Looks for what is asked for, in one state of the database.
pub(super) struct SearchTasks {
    pub(super) owner: Owner,
    pub(super) query: TaskQuery,
}

/// The tasks of a page, one more, and how many had to be read because their words are not written.
pub(super) struct Answer {
    pub(super) tasks: Vec<Task>,
    pub(super) unwritten: usize,
}

impl Work for SearchTasks {
    type Answer = Answer;
    const WRITES: bool = false;

    async fn run(&self, client: &ClientWrapper) -> Result<Done<Answer>, Failure> {
        if let Some(answer) = self.few(client).await? {
            return Ok(Done::Committed(answer));
        }
        let scope = Scope::of(client, &self.owner).await?;
        scope.begin_reading().await?;
        let answer = self.answer(client).await?;
        scope.commit().await?;
        Ok(Done::Committed(answer))
    }
}

impl SearchTasks {
    /// The answer by two statements, if few tasks can be meant. The second sees the database as it is then, and it reads
    /// all tasks that were changed since their words were written down; so the first need not have seen the same.
    async fn few(&self, client: &ClientWrapper) -> Result<Option<Answer>, Failure> {
        const FIND: &str = concat!(
            find_any_of!(),
            " AND revision <= $3 UNION ALL (SELECT ",
            rows::columns!(),
            " FROM tasks WHERE user_id = $1 AND deleted_at IS NULL AND revision > $3 ORDER BY revision LIMIT $4)"
        );
        let looked_up = self.query.words();
        let Some(term) = looked_up.as_ref().and_then(|it| it.terms().first()) else {
            return Ok(None);
        };
        let written = Written::alone(client, &self.owner, term).await?;
        let found = Found::first(written.postings);
        if written.up_to == Revision::ZERO || found.len() > FEW {
            return Ok(None);
        }
        let ids: Vec<_> = found.ids().map(uuid).collect();
        let find = client.prepare_cached(&scope::alone(FIND)).await?;
        let values: [&(dyn ToSql + Sync); 4] = [
            &self.owner.subject(),
            &ids,
            &revision_number(written.up_to),
            &i64::try_from(AT_ONCE).unwrap_or(i64::MAX),
        ];
        let mut selection = Selection::new(&self.query);
        let mut unwritten = 0;
        for row in scope::read(client, &find, &values).await? {
            let task = rows::task(&row, &self.owner)?;
            unwritten += usize::from(task.revision > written.up_to);
            selection.offer(task);
        }
        let tasks = selection.finish();
        Ok((unwritten < AT_ONCE).then_some(Answer { tasks, unwritten }))
    }

    async fn answer(&self, client: &ClientWrapper) -> Result<Answer, Failure> {
        let query = &self.query;
        let written = words::written(client, &self.owner).await?;
        let looked_up = query.words().filter(|it| !it.terms().is_empty());
        if let Some(search) = &looked_up
            && written > Revision::ZERO
        {
            let mut selection = Selection::new(query);
            let changed = self.read(client, written, &mut selection).await?;
            let mut found = self.look_up(client, search).await?;
            found.leave_out(&changed);
            let tasks = if found.len() <= FEW {
                let ids: Vec<_> = found.ids().collect();
                self.offer(client, &ids, &mut selection).await?;
                Some(selection.finish())
            } else if query.order == Order::BEST_FIRST && query.search == looked_up {
                self.best(client, search, found, selection).await?
            } else {
                None
            };
            if let Some(tasks) = tasks {
                let unwritten = changed.len();
                return Ok(Answer { tasks, unwritten });
            }
        }
        // So many are found that most tasks are, or only a look at them can tell.
        if Order::ALL.contains(&query.order) {
            let (tasks, unwritten) = walk(client, &self.owner, query).await?;
            return Ok(Answer { tasks, unwritten });
        }
        let mut selection = Selection::new(query);
        let read = self.read(client, Revision::ZERO, &mut selection).await?;
        Ok(Answer {
            tasks: selection.finish(),
            unwritten: read.len(),
        })
    }

    /// Offers the tasks that were changed after a revision, and says which they are.
    async fn read(
        &self,
        client: &ClientWrapper,
        mut after: Revision,
        selection: &mut Selection<'_>,
    ) -> Result<BTreeSet<TaskId>, Failure> {
        let select = client.prepare_cached(TASKS).await?;
        let at_once = i64::try_from(AT_ONCE).unwrap_or(i64::MAX);
        let mut ids = BTreeSet::new();
        loop {
            let values = (self.owner.subject(), revision_number(after));
            let rows = client
                .query(&select, &[&values.0, &values.1, &at_once])
                .await?;
            for row in &rows {
                let task = rows::task(row, &self.owner)?;
                after = task.revision;
                ids.insert(task.id);
                selection.offer(task);
            }
            if rows.len() < AT_ONCE {
                return Ok(ids);
            }
        }
    }

    /// Offers tasks by their ids, and says how many of them belong to this page or to one behind it.
    async fn offer(
        &self,
        client: &ClientWrapper,
        ids: &[TaskId],
        selection: &mut Selection<'_>,
    ) -> Result<usize, Failure> {
        let find = client.prepare_cached(find_any_of!()).await?;
        let ids: Vec<_> = ids.iter().copied().map(uuid).collect();
        let mut taken = 0;
        for row in client.query(&find, &[&self.owner.subject(), &ids]).await? {
            taken += usize::from(selection.offer(rows::task(&row, &self.owner)?));
        }
        Ok(taken)
    }

    /// The tasks that have words for the first terms, or fewer of the terms once few tasks are left.
    async fn look_up(&self, client: &ClientWrapper, search: &Search) -> Result<Found, Failure> {
        let mut found: Option<Found> = None;
        for term in search.terms().iter().take(LOOKED_UP) {
            if found.as_ref().is_some_and(|found| found.len() <= FEW) {
                break;
            }
            let Written { postings, .. } = Written::of(client, &self.owner, term).await?;
            found = Some(match found {
                None => Found::first(postings),
                Some(found) => found.and(postings),
            });
        }
        Ok(found.unwrap_or_default())
    }

    /// The best of many, if their words tell which those are and the first of them are let through.
    async fn best(
        &self,
        client: &ClientWrapper,
        search: &Search,
        found: Found,
        mut selection: Selection<'_>,
    ) -> Result<Option<Vec<Task>>, Failure> {
        if !search.is_of_words() || search.terms().len() > LOOKED_UP {
            return Ok(None);
        }
        let after = match self.query.after {
            Some(Position::Relevance(relevance, id)) => Some((relevance, id)),
            _ => None,
        };
        let mut best = found.best_first(after);
        let are_all = best.len() <= FEW;
        best.truncate(FEW);
        let mut wanted = self.query.limit.get() + 1;
        // Mostly all of the first are let through.
        let (first, rest) = best.split_at(best.len().min(2 * wanted));
        for ids in [first, rest] {
            let taken = self.offer(client, ids, &mut selection).await?;
            wanted = wanted.saturating_sub(taken);
            if wanted == 0 {
                break;
            }
        }
        Ok((wanted == 0 || are_all).then(|| selection.finish()))
    }
}
