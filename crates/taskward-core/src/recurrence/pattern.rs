//! Which days of a period a rule means.

use jiff::civil::{Date, Weekday};

use super::{ByDay, Frequency, Rule};

/// A rule's conditions on a day, those that it leaves to its first day filled in.
///
/// As sets of bits: whether a rule ever occurs may take a look at every day of 400 years.
#[derive(Clone, Debug)]
pub(super) struct Pattern {
    /// January is bit 1.
    months: u16,
    month_days: MonthDays,
    weekdays: Weekdays,
    /// Whether the nth weekday is one of the year's, not of the month's.
    nth_of_year: bool,
    positions: Vec<i16>,
}

/// `BYMONTHDAY`: the first day and the last are each bit 0 of theirs.
#[derive(Clone, Copy, Debug)]
struct MonthDays {
    from_start: u32,
    from_end: u32,
}

/// `BYDAY`, from Monday: the first of a month or year and the last are each bit 0 of theirs.
#[derive(Clone, Copy, Debug)]
struct Weekdays {
    from_start: [u64; 7],
    from_end: [u64; 7],
}

impl Pattern {
    pub(super) fn new(rule: &Rule, first: Date) -> Self {
        let mut months = rule.months.clone();
        let mut month_days = rule.month_days.clone();
        let mut days = rule.days.clone();
        if month_days.is_empty() && days.is_empty() {
            match rule.frequency {
                Frequency::Daily => {}
                Frequency::Weekly => days.push(ByDay {
                    nth: None,
                    weekday: first.weekday(),
                }),
                Frequency::Monthly => month_days.push(first.day()),
                Frequency::Yearly => {
                    month_days.push(first.day());
                    if months.is_empty() {
                        months.push(first.month());
                    }
                }
            }
        }
        Self {
            months: if months.is_empty() {
                u16::MAX
            } else {
                months.iter().fold(0, |all, month| all | 1 << month)
            },
            month_days: MonthDays::of(&month_days),
            weekdays: Weekdays::of(&days),
            nth_of_year: rule.frequency == Frequency::Yearly && rule.months.is_empty(),
            positions: rule.positions.clone(),
        }
    }

    /// Whether there is a month with such a day, weekdays aside. If not, no period has to be looked at.
    pub(super) fn is_in_the_calendar(&self) -> bool {
        // A leap year and another one.
        [2027, 2028].into_iter().any(|year| {
            let months = (1..=12).filter_map(|month| Date::new(year, month, 1).ok());
            months
                .filter(|first| self.has_month(*first))
                .any(|first| (1..=first.days_in_month()).any(|day| self.month_days.has(day, first)))
        })
    }

    /// Whether one of its positions is among so many days.
    pub(super) fn chooses_among(&self, longest_period: u16) -> bool {
        let is_there = |position: &i16| position.unsigned_abs() <= longest_period;
        self.positions.is_empty() || self.positions.iter().any(is_there)
    }

    /// The days that it means among those of a whole period, ascending.
    pub(super) fn choose(&self, first: Date, last: Date) -> Vec<Date> {
        let mut days = Vec::new();
        let mut from = first;
        while from <= last {
            let end = from.last_of_month().min(last);
            if self.has_month(from) {
                self.choose_in_month(from, end, &mut days);
            }
            let Ok(next) = end.tomorrow() else { break };
            from = next;
        }
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

    fn choose_in_month(&self, from: Date, end: Date, days: &mut Vec<Date>) {
        let (before, length) = if self.nth_of_year {
            (
                from.day_of_year() - i16::from(from.day()),
                from.days_in_year(),
            )
        } else {
            (0, i16::from(from.days_in_month()))
        };
        let mut weekday = from.weekday();
        for day in from.day()..=end.day() {
            let place = before + i16::from(day);
            if self.month_days.has(day, from) && self.weekdays.has(weekday, place, length) {
                days.extend(Date::new(from.year(), from.month(), day));
            }
            weekday = weekday.next();
        }
    }

    fn has_month(&self, day: Date) -> bool {
        self.months & 1 << day.month() != 0
    }
}

impl MonthDays {
    fn of(numbers: &[i8]) -> Self {
        let any = if numbers.is_empty() { u32::MAX } else { 0 };
        let mut days = Self {
            from_start: any,
            from_end: 0,
        };
        for number in numbers {
            let bit = 1 << (number.unsigned_abs() - 1);
            if *number > 0 {
                days.from_start |= bit;
            } else {
                days.from_end |= bit;
            }
        }
        days
    }

    /// Whether it has this day of the month that another lies in.
    fn has(self, day: i8, of_month: Date) -> bool {
        let left = of_month.days_in_month() - day;
        (self.from_start >> (day - 1) | self.from_end >> left) & 1 == 1
    }
}

impl Weekdays {
    fn of(days: &[ByDay]) -> Self {
        let any = if days.is_empty() { u64::MAX } else { 0 };
        let mut weekdays = Self {
            from_start: [any; 7],
            from_end: [0; 7],
        };
        for ByDay { nth, weekday } in days {
            let bits = nth.map_or(u64::MAX, |nth| 1 << (nth.unsigned_abs() - 1));
            let of = if nth.is_some_and(i8::is_negative) {
                &mut weekdays.from_end
            } else {
                &mut weekdays.from_start
            };
            if let Some(of) = of.get_mut(place(*weekday)) {
                *of |= bits;
            }
        }
        weekdays
    }

    /// Whether it has the day that is at this place, from 1 on, of a month or year of so many days.
    fn has(&self, weekday: Weekday, at: i16, length: i16) -> bool {
        let of = |nths: &[u64; 7]| nths.get(place(weekday)).copied().unwrap_or_default();
        let (from_start, from_end) = (of(&self.from_start), of(&self.from_end));
        (from_start >> ((at - 1) / 7) | from_end >> ((length - at) / 7)) & 1 == 1
    }
}

fn place(weekday: Weekday) -> usize {
    weekday.to_monday_zero_offset().unsigned_abs().into()
}
