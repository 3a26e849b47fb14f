//! Between what the columns of both databases hold and the values of the core.

use taskward_core::{
    Base, Date, Due, LabelId, OrderKey, Owner, Priority, Recurrence, Revision, Rule, TaskLabels,
    Timestamp,
};

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

/// How a task recurs that has this due value. A server of before the rules may have taken that away and left the rule,
/// which means nothing then.
pub(crate) fn recurrence_of(
    due: Option<Due>,
    rule: Option<&str>,
    base: Option<&str>,
) -> Result<Option<Box<Recurrence>>, StoreError> {
    match (due, rule, base) {
        (Some(_), Some(rule), Some(base)) => Ok(Some(Box::new(recurrence(rule, base)?))),
        _ => Ok(None),
    }
}

pub(crate) fn recurrence(rule: &str, base: &str) -> Result<Recurrence, StoreError> {
    Ok(Recurrence {
        rule: Rule::parse(rule).map_err(|_| StoreError::Corrupt("recurrence"))?,
        base: Base::parse(base).ok_or(StoreError::Corrupt("recurrence"))?,
    })
}

/// The rule and the base as values to bind.
pub(crate) fn recurrence_texts(
    recurrence: Option<&Recurrence>,
) -> (Option<String>, Option<&'static str>) {
    let rule = recurrence.map(|recurrence| recurrence.rule.to_string());
    (rule, recurrence.map(|recurrence| recurrence.base.as_str()))
}

/// The labels whose ids stand one behind the other.
pub(crate) fn labels(bytes: Option<&[u8]>, owner: &Owner) -> Result<TaskLabels, StoreError> {
    const CORRUPT: StoreError = StoreError::Corrupt("labels");
    let Some(bytes) = bytes else {
        return Ok(TaskLabels::default());
    };
    let (ids, []) = bytes.as_chunks() else {
        return Err(CORRUPT);
    };
    let labels = ids.iter().map(|id| LabelId::from_bytes(*id, owner));
    let labels = labels.collect::<Result<_, _>>().map_err(|_| CORRUPT)?;
    TaskLabels::new(labels).map_err(|_| CORRUPT)
}

/// The labels as a value to bind; none where there is none.
pub(crate) fn labels_bytes(labels: &TaskLabels) -> Option<Vec<u8>> {
    let ids = labels.as_slice().iter();
    (!labels.is_empty()).then(|| ids.flat_map(|id| *id.as_bytes()).collect())
}

pub(crate) fn day(text: &str) -> Result<Date, StoreError> {
    Date::parse(text).map_err(|_| StoreError::Corrupt("day"))
}

pub(crate) fn timestamp(millis: i64) -> Result<Timestamp, StoreError> {
    Timestamp::from_unix_millis(millis).ok_or(StoreError::Corrupt("timestamp"))
}

pub(crate) fn position(text: &str) -> Result<OrderKey, StoreError> {
    OrderKey::parse(text).map_err(|_| StoreError::Corrupt("position"))
}
