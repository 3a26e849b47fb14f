//! Rules from text.

use jiff::civil::{self, Weekday};

use super::{ByDay, End, Frequency, Rule, RuleError, Until};
use crate::{Date, Timestamp};

impl Rule {
    /// Reads the value of an `RRULE`, in any case and order.
    ///
    /// `FREQ` (from `DAILY` to `YEARLY`), `INTERVAL`, `COUNT`, `UNTIL`, `BYMONTH`, `BYMONTHDAY`, `BYDAY`, `BYSETPOS` and
    /// `WKST` mean what RFC 5545 says in section 3.3.10; there are no others.
    ///
    /// # Errors
    /// What is wrong, in words for people: the first mistake if there are several.
    pub fn parse(text: &str) -> Result<Self, RuleError> {
        if text.len() > Self::MAX_BYTES {
            return Err(RuleError::TooLong);
        }
        let mut parts = Parts::default();
        for part in text.to_ascii_uppercase().split(';') {
            let (name, value) = part.split_once('=').ok_or(RuleError::Malformed)?;
            parts.read(name, value)?;
        }
        parts.rule()
    }
}

#[derive(Default)]
struct Parts {
    frequency: Option<Frequency>,
    interval: Option<u16>,
    count: Option<u16>,
    until: Option<Until>,
    months: Option<Vec<i8>>,
    month_days: Option<Vec<i8>>,
    days: Option<Vec<ByDay>>,
    positions: Option<Vec<i16>>,
    week_start: Option<Weekday>,
}

impl Parts {
    fn read(&mut self, name: &str, value: &str) -> Result<(), RuleError> {
        match name {
            "FREQ" => set(&mut self.frequency, FREQ, frequency(value)),
            "INTERVAL" => set(
                &mut self.interval,
                INTERVAL,
                up_to(value, Rule::MAX_INTERVAL),
            ),
            "COUNT" => set(&mut self.count, COUNT, up_to(value, Rule::MAX_COUNT)),
            "UNTIL" => set(&mut self.until, UNTIL, until(value)),
            "BYMONTH" => set(&mut self.months, BYMONTH, list(value, month)),
            "BYMONTHDAY" => set(&mut self.month_days, BYMONTHDAY, list(value, month_day)),
            "BYDAY" => set(&mut self.days, BYDAY, list(value, by_day)),
            "BYSETPOS" => set(&mut self.positions, BYSETPOS, list(value, position)),
            "WKST" => set(&mut self.week_start, WKST, weekday(value)),
            _ => Err(RuleError::UnknownPart(name.chars().take(20).collect())),
        }
    }

    fn rule(self) -> Result<Rule, RuleError> {
        let end = match (self.count, self.until) {
            (Some(_), Some(_)) => return Err(RuleError::CountAndUntil),
            (Some(count), None) => End::Count(count),
            (None, Some(until)) => End::Until(until),
            (None, None) => End::Never,
        };
        let mut rule = Rule {
            frequency: self.frequency.ok_or(RuleError::NoFrequency)?,
            interval: self.interval.unwrap_or(1),
            end,
            months: self.months.unwrap_or_default(),
            month_days: self.month_days.unwrap_or_default(),
            days: self.days.unwrap_or_default(),
            positions: self.positions.unwrap_or_default(),
            week_start: self.week_start.unwrap_or(Weekday::Monday),
        };
        rule.months.sort_unstable();
        rule.months.dedup();
        rule.month_days.sort_unstable();
        rule.month_days.dedup();
        rule.days
            .sort_unstable_by_key(|day| (day.weekday.to_monday_zero_offset(), day.nth));
        rule.days.dedup();
        rule.positions.sort_unstable();
        rule.positions.dedup();
        check(&rule)?;
        Ok(rule)
    }
}

/// What RFC 5545 forbids beyond each part's own values.
fn check(rule: &Rule) -> Result<(), RuleError> {
    let not_with = |part| RuleError::NotWith {
        part,
        frequency: rule.frequency,
    };
    let nths = || rule.days.iter().filter_map(|day| day.nth);
    match rule.frequency {
        Frequency::Daily | Frequency::Weekly if nths().next().is_some() => {
            return Err(not_with("an nth day in `BYDAY`"));
        }
        Frequency::Weekly if !rule.month_days.is_empty() => {
            return Err(not_with("`BYMONTHDAY`"));
        }
        _ => {}
    }
    let of_a_year = rule.frequency == Frequency::Yearly && rule.months.is_empty();
    if !of_a_year && nths().any(|nth| nth.abs() > 5) {
        return Err(BYDAY.bad("days of which a month has five at most"));
    }
    if !rule.positions.is_empty()
        && rule.months.is_empty()
        && rule.month_days.is_empty()
        && rule.days.is_empty()
    {
        return Err(RuleError::NothingToChooseFrom);
    }
    Ok(())
}

/// A part's name and what its value may be.
#[derive(Clone, Copy)]
struct Part(&'static str, &'static str);

impl Part {
    fn bad(self, expected: &'static str) -> RuleError {
        let part = self.0;
        RuleError::BadValue { part, expected }
    }
}

const FREQ: Part = Part("FREQ", "`DAILY`, `WEEKLY`, `MONTHLY` or `YEARLY`");
const INTERVAL: Part = Part("INTERVAL", "a number from 1 to 999");
const COUNT: Part = Part("COUNT", "a number from 1 to 999");
const UNTIL: Part = Part(
    "UNTIL",
    "a date like `20261224` or a time in UTC like `20261224T080000Z`",
);
const BYMONTH: Part = Part("BYMONTH", "numbers from 1 to 12");
const BYMONTHDAY: Part = Part("BYMONTHDAY", "numbers from 1 to 31 or from -31 to -1");
const BYDAY: Part = Part("BYDAY", "days like `MO`, `2TU` or `-1FR`");
const BYSETPOS: Part = Part("BYSETPOS", "numbers from 1 to 366 or from -366 to -1");
const WKST: Part = Part("WKST", "a day of the week like `MO`");

fn set<T>(place: &mut Option<T>, part: Part, value: Option<T>) -> Result<(), RuleError> {
    let value = value.ok_or_else(|| part.bad(part.1))?;
    match place.replace(value) {
        None => Ok(()),
        Some(_) => Err(RuleError::Repeated(part.0)),
    }
}

fn list<T>(value: &str, item: fn(&str) -> Option<T>) -> Option<Vec<T>> {
    value.split(',').map(item).collect()
}

fn frequency(value: &str) -> Option<Frequency> {
    match value {
        "DAILY" => Some(Frequency::Daily),
        "WEEKLY" => Some(Frequency::Weekly),
        "MONTHLY" => Some(Frequency::Monthly),
        "YEARLY" => Some(Frequency::Yearly),
        _ => None,
    }
}

fn weekday(value: &str) -> Option<Weekday> {
    match value {
        "MO" => Some(Weekday::Monday),
        "TU" => Some(Weekday::Tuesday),
        "WE" => Some(Weekday::Wednesday),
        "TH" => Some(Weekday::Thursday),
        "FR" => Some(Weekday::Friday),
        "SA" => Some(Weekday::Saturday),
        "SU" => Some(Weekday::Sunday),
        _ => None,
    }
}

/// A number of digits alone: `parse` would take a sign.
fn digits(value: &str) -> Option<u16> {
    let all_digits = value.bytes().all(|byte| byte.is_ascii_digit());
    value.parse().ok().filter(|_| all_digits)
}

fn up_to(value: &str, max: u16) -> Option<u16> {
    digits(value).filter(|number| (1..=max).contains(number))
}

/// A number from 1 to `max` with a sign or without.
fn signed(value: &str, max: u16) -> Option<i16> {
    let (negative, number) = match value.strip_prefix('-') {
        Some(number) => (true, number),
        None => (false, value.strip_prefix('+').unwrap_or(value)),
    };
    let number = i16::try_from(up_to(number, max)?).ok()?;
    Some(if negative { -number } else { number })
}

fn month(value: &str) -> Option<i8> {
    i8::try_from(up_to(value, 12)?).ok()
}

fn month_day(value: &str) -> Option<i8> {
    i8::try_from(signed(value, 31)?).ok()
}

fn position(value: &str) -> Option<i16> {
    signed(value, 366)
}

fn by_day(value: &str) -> Option<ByDay> {
    let (nth, day) = value.split_at_checked(value.len().checked_sub(2)?)?;
    let weekday = weekday(day)?;
    let nth = if nth.is_empty() {
        None
    } else {
        Some(i8::try_from(signed(nth, 53)?).ok()?)
    };
    Some(ByDay { nth, weekday })
}

fn until(value: &str) -> Option<Until> {
    if !value.is_ascii() {
        return None;
    }
    let Some((date, time)) = value.split_once('T') else {
        return Some(Until::Date(basic_date(value)?));
    };
    let time = time.strip_suffix('Z').filter(|time| time.len() == 6)?;
    let two = |at: usize| i8::try_from(digits(time.get(at..at + 2)?)?).ok();
    let time = civil::Time::new(two(0)?, two(2)?, two(4)?, 0).ok()?;
    let at = basic_date(date)?.civil().to_datetime(time);
    let instant = jiff::tz::Offset::UTC.to_timestamp(at).ok()?;
    Timestamp::from_unix_millis(instant.as_millisecond()).map(Until::Instant)
}

/// `YYYYMMDD`.
fn basic_date(value: &str) -> Option<Date> {
    let [y1, y2, y3, y4, m1, m2, d1, d2] = value.as_bytes() else {
        return None;
    };
    let text = [*y1, *y2, *y3, *y4, b'-', *m1, *m2, b'-', *d1, *d2];
    Date::parse(str::from_utf8(&text).ok()?).ok()
}
