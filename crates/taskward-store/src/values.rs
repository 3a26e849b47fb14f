//! Between what the columns of both databases hold and the values of the core.

use taskward_core::{Date, Due, Priority, Revision, Timestamp};

use crate::StoreError;

pub(crate) fn revision(number: i64) -> Result<Revision, StoreError> {
    u64::try_from(number)
        .ok()
        .and_then(Revision::new)
        .ok_or(StoreError::Corrupt("revision"))
}

/// Both databases count in signed 64-bit numbers; a [`Revision`] always fits.
pub(crate) fn revision_number(revision: Revision) -> i64 {
    i64::try_from(revision.number()).unwrap_or(i64::MAX)
}

pub(crate) fn priority(number: i64) -> Result<Priority, StoreError> {
    u64::try_from(number)
        .ok()
        .and_then(|number| Priority::new(number).ok())
        .ok_or(StoreError::Corrupt("priority"))
}

pub(crate) fn due(when: Option<&str>, zone: Option<&str>) -> Result<Option<Due>, StoreError> {
    when.map(|when| Due::from_parts(when, zone))
        .transpose()
        .map_err(|_| StoreError::Corrupt("due"))
}

pub(crate) fn day(text: &str) -> Result<Date, StoreError> {
    Date::parse(text).map_err(|_| StoreError::Corrupt("day"))
}

pub(crate) fn timestamp(millis: i64) -> Result<Timestamp, StoreError> {
    Timestamp::from_unix_millis(millis).ok_or(StoreError::Corrupt("timestamp"))
}
