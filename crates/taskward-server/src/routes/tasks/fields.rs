//! The fields of a task, as bodies have them.

use serde::Deserialize;
use serde_json::Number;
use taskward_core::{
    Base, Date, Description, Due, LabelId, ListId, LocalTime, OrderKey, Owner, Priority,
    PriorityError, Recurrence, Rule, TaskLabels, Title, Zone,
};

use crate::{extract::FieldErrors, problem::field_of_schedule};

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

/// When a task is due, as it was given. A member that is null counts as missing, as a merge patch would have it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DueBody {
    date: Option<String>,
    local: Option<String>,
    zone: Option<String>,
}

/// The outer option is `None` only if the value was refused.
#[expect(
    clippy::option_option,
    reason = "refused, absent and present are three things"
)]
pub(super) fn due(body: Option<DueBody>, errors: &mut FieldErrors) -> Option<Option<Due>> {
    let Some(DueBody { date, local, zone }) = body else {
        return Some(None);
    };
    match (date, local, zone) {
        (Some(date), None, None) => {
            let date = errors.check("due.date", Date::parse(&date))?;
            Some(Some(Due::Date(date)))
        }
        (None, Some(local), Some(zone)) => {
            let at = errors.check("due.local", LocalTime::parse(&local));
            let zone = errors.check("due.zone", Zone::parse(&zone));
            Some(Some(Due::Local {
                at: at?,
                zone: zone?,
            }))
        }
        _ => {
            errors.add("due", "must have either `date`, or `local` and `zone`");
            None
        }
    }
}

/// The outer option is `None` only if the day was refused.
#[expect(
    clippy::option_option,
    reason = "refused, absent and present are three things"
)]
pub(super) fn start(text: Option<String>, errors: &mut FieldErrors) -> Option<Option<Date>> {
    text.map_or(Some(None), |text| {
        errors.check("start", Date::parse(&text)).map(Some)
    })
}

/// How a task recurs, as it was given. A member that is null counts as missing, as a merge patch would have it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RecurrenceBody {
    rule: Option<String>,
    base: Option<String>,
}

/// The outer option is `None` only if the value was refused.
#[expect(
    clippy::option_option,
    reason = "refused, absent and present are three things"
)]
pub(super) fn recurrence(
    body: Option<RecurrenceBody>,
    errors: &mut FieldErrors,
) -> Option<Option<Box<Recurrence>>> {
    let Some(RecurrenceBody { rule, base }) = body else {
        return Some(None);
    };
    let base = match base {
        None => Some(Base::default()),
        Some(name) => self::base("recurrence.base", &name, errors),
    };
    let Some(rule) = rule else {
        errors.add("recurrence.rule", "is required");
        return None;
    };
    let rule = errors.check("recurrence.rule", Rule::parse(&rule));
    Some(Some(Box::new(Recurrence {
        rule: rule?,
        base: base?,
    })))
}

pub(super) fn base(field: &str, name: &str, errors: &mut FieldErrors) -> Option<Base> {
    let base = Base::parse(name).ok_or("must be due or completion");
    errors.check(field, base)
}

/// Notes down why a task with this due value cannot recur so, if it cannot.
pub(super) fn schedule(
    due: Option<Due>,
    recurrence: Option<&Recurrence>,
    errors: &mut FieldErrors,
) -> Option<()> {
    let checked = Recurrence::check(recurrence, due);
    checked
        .map_err(|error| errors.add(field_of_schedule(&error), error))
        .ok()
}

/// The outer option is `None` only if the key was refused.
#[expect(
    clippy::option_option,
    reason = "refused, absent and present are three things"
)]
pub(super) fn position(text: Option<String>, errors: &mut FieldErrors) -> Option<Option<OrderKey>> {
    text.map_or(Some(None), |text| {
        errors.check("position", OrderKey::parse(&text)).map(Some)
    })
}

/// `None` only if one of the ids or all of them were refused.
pub(super) fn labels(
    texts: &[String],
    owner: &Owner,
    errors: &mut FieldErrors,
) -> Option<TaskLabels> {
    let ids = texts.iter().take(TaskLabels::MAX_COUNT + 1);
    let ids = ids.map(|text| errors.check("labels", LabelId::parse(text, owner)));
    let labels = ids.collect::<Option<_>>()?;
    errors.check("labels", TaskLabels::new(labels))
}

/// The outer option is `None` only if the id was refused.
#[expect(
    clippy::option_option,
    reason = "refused, absent and present are three things"
)]
pub(super) fn list_id(
    text: Option<String>,
    owner: &Owner,
    errors: &mut FieldErrors,
) -> Option<Option<ListId>> {
    text.map_or(Some(None), |text| {
        errors
            .check("list_id", ListId::parse(&text, owner))
            .map(Some)
    })
}
