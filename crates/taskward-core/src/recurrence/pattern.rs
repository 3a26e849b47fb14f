//! Which days of a period a rule means.

use std::iter;

use jiff::civil::Date;

use super::{ByDay, Frequency, Rule};

/// A rule's conditions on a day, those that it leaves to its first day filled in.
#[derive(Clone, Debug)]
pub(super) struct Pattern {
    months: Vec<i8>,
    month_days: Vec<i8>,
    days: Vec<ByDay>,
    /// Whether the nth weekday is one of the year's, not of the month's.
    nth_of_year: bool,
    positions: Vec<i16>,
}

impl Pattern {
    pub(super) fn new(rule: &Rule, first: Date) -> Self {
        let mut pattern = Self {
            months: rule.months.clone(),
            month_days: rule.month_days.clone(),
            days: rule.days.clone(),
            nth_of_year: rule.frequency == Frequency::Yearly && rule.months.is_empty(),
            positions: rule.positions.clone(),
        };
        if pattern.month_days.is_empty() && pattern.days.is_empty() {
            match rule.frequency {
                Frequency::Daily => {}
                Frequency::Weekly => pattern.days.push(ByDay {
                    nth: None,
                    weekday: first.weekday(),
                }),
                Frequency::Monthly => pattern.month_days.push(first.day()),
                Frequency::Yearly => {
                    pattern.month_days.push(first.day());
                    if pattern.months.is_empty() {
                        pattern.months.push(first.month());
                    }
                }
            }
        }
        pattern
    }

    /// The days that it means among those of a whole period, ascending.
    pub(super) fn choose(&self, first: Date, last: Date) -> Vec<Date> {
        let next = |day: &Date| self.in_its_months(day.tomorrow().ok()?);
        let days: Vec<_> = iter::successors(self.in_its_months(first), next)
            .take_while(|day| *day <= last)
            .filter(|day| self.matches(*day))
            .collect();
        if self.positions.is_empty() {
            return days;
        }
        let mut chosen: Vec<_> = self
            .positions
            .iter()
            .filter_map(|position| {
                let place = usize::from(position.unsigned_abs());
                let place = if *position > 0 {
                    place - 1
                } else {
                    days.len().checked_sub(place)?
                };
                days.get(place).copied()
            })
            .collect();
        chosen.sort_unstable();
        chosen.dedup();
        chosen
    }

    /// The first day from this one on that lies in one of its months.
    fn in_its_months(&self, mut day: Date) -> Option<Date> {
        while !holds(&self.months, |month| *month == day.month()) {
            day = day.last_of_month().tomorrow().ok()?;
        }
        Some(day)
    }

    fn matches(&self, day: Date) -> bool {
        holds(&self.month_days, |number| {
            let from_end = day.day() - day.days_in_month() - 1;
            *number == day.day() || *number == from_end
        }) && holds(&self.days, |by_day| self.is_nth(*by_day, day))
    }

    fn is_nth(&self, by_day: ByDay, day: Date) -> bool {
        if by_day.weekday != day.weekday() {
            return false;
        }
        let Some(nth) = by_day.nth else {
            return true;
        };
        let (place, length) = if self.nth_of_year {
            (day.day_of_year(), day.days_in_year())
        } else {
            (i16::from(day.day()), i16::from(day.days_in_month()))
        };
        let (from_start, from_end) = ((place - 1) / 7 + 1, (length - place) / 7 + 1);
        i16::from(nth) == from_start || i16::from(nth) == -from_end
    }
}

/// A condition that a rule does not have is no condition.
fn holds<T>(values: &[T], condition: impl Fn(&T) -> bool) -> bool {
    values.is_empty() || values.iter().any(condition)
}
