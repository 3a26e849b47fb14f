//! What a rule says.

use jiff::civil::Weekday;

use crate::{Date, Timestamp};

/// A recurrence rule: a checked `RRULE` with its defaults filled in.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Rule {
    pub(super) frequency: Frequency,
    pub(super) interval: u16,
    pub(super) end: End,
    pub(super) months: Vec<i8>,
    pub(super) month_days: Vec<i8>,
    pub(super) days: Vec<ByDay>,
    pub(super) positions: Vec<i16>,
    pub(super) week_start: Weekday,
}

impl Rule {
    /// The longest rule, in bytes.
    pub const MAX_BYTES: usize = 400;
    /// The longest interval, in days, weeks, months or years.
    pub const MAX_INTERVAL: u16 = 999;
    /// The most occurrences of a rule that counts them.
    pub const MAX_COUNT: u16 = 999;

    /// `FREQ`.
    #[must_use]
    pub fn frequency(&self) -> Frequency {
        self.frequency
    }

    /// `INTERVAL`: every how many days, weeks, months or years; 1 if the rule does not say.
    #[must_use]
    pub fn interval(&self) -> u16 {
        self.interval
    }

    /// `COUNT` or `UNTIL`.
    #[must_use]
    pub fn end(&self) -> End {
        self.end
    }

    /// `BYMONTH`, ascending; empty if the rule does not say.
    #[must_use]
    pub fn months(&self) -> &[i8] {
        &self.months
    }

    /// `BYMONTHDAY`, ascending, days from a month's end first; empty if the rule does not say.
    #[must_use]
    pub fn month_days(&self) -> &[i8] {
        &self.month_days
    }

    /// `BYDAY`, from Monday; empty if the rule does not say.
    #[must_use]
    pub fn days(&self) -> &[ByDay] {
        &self.days
    }

    /// `BYSETPOS`, ascending; empty if the rule does not say.
    #[must_use]
    pub fn positions(&self) -> &[i16] {
        &self.positions
    }

    /// `WKST`: the day on which weeks begin; Monday if the rule does not say.
    #[must_use]
    pub fn week_start(&self) -> Weekday {
        self.week_start
    }

    /// The same rule with another end.
    #[must_use]
    pub fn ending(&self, end: End) -> Self {
        Self {
            end,
            ..self.clone()
        }
    }
}

/// What a rule counts in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Frequency {
    /// Days.
    Daily,
    /// Weeks.
    Weekly,
    /// Months.
    Monthly,
    /// Years.
    Yearly,
}

/// A day of the week: each, or the nth of a month or year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ByDay {
    /// Which one: 1 the first, -1 the last; `None` for each.
    pub nth: Option<i8>,
    /// The day of the week.
    pub weekday: Weekday,
}

/// When a rule ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum End {
    /// It does not.
    Never,
    /// After so many occurrences, the first included.
    Count(u16),
    /// After this.
    Until(Until),
}

/// The last day or point in time at which there may be an occurrence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Until {
    /// A day, where the task is due.
    Date(Date),
    /// A point in time in whole seconds, for tasks that are due at a time of day.
    Instant(Timestamp),
}
