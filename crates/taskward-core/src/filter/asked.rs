//! A filter that somebody asks for, as stores answer it.

use super::{Expression, Filter, Moment, Term};
use crate::{Label, LabelId, List, ListId, Search, Task, fold};

/// A filter, and when and where it is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AskedFilter {
    /// What it asks for.
    pub filter: Filter,
    /// What its relative words are relative to.
    pub moment: Moment,
    /// The lists that it may name.
    pub lists: Vec<NamedList>,
    /// The labels that it may name.
    pub labels: Vec<NamedLabel>,
}

/// A list, as a filter names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedList {
    name: String,
    id: ListId,
}

impl NamedList {
    /// This list.
    #[must_use]
    pub fn of(list: &List) -> Self {
        Self {
            name: fold(list.name.as_str()),
            id: list.id,
        }
    }
}

/// A label, as a filter names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedLabel {
    key: String,
    id: LabelId,
}

impl NamedLabel {
    /// This label.
    #[must_use]
    pub fn of(label: &Label) -> Self {
        Self {
            key: label.name.key().to_owned(),
            id: label.id,
        }
    }
}

impl AskedFilter {
    /// Whether a task is shown.
    #[must_use]
    pub fn admits(&self, task: &Task) -> bool {
        self.filter.0.admits(task, self)
    }

    /// The lists of this name, without regard to case and diacritics. There may be none or several.
    pub fn lists_named(&self, name: &str) -> impl Iterator<Item = ListId> {
        let name = fold(name.trim());
        let named = self.lists.iter().filter(move |list| list.name == name);
        named.map(|list| list.id)
    }

    /// The label of this name, without regard to case and diacritics, if there is one.
    #[must_use]
    pub fn label_named(&self, name: &str) -> Option<LabelId> {
        let key = fold(name);
        let named = self.labels.iter().find(|label| label.key == key.trim());
        named.map(|label| label.id)
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
