//! When a task is due.

use std::fmt;

use crate::Timestamp;

mod date;
mod key;
mod local_time;
mod zone;

pub use date::Date;
pub use key::DueKey;
pub use local_time::LocalTime;
pub use zone::Zone;

/// When a task is due: a day, or a time of day in a place. Never a bare point in time, which would move when one
/// travels or when a government changes its clocks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Due {
    /// All day. It stays that day wherever its owner is.
    Date(Date),
    /// What the clocks of a zone show.
    Local {
        /// The day and the time of day.
        at: LocalTime,
        /// Where.
        zone: Zone,
    },
}

impl Due {
    /// From how it is kept: what [`Due::when`] and [`Due::zone`] gave.
    ///
    /// # Errors
    /// What they never give.
    pub fn from_parts(when: &str, zone: Option<&str>) -> Result<Self, DueError> {
        Ok(match zone {
            None => Self::Date(Date::parse(when)?),
            Some(zone) => Self::Local {
                at: LocalTime::parse(when)?,
                zone: Zone::parse(zone)?,
            },
        })
    }

    /// Its day, or its day and time of day, as text.
    #[must_use]
    pub fn when(self) -> String {
        match self {
            Self::Date(date) => date.to_string(),
            Self::Local { at, .. } => at.to_string(),
        }
    }

    /// Its zone, if it has a time of day.
    #[must_use]
    pub fn zone(self) -> Option<Zone> {
        match self {
            Self::Date(_) => None,
            Self::Local { zone, .. } => Some(zone),
        }
    }

    /// Its day, where it is due.
    #[must_use]
    pub fn date(self) -> Date {
        match self {
            Self::Date(date) => date,
            Self::Local { at, .. } => at.date(),
        }
    }

    /// Where it stands among others.
    #[must_use]
    pub fn key(self) -> DueKey {
        match self {
            Self::Date(date) => DueKey(date, None),
            Self::Local { at, .. } => DueKey(at.date(), Some(at)),
        }
    }

    /// The same time of day, if it has one, on another day.
    #[must_use]
    pub fn on(self, date: Date) -> Self {
        match self {
            Self::Date(_) => Self::Date(date),
            Self::Local { at, zone } => Self::Local {
                at: at.on(date),
                zone,
            },
        }
    }

    /// Whether it has passed for an owner who lives in `home`. An all-day task is not overdue on its day.
    #[must_use]
    pub fn is_overdue(self, now: Timestamp, home: Zone) -> bool {
        match self {
            Self::Date(date) => date < home.date_at(now),
            Self::Local { at, zone } => zone.instant_of(at) < now,
        }
    }
}

/// Why a day, a local time or a zone was refused. The messages are shown to people.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DueError {
    /// No `YYYY-MM-DD`.
    #[error("must be a date like `2026-12-24`")]
    MalformedDate,
    /// No `YYYY-MM-DDTHH:MM`.
    #[error("must be a local time like `2026-12-24T09:00`, without an offset")]
    MalformedLocal,
    /// The 30th of February.
    #[error("must be a day of the calendar")]
    NoSuchDay,
    /// A quarter past 25.
    #[error("must be a time from `00:00` to `23:59`")]
    NoSuchTime,
    /// Before 1970 or after 9998.
    #[error("must lie between 1970 and 9998")]
    OutOfRange,
    /// No name of the IANA time zone database.
    #[error("must be an IANA time zone like `Europe/Berlin`")]
    UnknownZone,
}

/// As people read it in logs of tests; the API has a shape of its own.
impl fmt::Display for Due {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Date(date) => date.fmt(f),
            Self::Local { at, zone } => write!(f, "{at}[{zone}]"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn local(at: &str, zone: &str) -> Due {
        Due::Local {
            at: LocalTime::parse(at).unwrap(),
            zone: Zone::parse(zone).unwrap(),
        }
    }

    fn at(time: &str) -> Timestamp {
        let instant: jiff::Timestamp = time.parse().unwrap();
        Timestamp::from_unix_millis(instant.as_millisecond()).unwrap()
    }

    #[test]
    fn an_all_day_task_is_overdue_after_its_day_where_its_owner_lives() {
        let due = Due::Date(Date::parse("2026-12-24").unwrap());
        let overdue = |now, home| due.is_overdue(at(now), Zone::parse(home).unwrap());
        assert!(!overdue("2026-12-24T22:59:59.999Z", "Europe/Berlin"));
        assert!(overdue("2026-12-24T23:00:00Z", "Europe/Berlin"));
        assert!(!overdue("2026-12-24T23:00:00Z", "America/New_York"));
        assert!(overdue("2026-12-25T05:00:00Z", "America/New_York"));
        assert!(overdue("2026-12-24T10:00:00Z", "Pacific/Kiritimati"));
    }

    #[test]
    fn a_local_time_is_overdue_at_the_same_moment_for_everybody() {
        let due = local("2026-12-24T09:00", "Europe/Berlin");
        for home in ["UTC", "America/New_York", "Pacific/Kiritimati"] {
            let home = Zone::parse(home).unwrap();
            assert!(!due.is_overdue(at("2026-12-24T08:00:00Z"), home));
            assert!(due.is_overdue(at("2026-12-24T08:00:00.001Z"), home));
        }
    }

    #[test]
    fn it_is_kept_in_two_texts() {
        let date = Due::Date(Date::parse("2026-12-24").unwrap());
        for due in [date, local("2026-12-24T09:00", "Europe/Berlin")] {
            let (when, zone) = (due.when(), due.zone().map(Zone::as_str));
            assert_eq!(Due::from_parts(&when, zone), Ok(due));
        }
        for (when, zone) in [("2026-12-24T09:00", None), ("2026-12-24", Some("UTC"))] {
            assert!(Due::from_parts(when, zone).is_err(), "{when}");
        }
    }

    #[test]
    fn another_day_keeps_the_time_and_the_place() {
        let moved =
            local("2026-10-24T02:30", "Europe/Berlin").on(Date::parse("2027-01-01").unwrap());
        assert_eq!(moved, local("2027-01-01T02:30", "Europe/Berlin"));
        assert_eq!(moved.to_string(), "2027-01-01T02:30[Europe/Berlin]");
    }
}
