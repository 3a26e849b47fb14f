//! The language of filters: which tasks a view shows, in words that people type.
//!
//! Described whole in docs/filters.md. A text is parsed into a [`Filter`], which prints itself in one canonical way
//! and says of a task whether it is shown.

mod asked;
mod day;
mod error;
mod evaluate;
mod expression;
mod parser;

use std::{fmt, str::FromStr};

pub use self::{
    asked::{AskedFilter, NamedLabel, NamedList},
    day::{Day, Days, Span, Weekday},
    error::{FilterError, FilterFault},
    evaluate::Moment,
    expression::{DateField, Expression, Property, Term, Word},
};

/// A filter that was understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filter(Expression);

impl Filter {
    /// The longest filter, in characters.
    pub const MAX_CHARS: usize = 1000;
    /// How many terms a filter has at most.
    pub const MAX_TERMS: usize = 50;
    /// How deep parentheses and `-` may stand within each other.
    pub const MAX_DEPTH: usize = 10;

    /// What it asks for.
    #[must_use]
    pub fn expression(&self) -> &Expression {
        &self.0
    }

    /// Whether it asks for a list by its name.
    #[must_use]
    pub fn names_a_list(&self) -> bool {
        self.0.any_term(|term| matches!(term, Term::List(_)))
    }

    /// Whether it asks for a label by its name.
    #[must_use]
    pub fn names_a_label(&self) -> bool {
        self.0.any_term(|term| matches!(term, Term::Label(_)))
    }
}

impl FromStr for Filter {
    type Err = FilterError;

    /// Reads a filter.
    ///
    /// # Errors
    /// The first thing that is not understood, and where it stands.
    fn from_str(text: &str) -> Result<Self, FilterError> {
        parser::parse(text).map(Self)
    }
}

/// In the one way that all filters of the same meaning share as far as it is plain, and that is read as the same filter.
impl fmt::Display for Filter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests;
