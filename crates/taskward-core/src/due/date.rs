//! Days of the calendar.

use std::fmt;

use jiff::civil;

use super::DueError;

/// A day of the Gregorian calendar from 1970 to the end of 9998, in no time zone. Written `2026-12-24`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(civil::Date);

impl Date {
    const YEARS: std::ops::RangeInclusive<i16> = 1970..=9998;

    /// Reads exactly `YYYY-MM-DD` (RFC 3339, `full-date`).
    ///
    /// # Errors
    /// Another form, a day that the calendar does not have, or a year before 1970 or after 9998.
    pub fn parse(text: &str) -> Result<Self, DueError> {
        let bytes = text.as_bytes();
        let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = bytes else {
            return Err(DueError::MalformedDate);
        };
        let (Some(year), Some(month), Some(day)) = (
            number([*y1, *y2, *y3, *y4]),
            number([*m1, *m2]),
            number([*d1, *d2]),
        ) else {
            return Err(DueError::MalformedDate);
        };
        let (Ok(month), Ok(day)) = (i8::try_from(month), i8::try_from(day)) else {
            return Err(DueError::MalformedDate);
        };
        let date = civil::Date::new(year, month, day).map_err(|_| DueError::NoSuchDay)?;
        Self::from_civil(date).ok_or(DueError::OutOfRange)
    }

    /// The same day as `jiff` knows it; `None` outside the years a `Date` spans.
    #[must_use]
    pub fn from_civil(date: civil::Date) -> Option<Self> {
        Self::YEARS.contains(&date.year()).then_some(Self(date))
    }

    /// The same day, or the first or last one that a `Date` spans.
    pub(super) fn nearest(date: civil::Date) -> Self {
        Self(date.clamp(civil::date(1970, 1, 1), civil::date(9998, 12, 31)))
    }

    /// The same day as `jiff` knows it.
    #[must_use]
    pub fn civil(self) -> civil::Date {
        self.0
    }

    /// This day moved by so many days; `None` outside the years a `Date` spans.
    #[must_use]
    pub fn plus_days(self, days: i32) -> Option<Self> {
        let moved = self.0.checked_add(jiff::Span::new().try_days(days).ok()?);
        Self::from_civil(moved.ok()?)
    }

    /// How many days there are from another day to this one; negative if this one is earlier.
    #[must_use]
    pub fn days_since(self, earlier: Self) -> i32 {
        // Two days within these years are always a whole number of days apart.
        (self.0 - earlier.0).get_days()
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = (self.0.year(), self.0.month(), self.0.day());
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

/// A number of exactly these decimal digits.
pub(super) fn number<const N: usize>(digits: [u8; N]) -> Option<i16> {
    digits.iter().try_fold(0_i16, |number, digit| {
        let digit = digit.is_ascii_digit().then(|| i16::from(digit - b'0'))?;
        number.checked_mul(10)?.checked_add(digit)
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn dates_have_one_spelling() {
        assert_eq!(Date::parse("2028-02-29").unwrap().to_string(), "2028-02-29");
        for text in [
            "",
            "2026-2-3",
            "20260203",
            "2026-02-03 ",
            "+026-02-03",
            "２026-02",
            "2026-02-03T10:00",
        ] {
            assert_eq!(Date::parse(text), Err(DueError::MalformedDate), "{text}");
        }
        for text in ["2026-02-29", "2026-13-01", "2026-00-10", "2026-04-31"] {
            assert_eq!(Date::parse(text), Err(DueError::NoSuchDay), "{text}");
        }
        for text in ["1969-12-31", "9999-01-01", "0000-01-01"] {
            assert_eq!(Date::parse(text), Err(DueError::OutOfRange), "{text}");
        }
    }

    proptest! {
        #[test]
        fn days_are_counted_as_they_are_added(days in -20_000_i32..2_900_000) {
            let first = Date::parse("2026-11-21").unwrap();
            if let Some(moved) = first.plus_days(days) {
                prop_assert_eq!(moved.days_since(first), days);
                prop_assert_eq!(Date::parse(&moved.to_string()), Ok(moved));
            }
        }
    }
}
