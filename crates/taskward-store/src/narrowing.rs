//! What a filter asks of a database, whichever it is.

use std::fmt::Write;

use taskward_core::{
    LabelId, ListId, Priority, Zone,
    filter::{AskedFilter, DateField, Expression, Property, Span, Term},
};

/// Binds a value and gives the placeholder that stands for it.
pub(crate) trait Bind {
    fn text(&mut self, value: String) -> String;
    fn number(&mut self, value: i64) -> String;
    fn priority(&mut self, value: Priority) -> String;
    fn list(&mut self, value: ListId) -> String;
    /// The condition for the owner's tasks with this label.
    fn has_label(&mut self, label: LabelId) -> String;
}

/// The condition for rows that a filter may let through, and for no others that plain values tell. Where it
/// [is of plain values](AskedFilter::is_of_plain_values) it lets all of them through; else each is to be looked at.
///
/// Put together from fixed parts; everything a client sent is bound.
pub(crate) fn condition(filter: &AskedFilter, values: &mut impl Bind) -> String {
    let mut narrowing = Narrowing {
        asked: filter,
        values,
        sql: String::new(),
    };
    narrowing.expression(filter.filter.expression(), Untold::Wanted);
    narrowing.sql
}

/// What a row counts as of which columns do not tell. None that may be let through is lost.
#[derive(Clone, Copy)]
enum Untold {
    /// As what is asked for.
    Wanted,
    /// As something else, since what is asked for is not wanted.
    Unwanted,
}

impl Untold {
    fn turned_round(self) -> Self {
        match self {
            Self::Wanted => Self::Unwanted,
            Self::Unwanted => Self::Wanted,
        }
    }
}

struct Narrowing<'a, B> {
    asked: &'a AskedFilter,
    values: &'a mut B,
    sql: String,
}

impl<B: Bind> Narrowing<'_, B> {
    /// Every condition is true or false and never null, so that it may be turned round.
    fn expression(&mut self, expression: &Expression, untold: Untold) {
        match expression {
            Expression::All(members) => self.members(members, " AND ", untold),
            Expression::Any(members) => self.members(members, " OR ", untold),
            Expression::Not(inner) => {
                self.sql.push_str("NOT (");
                self.expression(inner, untold.turned_round());
                self.sql.push(')');
            }
            Expression::Term(term) => self.term(term, untold),
        }
    }

    fn members(&mut self, members: &[Expression], between: &str, untold: Untold) {
        self.sql.push('(');
        for (number, member) in members.iter().enumerate() {
            if number > 0 {
                self.sql.push_str(between);
            }
            self.expression(member, untold);
        }
        self.sql.push(')');
    }

    fn term(&mut self, term: &Term, untold: Untold) {
        match term {
            Term::Word(_) | Term::Phrase(_) => self.sql.push_str(match untold {
                Untold::Wanted => "1 = 1",
                Untold::Unwanted => "1 = 0",
            }),
            Term::Has(Property::Due) => self.sql.push_str("due IS NOT NULL"),
            Term::Has(Property::Start) => self.sql.push_str("start_date IS NOT NULL"),
            Term::Has(Property::List) => self.sql.push_str("list_id IS NOT NULL"),
            Term::Has(Property::Label) => self.sql.push_str("labels IS NOT NULL"),
            Term::Has(Property::Priority) => self.sql.push_str("priority < 4"),
            Term::On(field, days) => match days.seen_from(self.asked.moment.today()) {
                Some(span) => self.days(*field, span),
                None => self.sql.push_str("1 = 0"),
            },
            Term::List(name) => self.lists(name),
            Term::Label(name) => self.label(name),
            Term::Overdue => self.overdue(untold),
            Term::Completed => self.sql.push_str("completed_at IS NOT NULL"),
            Term::Priority { from, to } => {
                let (from, to) = (self.values.priority(*from), self.values.priority(*to));
                self.push(format_args!("(priority >= {from} AND priority <= {to})"));
            }
        }
    }

    fn lists(&mut self, name: &str) {
        let asked = self.asked;
        let ids = asked.lists_named(name).map(|id| self.values.list(id));
        let ids = ids.collect::<Vec<_>>().join(", ");
        if ids.is_empty() {
            self.sql.push_str("1 = 0");
        } else {
            self.push(format_args!("(list_id IS NOT NULL AND list_id IN ({ids}))"));
        }
    }

    fn label(&mut self, name: &str) {
        let Some(label) = self.asked.label_named(name) else {
            self.sql.push_str("1 = 0");
            return;
        };
        let condition = self.values.has_label(label);
        self.sql.push_str(&condition);
    }

    fn days(&mut self, field: DateField, span: Span) {
        match field {
            DateField::Due => self.dates("due", span),
            DateField::Start => self.dates("start_date", span),
            DateField::Created => self.instants("created_at", span),
            DateField::Updated => self.instants("updated_at", span),
        }
    }

    /// A local time follows the name of its day, and comes before that of the next.
    fn dates(&mut self, column: &str, span: Span) {
        self.push(format_args!("({column} IS NOT NULL"));
        if let Some(from) = span.from {
            let from = self.values.text(from.to_string());
            self.push(format_args!(" AND {column} >= {from}"));
        }
        if let Some(until) = span.until {
            let until = self.values.text(until.to_string());
            self.push(format_args!(" AND {column} < {until}"));
        }
        self.sql.push(')');
    }

    fn instants(&mut self, column: &str, span: Span) {
        let (from, until) = span.in_zone(self.asked.moment.zone);
        self.sql.push_str("(1 = 1");
        if let Some(from) = from {
            let from = self.values.number(from.unix_millis());
            self.push(format_args!(" AND {column} >= {from}"));
        }
        if let Some(until) = until {
            let until = self.values.number(until.unix_millis());
            self.push(format_args!(" AND {column} < {until}"));
        }
        self.sql.push(')');
    }

    /// When a local time is depends on its zone, whose rules no database is asked for. Nowhere are clocks a day away
    /// from UTC: those two days ago have passed, and those in two days have not.
    fn overdue(&mut self, untold: Untold) {
        let days = match untold {
            Untold::Wanted => 2,
            Untold::Unwanted => -1,
        };
        let utc = Zone::UTC.date_at(self.asked.moment.now);
        self.sql
            .push_str("(completed_at IS NULL AND due IS NOT NULL AND ");
        let today = self.values.text(self.asked.moment.today().to_string());
        self.push(format_args!("(due_zone IS NULL AND due < {today}"));
        self.sql.push_str(" OR due_zone IS NOT NULL AND ");
        match (utc.plus_days(days), untold) {
            (Some(day), _) => {
                let day = self.values.text(day.to_string());
                self.push(format_args!("due < {day}"));
            }
            // Beyond the calendar: everything may have passed, and nothing surely.
            (None, Untold::Wanted) => self.sql.push_str("1 = 1"),
            (None, Untold::Unwanted) => self.sql.push_str("1 = 0"),
        }
        self.sql.push_str("))");
    }

    fn push(&mut self, part: std::fmt::Arguments<'_>) {
        // Writing to a String cannot fail.
        let _ = self.sql.write_fmt(part);
    }
}
