//! All occurrences of a task.

use std::vec;

use jiff::civil;

use super::pattern::Pattern;
use super::period::Periods;
use super::{End, Rule, RuleError, Until};
use crate::{Date, Due};

/// When a task is due again and again: a rule and the first time (`DTSTART` in RFC 5545).
///
/// The first time is an occurrence only if the rule says so; RFC 5545 leaves open what else would be true.
#[derive(Clone, Debug)]
pub struct Series {
    first: Due,
    end: End,
    interval: u16,
    periods: Periods,
    pattern: Pattern,
}

impl Series {
    /// The series of a rule that begins when a task is due first.
    ///
    /// # Errors
    /// [`RuleError::NeverOccurs`], and [`RuleError::UntilOfAllDay`] where the rule ends at a point in time and the task
    /// has no time of day. (A rule that ends with a day may have one: RFC 5545 asks for a point in time, but people mean a day.)
    pub fn new(rule: &Rule, first: Due) -> Result<Self, RuleError> {
        if let (End::Until(Until::Instant(_)), Due::Date(_)) = (rule.end, first) {
            return Err(RuleError::UntilOfAllDay);
        }
        let series = Self {
            first,
            end: rule.end,
            interval: rule.interval,
            periods: Periods {
                frequency: rule.frequency,
                week_start: rule.week_start,
            },
            pattern: Pattern::new(rule, first.date().civil()),
        };
        let may_occur = series.pattern.is_in_the_calendar()
            && series.pattern.chooses_among(series.periods.longest());
        match may_occur
            .then(|| series.days_from(first.date()).next())
            .flatten()
        {
            Some(_) => Ok(series),
            None => Err(RuleError::NeverOccurs),
        }
    }

    /// The occurrences on later days than this, in order.
    ///
    /// The first one costs the same however far it is from the series' beginning, except that a rule with a `COUNT`
    /// is counted through, at most [`Rule::MAX_COUNT`] times.
    pub fn after(&self, day: Date) -> impl Iterator<Item = Due> {
        let count = match self.end {
            End::Count(count) => Some(usize::from(count)),
            End::Never | End::Until(_) => None,
        };
        let from = match (count, day.plus_days(1)) {
            (Some(_), _) => Some(self.first.date()),
            (None, next) => next,
        };
        from.into_iter()
            .flat_map(|from| self.days_from(from))
            .take(count.unwrap_or(usize::MAX))
            .skip_while(move |occurrence| *occurrence <= day)
            .map(|day| self.first.on(day))
            .take_while(|occurrence| self.is_within(*occurrence))
    }

    /// How many occurrences there are before a day, `COUNT` and `UNTIL` aside; at most `limit`.
    pub(super) fn count_before(&self, day: Date, limit: u16) -> u16 {
        let earlier = self
            .days_from(self.first.date())
            .take(usize::from(limit))
            .take_while(|occurrence| *occurrence < day)
            .count();
        u16::try_from(earlier).unwrap_or(limit)
    }

    fn is_within(&self, occurrence: Due) -> bool {
        match (self.end, occurrence) {
            (End::Until(Until::Date(last)), _) => occurrence.date() <= last,
            (End::Until(Until::Instant(last)), Due::Local { at, zone }) => {
                zone.instant_of(at) <= last
            }
            // Refused when the series was made.
            (End::Until(Until::Instant(_)), Due::Date(_)) => false,
            (End::Never | End::Count(_), _) => true,
        }
    }

    /// The days of its occurrences from a day on, without regard to its end.
    fn days_from(&self, from: Date) -> Days<'_> {
        let from = from.max(self.first.date()).civil();
        let first_period = self.periods.number_of(self.first.date().civil());
        let interval = i32::from(self.interval);
        let skipped = (self.periods.number_of(from) - first_period).div_euclid(interval);
        Days {
            series: self,
            from,
            period: first_period + skipped * interval,
            chosen: Vec::new().into_iter(),
        }
    }
}

/// Goes from period to period, so that what is between them costs nothing.
struct Days<'a> {
    series: &'a Series,
    from: civil::Date,
    /// The next period to look at.
    period: i32,
    /// What is left of the one before.
    chosen: vec::IntoIter<civil::Date>,
}

impl Iterator for Days<'_> {
    type Item = Date;

    fn next(&mut self) -> Option<Date> {
        let Series {
            periods, pattern, ..
        } = self.series;
        // One more than the calendar's cycle: the first period may have begun before `from`.
        for _ in 0..=periods.in_a_cycle(self.series.interval.into()) + 1 {
            let from = self.from;
            if let Some(day) = self.chosen.find(|day| *day >= from) {
                return Date::from_civil(day);
            }
            let (first, last) = periods.days_of(self.period)?;
            self.period = self.period.checked_add(self.series.interval.into())?;
            self.chosen = pattern.choose(first, last).into_iter();
        }
        None
    }
}
