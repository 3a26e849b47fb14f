//! What may be wrong with a rule.

use super::{Frequency, Rule};

/// Why a rule was refused. The messages are shown to people.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RuleError {
    /// More bytes than allowed.
    #[error("must be at most {} characters long", Rule::MAX_BYTES)]
    TooLong,
    /// No `NAME=VALUE`.
    #[error("must be parts like `FREQ=WEEKLY` with `;` between them")]
    Malformed,
    /// `FREQ` is missing.
    #[error("must have `FREQ`")]
    NoFrequency,
    /// A part that RFC 5545 does not have, or that no task needs.
    #[error("has an unknown part: `{0}`")]
    UnknownPart(String),
    /// The same part twice.
    #[error("must have `{0}` only once")]
    Repeated(&'static str),
    /// A part whose value it cannot have.
    #[error("`{part}` must be {expected}")]
    BadValue {
        /// The part's name.
        part: &'static str,
        /// What it may be.
        expected: &'static str,
    },
    /// `COUNT` and `UNTIL` exclude each other.
    #[error("must not have both `COUNT` and `UNTIL`")]
    CountAndUntil,
    /// A part that means nothing at this frequency.
    #[error("must not have {part} with `FREQ={frequency}`")]
    NotWith {
        /// What is out of place.
        part: &'static str,
        /// Where it is.
        frequency: Frequency,
    },
    /// `BYSETPOS` chooses from what another part gives.
    #[error("must have `BYDAY`, `BYMONTHDAY` or `BYMONTH` beside `BYSETPOS`")]
    NothingToChooseFrom,
    /// The 30th of February.
    #[error("must occur at least once")]
    NeverOccurs,
    /// `UNTIL` is a point in time, but the task is due all day.
    #[error("`UNTIL` must be a date like `20261224`, since the task is due all day")]
    UntilOfAllDay,
}

/// Why a task cannot recur as it should. The messages are shown to people.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ScheduleError {
    /// A rule counts from a due value, and there is none.
    #[error("needs a due value to count from")]
    NoDue,
    /// The due value is to go and the rule to stay.
    #[error("is needed as long as the task recurs; remove `recurrence` with it")]
    DueNeeded,
    /// The rule is not one for this due value.
    #[error(transparent)]
    Rule(#[from] RuleError),
}
