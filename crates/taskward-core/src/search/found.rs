//! What the words that a store has written down say about a search.

use std::collections::BTreeSet;

use super::Relevance;
use crate::TaskId;

/// That a task has a word which fits a term.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Posting {
    /// The task.
    pub id: TaskId,
    /// How well that word fits.
    pub relevance: Relevance,
}

/// Tasks that have words for all terms seen so far.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// Each task once, by id.
    tasks: Vec<Posting>,
}

impl Found {
    /// Those with a word for the first term. A task may come several times, once for each word that fits.
    #[must_use]
    pub fn first(mut postings: Vec<Posting>) -> Self {
        postings.sort_by(|one, other| {
            let best_first = other.relevance.cmp(&one.relevance);
            one.id.cmp(&other.id).then(best_first)
        });
        postings.dedup_by_key(|posting| posting.id);
        Self { tasks: postings }
    }

    /// Those of them that also have a word for the next term.
    #[must_use]
    pub fn and(self, postings: Vec<Posting>) -> Self {
        let mut next = Self::first(postings).tasks.into_iter().peekable();
        let mut tasks = self.tasks;
        tasks.retain_mut(|task| {
            while next.next_if(|other| other.id < task.id).is_some() {}
            let same = next.next_if(|other| other.id == task.id);
            if let Some(other) = same {
                task.relevance = task.relevance.plus(other.relevance);
            }
            same.is_some()
        });
        Self { tasks }
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.tasks.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.tasks.is_empty()
    }

    /// Leaves out tasks of which more is known than their words of some time ago.
    pub fn leave_out(&mut self, ids: &BTreeSet<TaskId>) {
        self.tasks.retain(|task| !ids.contains(&task.id));
    }

    /// Adds tasks that are not among them.
    pub fn add(&mut self, tasks: impl IntoIterator<Item = Posting>) {
        self.tasks.extend(tasks);
        self.tasks.sort_by_key(|task| task.id);
    }

    /// All of them, by id.
    pub fn ids(&self) -> impl Iterator<Item = TaskId> {
        self.tasks.iter().map(|task| task.id)
    }

    /// Those behind a place, the best and of them the newest first.
    #[must_use]
    pub fn best_first(mut self, after: Option<(Relevance, TaskId)>) -> Vec<TaskId> {
        if let Some(after) = after {
            self.tasks.retain(|task| (task.relevance, task.id) < after);
        }
        self.tasks
            .sort_unstable_by_key(|task| std::cmp::Reverse((task.relevance, task.id)));
        self.tasks.into_iter().map(|task| task.id).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Owner, Timestamp};

    fn postings(of: &[(u64, u16)]) -> Vec<Posting> {
        let owner = Owner::from_subject("alice").unwrap();
        let posting = |(number, relevance): &(u64, u16)| Posting {
            id: TaskId::generate(&owner, Timestamp::UNIX_EPOCH, *number),
            relevance: Relevance::from_number(*relevance),
        };
        of.iter().map(posting).collect()
    }

    fn ids(of: &[u64]) -> Vec<TaskId> {
        let all = postings(&of.iter().map(|number| (*number, 1)).collect::<Vec<_>>());
        all.iter().map(|posting| posting.id).collect()
    }

    #[test]
    fn tasks_with_words_for_all_terms_are_found_best_first() {
        let found = Found::first(postings(&[(5, 1), (1, 1), (3, 4), (5, 3), (2, 3)]));
        let found = found.and(postings(&[(9, 4), (5, 1), (3, 1), (1, 4), (1, 2)]));
        assert_eq!(found.ids().collect::<Vec<_>>(), ids(&[1, 3, 5]));
        assert_eq!(found.clone().best_first(None), ids(&[3, 1, 5]));
        let three = postings(&[(3, 5)])[0];
        let after = Some((three.relevance, three.id));
        assert_eq!(found.clone().best_first(after), ids(&[1, 5]));
        let mut changed = found;
        changed.leave_out(&ids(&[5]).into_iter().collect());
        changed.add(postings(&[(4, 9)]));
        assert_eq!(changed.best_first(None), ids(&[4, 3, 1]));
    }
}
