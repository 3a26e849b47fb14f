//! What a filter asks for.

use std::fmt::{self, Write};

use super::{Day, Days};
use crate::{Priority, Search};

/// A filter's meaning. Parsing flattens it: no `All` stands right within an `All`, no `Any` within an `Any`, no `Not` within a
/// `Not`, and both lists have two members at least.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expression {
    /// Every one of them.
    All(Vec<Expression>),
    /// One of them at least.
    Any(Vec<Expression>),
    /// Whatever this does not let through.
    Not(Box<Expression>),
    /// A single thing.
    Term(Term),
}

/// A single thing that a filter asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Term {
    /// A word is found in title or description, as a search finds it.
    Word(Word),
    /// This text stands in title or description, without regard to case and diacritics.
    Phrase(String),
    /// It is in a list of this name.
    List(String),
    /// It has the label of this name.
    Label(String),
    /// It has one of these.
    Has(Property),
    /// One of its days is among these.
    On(DateField, Days),
    /// It is open and its due date or time has passed.
    Overdue,
    /// It is done.
    Completed,
    /// Its priority is one of these, the first not lower in number than the second.
    Priority {
        /// From the highest of them.
        from: Priority,
        /// To the lowest.
        to: Priority,
    },
}

/// A word, and what it is looked for as.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    pub(super) written: String,
    pub(super) search: Search,
}

impl Word {
    /// What a search for it finds, it finds.
    #[must_use]
    pub fn search(&self) -> &Search {
        &self.search
    }
}

/// What a task may have or lack.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Property {
    /// A due date or time.
    Due,
    /// A start date.
    Start,
    /// A list; else it is in the Inbox.
    List,
    /// A label.
    Label,
    /// A priority other than the lowest.
    Priority,
}

impl Expression {
    /// The members that must all hold: its own, or itself.
    #[must_use]
    pub fn conjuncts(&self) -> &[Self] {
        match self {
            Self::All(members) => members,
            one => std::slice::from_ref(one),
        }
    }

    /// Whether this holds of a single thing in it, wherever it stands.
    pub(super) fn any_term(&self, holds: fn(&Term) -> bool) -> bool {
        match self {
            Self::All(members) | Self::Any(members) => {
                members.iter().any(|member| member.any_term(holds))
            }
            Self::Not(inner) => inner.any_term(holds),
            Self::Term(term) => holds(term),
        }
    }
}

impl Property {
    pub(super) const ALL: [(&'static str, Self); 5] = [
        ("due", Self::Due),
        ("start", Self::Start),
        ("list", Self::List),
        ("label", Self::Label),
        ("priority", Self::Priority),
    ];
}

/// Which day of a task.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DateField {
    /// When it is due.
    Due,
    /// When there first is something to do about it.
    Start,
    /// When it was created.
    Created,
    /// When it was last changed.
    Updated,
}

impl DateField {
    pub(super) const ALL: [(&'static str, Self); 4] = [
        ("due", Self::Due),
        ("start", Self::Start),
        ("created", Self::Created),
        ("updated", Self::Updated),
    ];
}

/// The name of a value among named ones.
fn name_of<T: PartialEq>(names: &[(&'static str, T)], value: &T) -> &'static str {
    let found = names.iter().find(|(_, other)| other == value);
    found.map_or("", |(name, _)| name)
}

impl fmt::Display for Expression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Term(term) => term.fmt(f),
            Self::Not(inner) => match inner.as_ref() {
                Self::Term(Term::Has(property)) => {
                    write!(f, "no:{}", name_of(&Property::ALL, property))
                }
                Self::All(_) | Self::Any(_) => write!(f, "-({inner})"),
                _ => write!(f, "-{inner}"),
            },
            Self::All(members) => join(f, members, " ", |member| matches!(member, Self::Any(_))),
            Self::Any(members) => join(f, members, " or ", |_| false),
        }
    }
}

fn join(
    f: &mut fmt::Formatter<'_>,
    members: &[Expression],
    between: &str,
    in_parentheses: impl Fn(&Expression) -> bool,
) -> fmt::Result {
    for (number, member) in members.iter().enumerate() {
        if number > 0 {
            f.write_str(between)?;
        }
        if in_parentheses(member) {
            write!(f, "({member})")?;
        } else {
            write!(f, "{member}")?;
        }
    }
    Ok(())
}

impl fmt::Display for Term {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Word(word) => f.write_str(&word.written),
            Self::Phrase(text) => quoted(f, text),
            Self::List(name) => {
                f.write_str("list:")?;
                named(f, name)
            }
            Self::Label(name) => {
                f.write_char('#')?;
                named(f, name)
            }
            Self::Has(property) => write!(f, "has:{}", name_of(&Property::ALL, property)),
            Self::On(field, days) => write!(f, "{}:{days}", name_of(&DateField::ALL, field)),
            Self::Overdue => f.write_str("overdue"),
            Self::Completed => f.write_str("completed"),
            Self::Priority { from, to } => {
                write!(f, "priority:{}", from.number())?;
                if from != to {
                    write!(f, "..{}", to.number())?;
                }
                Ok(())
            }
        }
    }
}

/// Whether a character ends a word that is not in quotes.
pub(super) fn ends_word(c: char) -> bool {
    c.is_whitespace() || matches!(c, '(' | ')' | '"')
}

/// Without quotes where it is read the same without.
fn named(f: &mut fmt::Formatter<'_>, name: &str) -> fmt::Result {
    if name.contains(ends_word) {
        quoted(f, name)
    } else {
        f.write_str(name)
    }
}

fn quoted(f: &mut fmt::Formatter<'_>, text: &str) -> fmt::Result {
    f.write_char('"')?;
    for c in text.chars() {
        if matches!(c, '"' | '\\') {
            f.write_char('\\')?;
        }
        f.write_char(c)?;
    }
    f.write_char('"')
}

impl fmt::Display for Days {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::On(day) => day.fmt(f),
            Self::Before(day) => write!(f, "<{day}"),
            Self::UpTo(day) => write!(f, "<={day}"),
            Self::After(day) => write!(f, ">{day}"),
            Self::From(day) => write!(f, ">={day}"),
            Self::Between(first, last) => write!(f, "{first}..{last}"),
        }
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Date(date) => date.fmt(f),
            Self::InDays(0) => f.write_str("today"),
            Self::InDays(1) => f.write_str("tomorrow"),
            Self::InDays(-1) => f.write_str("yesterday"),
            Self::InDays(days) => write!(f, "{days:+}d"),
            Self::Next(weekday) => f.write_str(weekday.name()),
        }
    }
}
