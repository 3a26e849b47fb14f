//! Points in time, in whole milliseconds.

use std::fmt;

use jiff::tz::Offset;

/// A point in time from 1970 to the end of 9998, in whole milliseconds. Shown as RFC 3339 in UTC with three
/// decimals, so that its text sorts as it does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(i64);

impl Timestamp {
    /// 1970-01-01T00:00:00.000Z.
    pub const UNIX_EPOCH: Self = Self(0);
    /// 9998-12-31T23:59:59.999Z: within 48 bits, and within what `jiff` shows in every time zone.
    const MAX_UNIX_MILLIS: i64 = 253_370_764_799_999;

    /// From milliseconds since 1970; `None` outside the years a `Timestamp` spans.
    #[must_use]
    pub fn from_unix_millis(millis: i64) -> Option<Self> {
        (0..=Self::MAX_UNIX_MILLIS)
            .contains(&millis)
            .then_some(Self(millis))
    }

    /// From milliseconds since 1970, or the first or last point that a `Timestamp` spans.
    pub(crate) fn nearest(millis: i64) -> Self {
        Self(millis.clamp(0, Self::MAX_UNIX_MILLIS))
    }

    /// Milliseconds since 1970.
    #[must_use]
    pub fn unix_millis(self) -> i64 {
        self.0
    }

    /// This point moved back by so many milliseconds, but not before 1970.
    #[must_use]
    pub fn minus_millis(self, millis: i64) -> Self {
        Self(
            self.0
                .saturating_sub(millis)
                .clamp(0, Self::MAX_UNIX_MILLIS),
        )
    }

    /// As it is shown, without a general printer: a page of tasks has dozens.
    #[must_use]
    pub fn rfc3339(self) -> [u8; 24] {
        // Every point a `Timestamp` spans is within what jiff spans.
        let instant = jiff::Timestamp::from_millisecond(self.0).unwrap_or_default();
        let at = Offset::UTC.to_datetime(instant);
        let [y1, y2, y3, y4] = digits(at.year());
        let [m1, m2] = digits(at.month());
        let [d1, d2] = digits(at.day());
        let [h1, h2] = digits(at.hour());
        let [i1, i2] = digits(at.minute());
        let [s1, s2] = digits(at.second());
        let [f1, f2, f3] = digits(at.millisecond());
        [
            y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2, b'T', h1, h2, b':', i1, i2, b':', s1, s2,
            b'.', f1, f2, f3, b'Z',
        ]
    }

    /// The milliseconds as they stand in ids: never negative and within 48 bits.
    pub(crate) fn id_bits(self) -> u64 {
        self.0.unsigned_abs()
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(str::from_utf8(&self.rfc3339()).map_err(|_| fmt::Error)?)
    }
}

/// The last digits of a number that is not negative.
fn digits<const N: usize>(number: impl Into<i16>) -> [u8; N] {
    let mut rest = number.into().unsigned_abs();
    let mut digits = [b'0'; N];
    for digit in digits.iter_mut().rev() {
        *digit |= u8::try_from(rest % 10).unwrap_or_default();
        rest /= 10;
    }
    digits
}

/// What time it is. The server passes the system's clock, tests pass their own.
pub trait Clock: Send + Sync {
    /// The present point in time.
    fn now(&self) -> Timestamp;
}

#[cfg(test)]
mod tests {
    use jiff::fmt::temporal::DateTimePrinter;
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn timestamps_show_three_decimals_in_utc() {
        let shown = |millis| Timestamp::from_unix_millis(millis).unwrap().to_string();
        assert_eq!(shown(0), "1970-01-01T00:00:00.000Z");
        assert_eq!(shown(1_796_000_000_120), "2026-11-30T00:53:20.120Z");
        assert_eq!(
            shown(Timestamp::MAX_UNIX_MILLIS),
            "9998-12-31T23:59:59.999Z"
        );
        assert_eq!(Timestamp::from_unix_millis(-1), None);
        assert_eq!(
            Timestamp::from_unix_millis(Timestamp::MAX_UNIX_MILLIS + 1),
            None
        );
    }

    proptest! {
        #[test]
        fn timestamps_are_shown_as_jiff_shows_them(millis in 0..=Timestamp::MAX_UNIX_MILLIS) {
            let printer = DateTimePrinter::new().precision(Some(3));
            let instant = jiff::Timestamp::from_millisecond(millis).unwrap();
            prop_assert_eq!(
                Timestamp::from_unix_millis(millis).unwrap().to_string(),
                printer.timestamp_to_string(&instant)
            );
        }
    }
}
