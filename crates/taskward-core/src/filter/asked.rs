//! A filter that somebody asks for, as stores answer it.

use super::{Expression, Filter, Moment, Term};
use crate::{Search, Task};

/// A filter, and when and where it is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AskedFilter {
    /// What it asks for.
    pub filter: Filter,
    /// What its relative words are relative to.
    pub moment: Moment,
}

impl AskedFilter {
    /// Whether a task is shown.
    #[must_use]
    pub fn admits(&self, task: &Task) -> bool {
        self.filter.admits(task, self.moment)
    }

    /// A search that finds every task which is shown, if words say so much.
    #[must_use]
    pub fn words(&self) -> Option<Search> {
        let words = self.filter.0.conjuncts().iter().filter_map(|it| match it {
            Expression::Term(Term::Word(word)) => Some(word.search().clone()),
            _ => None,
        });
        words.reduce(|one, other| one.and(&other))
    }

    /// Whether plain values tell all: no text has to be looked at, and no zone but the one it is asked in.
    #[must_use]
    pub fn is_of_plain_values(&self) -> bool {
        let needs_a_look =
            |term: &Term| matches!(term, Term::Word(_) | Term::Phrase(_) | Term::Overdue);
        !self.filter.0.any_term(needs_a_look)
    }
}
