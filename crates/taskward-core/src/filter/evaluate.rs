//! Whether a filter lets a task through, told without a database. Whatever a database is asked instead has to agree.

use super::{AskedFilter, DateField, Expression, Property, Term};
use crate::{Date, Due, Priority, Task, Timestamp, Zone, fold};

/// When and where a filter is asked. It says which day is today.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    /// The point in time.
    pub now: Timestamp,
    /// By whose clocks days begin.
    pub zone: Zone,
}

impl Moment {
    /// What the calendar shows.
    #[must_use]
    pub fn today(self) -> Date {
        self.zone.date_at(self.now)
    }
}

impl Expression {
    pub(super) fn admits(&self, task: &Task, asked: &AskedFilter) -> bool {
        match self {
            Self::All(members) => members.iter().all(|member| member.admits(task, asked)),
            Self::Any(members) => members.iter().any(|member| member.admits(task, asked)),
            Self::Not(inner) => !inner.admits(task, asked),
            Self::Term(term) => term.admits(task, asked),
        }
    }
}

impl Term {
    fn admits(&self, task: &Task, asked: &AskedFilter) -> bool {
        let moment = asked.moment;
        match self {
            Self::Word(word) => word.search.relevance_of(task).is_some(),
            Self::Phrase(text) => {
                let text = fold(text);
                let has = |it: &str| fold(it).contains(&text);
                let description = task.description.as_ref();
                has(task.title.as_str()) || description.is_some_and(|it| has(it.as_str()))
            }
            Self::List(name) => {
                let is_in = |list| asked.lists_named(name).any(|named| named == list);
                task.list_id.is_some_and(is_in)
            }
            Self::Label(name) => {
                let label = asked.label_named(name);
                label.is_some_and(|label| task.labels.contains(label))
            }
            Self::Has(property) => property.is_of(task),
            Self::On(field, days) => days.seen_from(moment.today()).is_some_and(|span| {
                let date = |date: Option<Date>| date.is_some_and(|date| span.contains(date));
                let at = |at: Timestamp| {
                    let (from, until) = span.in_zone(moment.zone);
                    from.is_none_or(|from| from <= at) && until.is_none_or(|until| at < until)
                };
                match field {
                    DateField::Due => date(task.due.map(Due::date)),
                    DateField::Start => date(task.start),
                    DateField::Created => at(task.created_at),
                    DateField::Updated => at(task.updated_at),
                }
            }),
            Self::Overdue => {
                let has_passed = |due: Due| due.is_overdue(moment.now, moment.zone);
                !task.is_completed() && task.due.is_some_and(has_passed)
            }
            Self::Completed => task.is_completed(),
            Self::Priority { from, to } => (*from..=*to).contains(&task.priority),
        }
    }
}

impl Property {
    fn is_of(self, task: &Task) -> bool {
        match self {
            Self::Due => task.due.is_some(),
            Self::Start => task.start.is_some(),
            Self::List => task.list_id.is_some(),
            Self::Label => !task.labels.is_empty(),
            Self::Priority => task.priority != Priority::NONE,
        }
    }
}
