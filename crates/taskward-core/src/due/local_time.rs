//! What a clock on the wall shows.

use std::fmt;

use jiff::civil;

use super::date::number;
use super::{Date, DueError};

/// A day and a time of day in whole minutes, in no time zone yet. Written `2026-12-24T09:00`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LocalTime {
    date: Date,
    hour: i8,
    minute: i8,
}

impl LocalTime {
    /// Reads exactly `YYYY-MM-DDTHH:MM`, from `00:00` to `23:59`.
    ///
    /// # Errors
    /// Another form, or what [`Date::parse`] refuses.
    pub fn parse(text: &str) -> Result<Self, DueError> {
        let (date, time) = text.split_once('T').ok_or(DueError::MalformedLocal)?;
        let [h1, h2, b':', m1, m2] = time.as_bytes() else {
            return Err(DueError::MalformedLocal);
        };
        let (Some(hour), Some(minute)) = (number([*h1, *h2]), number([*m1, *m2])) else {
            return Err(DueError::MalformedLocal);
        };
        let date = Date::parse(date).map_err(|error| match error {
            DueError::MalformedDate => DueError::MalformedLocal,
            error => error,
        })?;
        let time = civil::Time::new(
            i8::try_from(hour).unwrap_or(i8::MAX),
            i8::try_from(minute).unwrap_or(i8::MAX),
            0,
            0,
        )
        .map_err(|_| DueError::NoSuchTime)?;
        Ok(Self {
            date,
            hour: time.hour(),
            minute: time.minute(),
        })
    }

    /// `00:00` of a day.
    #[must_use]
    pub fn midnight(date: Date) -> Self {
        let (hour, minute) = (0, 0);
        Self { date, hour, minute }
    }

    /// Its day.
    #[must_use]
    pub fn date(self) -> Date {
        self.date
    }

    /// The same time of day on another day.
    #[must_use]
    pub fn on(self, date: Date) -> Self {
        Self { date, ..self }
    }

    /// The same as `jiff` knows it.
    #[must_use]
    pub fn civil(self) -> civil::DateTime {
        self.date.civil().at(self.hour, self.minute, 0, 0)
    }
}

impl fmt::Display for LocalTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}T{:02}:{:02}", self.date, self.hour, self.minute)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn local_times_have_one_spelling() {
        let text = "2026-12-24T09:05";
        assert_eq!(LocalTime::parse(text).unwrap().to_string(), text);
        for text in [
            "2026-12-24",
            "2026-12-24 09:05",
            "2026-12-24T9:05",
            "2026-12-24T09:05:00",
            "2026-12-24T09:05Z",
            "2026-12-24T0905",
            "20261224T09:05",
        ] {
            assert_eq!(
                LocalTime::parse(text),
                Err(DueError::MalformedLocal),
                "{text}"
            );
        }
        for text in ["2026-12-24T24:00", "2026-12-24T09:60", "2026-12-24T99:00"] {
            assert_eq!(LocalTime::parse(text), Err(DueError::NoSuchTime), "{text}");
        }
        assert_eq!(
            LocalTime::parse("2026-02-29T09:00"),
            Err(DueError::NoSuchDay)
        );
    }
}
