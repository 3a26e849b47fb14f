//! The fields of a task, as bodies have them.

use serde::{Deserialize, Deserializer};
use serde_json::Number;
use taskward_core::{Description, Priority, PriorityError, Title};

use crate::extract::FieldErrors;

pub(super) fn title(text: &str, errors: &mut FieldErrors) -> Option<Title> {
    errors.check("title", Title::parse(text))
}

/// The outer option is `None` only if the text was refused.
#[expect(
    clippy::option_option,
    reason = "refused, absent and present are three things"
)]
pub(super) fn description(
    text: Option<String>,
    errors: &mut FieldErrors,
) -> Option<Option<Description>> {
    text.map_or(Some(None), |text| {
        errors.check("description", Description::parse(text))
    })
}

/// The outer option is `None` only if the number was refused.
#[expect(
    clippy::option_option,
    reason = "refused, absent and present are three things"
)]
pub(super) fn priority(
    number: Option<Number>,
    errors: &mut FieldErrors,
) -> Option<Option<Priority>> {
    let read = |number: Number| number.as_u64().map_or(Err(PriorityError), Priority::new);
    number.map_or(Some(None), |number| {
        errors.check("priority", read(number)).map(Some)
    })
}

/// Tells a member that is null from one that is missing (with `#[serde(default)]`).
pub(super) fn present<'de, T, D>(deserializer: D) -> Result<Option<T>, D::Error>
where
    T: Deserialize<'de>,
    D: Deserializer<'de>,
{
    T::deserialize(deserializer).map(Some)
}
