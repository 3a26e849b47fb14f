//! What becomes of a recurring task that was completed.

use super::{End, Rule, RuleError, ScheduleError, Series};
use crate::{Date, Due, Timestamp, Zone};

/// That a task comes back, and counted from what.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Recurrence {
    /// When.
    pub rule: Rule,
    /// From what.
    pub base: Base,
}

/// What the next occurrence is counted from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum Base {
    /// When the task was due: a calendar. What was missed meanwhile is left out.
    #[default]
    Due,
    /// When it was completed: a distance.
    Completion,
}

impl Base {
    /// Each of them.
    pub const ALL: [Self; 2] = [Self::Due, Self::Completion];

    /// Its name: `due` or `completion`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Due => "due",
            Self::Completion => "completion",
        }
    }

    /// The one of this name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|base| base.as_str() == name)
    }
}

/// A recurring task's next occurrence.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Advanced {
    /// When it is due next.
    pub due: Due,
    /// How it goes on from there: a `COUNT` has become smaller.
    pub recurrence: Recurrence,
}

impl Recurrence {
    /// Whether a task with this due value can recur so.
    ///
    /// # Errors
    /// [`ScheduleError::NoDue`], and what [`Series::new`] refuses.
    pub fn check(recurrence: Option<&Self>, due: Option<Due>) -> Result<(), ScheduleError> {
        let Some(Self { rule, .. }) = recurrence else {
            return Ok(());
        };
        let due = due.ok_or(ScheduleError::NoDue)?;
        Series::new(rule, due)?;
        Ok(())
    }

    /// The same rule, counted from something else.
    #[must_use]
    pub fn counted_from(&self, base: Base) -> Self {
        Self {
            rule: self.rule.clone(),
            base,
        }
    }

    /// What a task that is due then does after it was completed by an owner who lives in `home`; `None` after its last
    /// occurrence.
    ///
    /// The next occurrence lies after the completion and on a later day than the one completed. Missed ones cost
    /// nothing and are left out; those of a rule with a `COUNT` are counted, as RFC 5545 counts them.
    ///
    /// # Errors
    /// What [`Series::new`] refuses.
    pub fn advance(
        &self,
        due: Due,
        completed_at: Timestamp,
        home: Zone,
    ) -> Result<Option<Advanced>, RuleError> {
        let place = match due {
            Due::Date(_) => home,
            Due::Local { zone, .. } => zone,
        };
        let completed_on = place.date_at(completed_at);
        let series = match self.base {
            Base::Due => Series::new(&self.rule, due)?,
            Base::Completion => self.series_from(completed_on, due)?,
        };
        let next = series
            .after(earliest(due, completed_on))
            .find(|next| is_ahead(*next, completed_at, completed_on));
        let Some(next) = next else {
            return Ok(None);
        };
        let end = match (self.rule.end(), self.base) {
            (End::Count(1), Base::Completion) => return Ok(None),
            (End::Count(count), Base::Completion) => End::Count(count - 1),
            (End::Count(count), Base::Due) => {
                End::Count(count - series.count_before(next.date(), count - 1))
            }
            (end @ (End::Never | End::Until(_)), _) => end,
        };
        Ok(Some(Advanced {
            due: next,
            recurrence: Self {
                rule: self.rule.ending(end),
                base: self.base,
            },
        }))
    }

    /// The series that begins with a completion. It is counted by completions, not by what was missed.
    fn series_from(&self, completed_on: Date, due: Due) -> Result<Series, RuleError> {
        let rule = match self.rule.end() {
            End::Count(_) => self.rule.ending(End::Never),
            End::Never | End::Until(_) => self.rule.clone(),
        };
        // `FREQ=DAILY;INTERVAL=7;BYDAY=MO` would never come after a Tuesday; the due date's Mondays go on.
        Series::new(&rule, due.on(completed_on)).or_else(|_| Series::new(&rule, due))
    }
}

/// The next occurrence is on a later day than this. One at a time of day may still come on the day of the completion.
fn earliest(due: Due, completed_on: Date) -> Date {
    let before = completed_on.plus_days(-1).unwrap_or(completed_on);
    due.date().max(before)
}

fn is_ahead(next: Due, completed_at: Timestamp, completed_on: Date) -> bool {
    match next {
        Due::Date(date) => date > completed_on,
        Due::Local { at, zone } => zone.instant_of(at) > completed_at,
    }
}
