//! Days, as filters name them.

use crate::{Date, Timestamp, Zone};

/// A day, fixed or as seen from today.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Day {
    /// This one.
    Date(Date),
    /// So many days after today, or before it.
    InDays(i16),
    /// The next one of this name, which may be today.
    Next(Weekday),
}

impl Day {
    /// How far from today a day may be, in days: about 27 years.
    const MAX_DAYS: i16 = 9999;

    /// Reads a day, in lower case.
    pub(super) fn parse(text: &str) -> Option<Self> {
        match text {
            "today" => return Some(Self::InDays(0)),
            "tomorrow" => return Some(Self::InDays(1)),
            "yesterday" => return Some(Self::InDays(-1)),
            _ => {}
        }
        if let Some(weekday) = Weekday::parse(text) {
            return Some(Self::Next(weekday));
        }
        if let Some(days) = text.strip_suffix('d')
            && days.starts_with(['+', '-'])
        {
            let days: i16 = days.parse().ok()?;
            let near = (-Self::MAX_DAYS..=Self::MAX_DAYS).contains(&days);
            return near.then_some(Self::InDays(days));
        }
        Date::parse(text).ok().map(Self::Date)
    }

    /// Which day it is; `None` beyond the calendar.
    #[must_use]
    pub fn seen_from(self, today: Date) -> Option<Date> {
        match self {
            Self::Date(date) => Some(date),
            Self::InDays(days) => today.plus_days(days.into()),
            Self::Next(weekday) => {
                let now = today.civil().weekday().to_monday_zero_offset();
                let days = (weekday as i32 - i32::from(now)).rem_euclid(7);
                today.plus_days(days)
            }
        }
    }
}

/// A day of the week.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "their names say it")]
pub enum Weekday {
    Monday,
    Tuesday,
    Wednesday,
    Thursday,
    Friday,
    Saturday,
    Sunday,
}

impl Weekday {
    const ALL: [(&'static str, &'static str, Self); 7] = [
        ("mon", "monday", Self::Monday),
        ("tue", "tuesday", Self::Tuesday),
        ("wed", "wednesday", Self::Wednesday),
        ("thu", "thursday", Self::Thursday),
        ("fri", "friday", Self::Friday),
        ("sat", "saturday", Self::Saturday),
        ("sun", "sunday", Self::Sunday),
    ];

    fn parse(text: &str) -> Option<Self> {
        let mut all = Self::ALL.iter();
        let found = all.find(|(short, long, _)| text == *short || text == *long);
        found.map(|(_, _, weekday)| *weekday)
    }

    pub(super) fn name(self) -> &'static str {
        let found = Self::ALL.iter().find(|(_, _, weekday)| *weekday == self);
        found.map_or("", |(short, _, _)| short)
    }
}

/// Days in a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Days {
    /// This one.
    On(Day),
    /// All before it.
    Before(Day),
    /// All up to it.
    UpTo(Day),
    /// All after it.
    After(Day),
    /// It and all after it.
    From(Day),
    /// Both, and all between them.
    Between(Day, Day),
}

impl Days {
    /// Which days they are; `None` if none of the calendar's.
    #[must_use]
    pub fn seen_from(self, today: Date) -> Option<Span> {
        let (first, last) = match self {
            Self::On(day) => (Some(day), Some(day)),
            Self::Before(day) => {
                let until = Some(day.seen_from(today)?);
                return Some(Span { from: None, until });
            }
            Self::After(day) => {
                let from = Some(day.seen_from(today)?.plus_days(1)?);
                return Some(Span { from, until: None });
            }
            Self::UpTo(day) => (None, Some(day)),
            Self::From(day) => (Some(day), None),
            Self::Between(first, last) => (Some(first), Some(last)),
        };
        // An end beyond the calendar is nowhere, and not everywhere.
        let seen = |day: Option<Day>| match day {
            Some(day) => day.seen_from(today).map(Some),
            None => Some(None),
        };
        Some(Span {
            from: seen(first)?,
            // Behind the calendar's last day is none.
            until: seen(last)?.and_then(|last| last.plus_days(1)),
        })
    }
}

/// Days of the calendar in a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// The first of them; `None` if there is no first.
    pub from: Option<Date>,
    /// The first one behind them; `None` if there is no last.
    pub until: Option<Date>,
}

impl Span {
    /// Whether a day is among them.
    #[must_use]
    pub fn contains(self, date: Date) -> bool {
        self.from.is_none_or(|from| from <= date) && self.until.is_none_or(|until| date < until)
    }

    /// When they begin and when they are over, by the clocks of a zone.
    #[must_use]
    pub fn in_zone(self, zone: Zone) -> (Option<Timestamp>, Option<Timestamp>) {
        let start = |date| zone.start_of(date);
        (self.from.map(start), self.until.map(start))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_seen_from_today() {
        // A Thursday.
        let today = Date::parse("2026-12-24").unwrap();
        for (day, expected) in [
            ("today", "2026-12-24"),
            ("tomorrow", "2026-12-25"),
            ("yesterday", "2026-12-23"),
            ("+8d", "2027-01-01"),
            ("-24d", "2026-11-30"),
            ("thu", "2026-12-24"),
            ("friday", "2026-12-25"),
            ("wed", "2026-12-30"),
            ("2024-02-29", "2024-02-29"),
        ] {
            let day = Day::parse(day).unwrap();
            assert_eq!(day.seen_from(today).unwrap().to_string(), expected);
        }
        for day in [
            "",
            "7d",
            "+d",
            "+10000d",
            "+1",
            "someday",
            "2026-2-3",
            "24.12.2026",
        ] {
            assert_eq!(Day::parse(day), None, "{day}");
        }
        let last = Date::parse("9998-12-30").unwrap();
        assert_eq!(Day::InDays(9999).seen_from(last), None);
        assert_eq!(Days::From(Day::InDays(9999)).seen_from(last), None);
        assert_eq!(Days::UpTo(Day::InDays(9999)).seen_from(last), None);
    }

    #[test]
    fn the_calendars_last_day_is_one() {
        let last = Date::parse("9998-12-31").unwrap();
        let seen = |days: Days| days.seen_from(last);
        assert!(seen(Days::On(Day::InDays(0))).unwrap().contains(last));
        assert!(!seen(Days::Before(Day::InDays(0))).unwrap().contains(last));
        assert_eq!(seen(Days::After(Day::InDays(0))), None);
    }

    #[test]
    fn days_begin_and_end_by_the_clocks_of_a_zone() {
        let berlin = Zone::parse("Europe/Berlin").unwrap();
        let day = Days::On(Day::Date(Date::parse("2026-03-29").unwrap()));
        let span = day.seen_from(Date::parse("2026-01-01").unwrap()).unwrap();
        let (from, until) = span.in_zone(berlin);
        assert_eq!(from.unwrap().to_string(), "2026-03-28T23:00:00.000Z");
        assert_eq!(until.unwrap().to_string(), "2026-03-29T22:00:00.000Z");
    }
}
