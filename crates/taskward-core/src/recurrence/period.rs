//! The days, weeks, months and years that rules count.

use jiff::Span;
use jiff::civil::{Date, Weekday, date};

use super::Frequency;

const FIRST_DAY: Date = date(1970, 1, 1);

/// The calendar cut into numbered periods of one length.
#[derive(Clone, Copy, Debug)]
pub(super) struct Periods {
    pub(super) frequency: Frequency,
    pub(super) week_start: Weekday,
}

impl Periods {
    /// The number of the period that a day lies in.
    pub(super) fn number_of(self, day: Date) -> i32 {
        match self.frequency {
            Frequency::Daily => day_number(day),
            Frequency::Weekly => (day_number(day) + self.days_into_first_week()).div_euclid(7),
            Frequency::Monthly => i32::from(day.year()) * 12 + i32::from(day.month()) - 1,
            Frequency::Yearly => i32::from(day.year()),
        }
    }

    /// The first and the last day of a period; `None` past the calendar's end.
    pub(super) fn days_of(self, number: i32) -> Option<(Date, Date)> {
        match self.frequency {
            Frequency::Daily => {
                let day = day_of(number)?;
                Some((day, day))
            }
            Frequency::Weekly => {
                let first = number.checked_mul(7)? - self.days_into_first_week();
                Some((day_of(first)?, day_of(first + 6)?))
            }
            Frequency::Monthly => {
                let year = i16::try_from(number.div_euclid(12)).ok()?;
                let month = i8::try_from(number.rem_euclid(12) + 1).ok()?;
                let first = Date::new(year, month, 1).ok()?;
                Some((first, first.last_of_month()))
            }
            Frequency::Yearly => {
                let first = Date::new(i16::try_from(number).ok()?, 1, 1).ok()?;
                Some((first, first.last_of_year()))
            }
        }
    }

    /// After so many periods, each so many behind the one before, the calendar repeats itself: 400 Gregorian years are a
    /// whole number of weeks. What is not found among so many periods does not exist.
    pub(super) fn in_a_cycle(self, interval: u32) -> u32 {
        let periods = match self.frequency {
            Frequency::Daily => 146_097,
            Frequency::Weekly => 20_871,
            Frequency::Monthly => 4_800,
            Frequency::Yearly => 400,
        };
        periods / common_divisor(periods, interval)
    }

    /// The most days that one of them has.
    pub(super) fn longest(self) -> u16 {
        match self.frequency {
            Frequency::Daily => 1,
            Frequency::Weekly => 7,
            Frequency::Monthly => 31,
            Frequency::Yearly => 366,
        }
    }

    /// How many days before 1970 its first week had.
    fn days_into_first_week(self) -> i32 {
        i32::from(FIRST_DAY.weekday().since(self.week_start))
    }
}

/// The greatest one.
fn common_divisor(mut a: u32, mut b: u32) -> u32 {
    while b > 0 {
        (a, b) = (b, a % b);
    }
    a
}

fn day_number(day: Date) -> i32 {
    (day - FIRST_DAY).get_days()
}

fn day_of(number: i32) -> Option<Date> {
    FIRST_DAY
        .checked_add(Span::new().try_days(number).ok()?)
        .ok()
}
