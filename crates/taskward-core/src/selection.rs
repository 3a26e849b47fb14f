//! What a query answers with, told without an index.

use std::cmp::Ordering;

use crate::{Direction, Position, Task, TaskQuery};

impl TaskQuery {
    /// Whether the filters and the search let a task through, wherever it stands.
    #[must_use]
    pub fn admits(&self, task: &Task) -> bool {
        let Self {
            completed,
            priority,
            list,
            search,
            filter,
            changed_since,
            order: _,
            after: _,
            limit: _,
        } = self;
        completed.is_none_or(|completed| task.is_completed() == completed)
            && priority.is_none_or(|priority| task.priority == priority)
            && list.is_none_or(|list| list.admits(task))
            && changed_since.is_none_or(|since| task.revision > since)
            && search
                .as_ref()
                .is_none_or(|search| search.relevance_of(task).is_some())
            && filter.as_ref().is_none_or(|filter| filter.admits(task))
    }

    /// Which of two places comes first.
    fn compare(&self, one: &Position, other: &Position) -> Ordering {
        let of_one_part = || match self.order.direction {
            Direction::Ascending => one.cmp(other),
            Direction::Descending => other.cmp(one),
        };
        let last = one.lacks_a_key().cmp(&other.lacks_a_key());
        last.then_with(of_one_part)
    }
}

/// The first tasks of a page, and one more, out of many that come in any order. It keeps few of them at a time.
#[derive(Debug)]
pub struct Selection<'a> {
    query: &'a TaskQuery,
    wanted: usize,
    kept: Vec<(Position, Task)>,
}

impl<'a> Selection<'a> {
    /// None yet.
    #[must_use]
    pub fn new(query: &'a TaskQuery) -> Self {
        Self {
            query,
            wanted: query.limit.get() + 1,
            kept: Vec::new(),
        }
    }

    /// Looks at a task, which comes once. Says whether it belongs to this page or to one behind it.
    pub fn offer(&mut self, task: Task) -> bool {
        if !self.query.admits(&task) {
            return false;
        }
        let position = self.query.position_of(&task);
        let is_behind = |after| self.query.compare(&position, after) == Ordering::Greater;
        if !self.query.after.as_ref().is_none_or(is_behind) {
            return false;
        }
        self.kept.push((position, task));
        if self.kept.len() >= self.wanted * 4 {
            self.prune();
        }
        true
    }

    fn prune(&mut self) {
        self.kept
            .sort_by(|(one, _), (other, _)| self.query.compare(one, other));
        self.kept.truncate(self.wanted);
    }

    /// The tasks in the order asked for, for [`TaskPage::from_one_more`](crate::TaskPage::from_one_more).
    #[must_use]
    pub fn finish(mut self) -> Vec<Task> {
        self.prune();
        self.kept.into_iter().map(|(_, task)| task).collect()
    }
}
