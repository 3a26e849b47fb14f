//! What due tasks are sorted by.

use std::fmt;

use super::{Date, DueError, LocalTime};

/// What the clocks show where a task is due: a day, which comes before all times of that day, or a time. Its text sorts as
/// it does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DueKey(pub(super) Date, pub(super) Option<LocalTime>);

impl DueKey {
    /// Reads its text.
    ///
    /// # Errors
    /// What [`Date::parse`] and [`LocalTime::parse`] refuse.
    pub fn parse(text: &str) -> Result<Self, DueError> {
        if let Ok(date) = Date::parse(text) {
            return Ok(Self(date, None));
        }
        let at = LocalTime::parse(text)?;
        Ok(Self(at.date(), Some(at)))
    }
}

impl fmt::Display for DueKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.1 {
            None => self.0.fmt(f),
            Some(at) => at.fmt(f),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_sort_as_their_texts_do() {
        let texts = [
            "2026-12-23T23:59",
            "2026-12-24",
            "2026-12-24T00:00",
            "2026-12-24T09:00",
            "2026-12-25",
        ];
        let keys = texts.map(|text| DueKey::parse(text).unwrap());
        assert!(keys.is_sorted() && texts.is_sorted());
        assert_eq!(keys.map(|key| key.to_string()), texts);
        assert!(DueKey::parse("2026-12-24T").is_err());
    }
}
