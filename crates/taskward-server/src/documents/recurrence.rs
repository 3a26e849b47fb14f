use axum::response::{IntoResponse, Response};
use http::StatusCode;
use serde::Serialize;
use taskward_core::{
    Base, ByDay, Completion, CompletionPage, Date, End, Frequency, Outlook, Owner, Recurrence,
    Rule, Task, Timestamp, Until,
};
use utoipa::ToSchema;

use super::{DueDocument, json};

/// That a task comes back after it was completed.
#[derive(Serialize, ToSchema)]
#[schema(as = Recurrence)]
pub(crate) struct RecurrenceDocument {
    /// When: the value of an `RRULE` (RFC 5545) in its shortest spelling. A `COUNT` is what is left of it.
    #[schema(max_length = 400, example = "FREQ=WEEKLY;BYDAY=MO,TH")]
    rule: String,
    /// What the next occurrence is counted from.
    base: BaseDocument,
}

/// `due`: when the task was due, as a calendar does; what was missed meanwhile is left out. `completion`: when it was
/// completed.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
#[schema(as = RecurrenceBase)]
pub(crate) enum BaseDocument {
    Due,
    Completion,
}

impl From<&Recurrence> for RecurrenceDocument {
    fn from(recurrence: &Recurrence) -> Self {
        Self {
            rule: recurrence.rule.to_string(),
            base: match recurrence.base {
                Base::Due => BaseDocument::Due,
                Base::Completion => BaseDocument::Completion,
            },
        }
    }
}

/// Why a task is due when it is, and what is ahead of it.
#[derive(Serialize, ToSchema)]
#[schema(as = Occurrences)]
pub(crate) struct OccurrencesDocument {
    /// When it is due.
    #[schema(required)]
    due: Option<DueDocument>,
    /// How it comes back; null if it does not.
    #[schema(required)]
    recurrence: Option<RecurrenceDocument>,
    /// Its rule in parts; null if it has none.
    #[schema(required)]
    rule: Option<RuleDocument>,
    /// The next five times it will be due if each is completed in time; fewer if its rule ends before. Empty once it is
    /// completed for good.
    #[schema(max_items = 5)]
    next: Vec<DueDocument>,
    /// When it would be due next if it were completed now; null unless it is open and recurs.
    #[schema(required)]
    completed_now: Option<CompletedNowDocument>,
}

/// When a task would be due next, by what that is counted from. Where both differ, `base` chooses when it is completed.
#[derive(Serialize, ToSchema)]
#[schema(as = CompletedNow)]
pub(crate) struct CompletedNowDocument {
    /// Counted from when it is due; null if its rule would end.
    #[schema(required)]
    due: Option<DueDocument>,
    /// Counted from now; null if its rule would end.
    #[schema(required)]
    completion: Option<DueDocument>,
}

/// The parts of a rule (RFC 5545, section 3.3.10), with their defaults. What a rule leaves open, the due value says: the
/// day of the week, of the month or of the year.
#[derive(Serialize, ToSchema)]
#[schema(as = RuleParts)]
pub(crate) struct RuleDocument {
    /// `FREQ`.
    frequency: FrequencyDocument,
    /// `INTERVAL`: every how many days, weeks, months or years.
    #[schema(minimum = 1, maximum = 999)]
    interval: u16,
    /// `COUNT`: how many occurrences are left, the present one included.
    #[schema(required, minimum = 1, maximum = 999)]
    count: Option<u16>,
    /// `UNTIL`: the last day, or the last point in time, that there may be one.
    #[schema(required, example = "2026-12-24")]
    until: Option<String>,
    /// `BYMONTH`, 1 for January.
    months: Vec<i8>,
    /// `BYMONTHDAY`, -1 for the last.
    month_days: Vec<i8>,
    /// `BYDAY`.
    weekdays: Vec<WeekdayDocument>,
    /// `BYSETPOS`: which of the days of a period, -1 for the last.
    positions: Vec<i16>,
    /// `WKST`: the day on which weeks begin.
    #[schema(example = "MO")]
    week_start: String,
}

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
#[schema(as = Frequency)]
enum FrequencyDocument {
    Daily,
    Weekly,
    Monthly,
    Yearly,
}

/// A day of the week: each, or the nth of a month or year.
#[derive(Serialize, ToSchema)]
#[schema(as = RuleWeekday)]
pub(crate) struct WeekdayDocument {
    /// `MO` to `SU`.
    #[schema(example = "MO")]
    day: String,
    /// Which one, -1 for the last; null for each.
    #[schema(required)]
    nth: Option<i8>,
}

impl OccurrencesDocument {
    pub(crate) fn of(task: &Task, outlook: Option<&Outlook>) -> Self {
        let due = |due: Option<_>| due.map(DueDocument::from);
        Self {
            due: due(task.due),
            recurrence: task.recurrence.as_deref().map(RecurrenceDocument::from),
            rule: task.recurrence.as_ref().map(|it| (&it.rule).into()),
            next: outlook.map_or(vec![], |it| {
                it.next.iter().copied().map(Into::into).collect()
            }),
            completed_now: outlook.map(|it| CompletedNowDocument {
                due: due(it.from_due),
                completion: due(it.from_completion),
            }),
        }
    }
}

impl IntoResponse for OccurrencesDocument {
    fn into_response(self) -> Response {
        json(StatusCode::OK, &self)
    }
}

impl From<&Rule> for RuleDocument {
    fn from(rule: &Rule) -> Self {
        let (count, until) = match rule.end() {
            End::Never => (None, None),
            End::Count(count) => (Some(count), None),
            End::Until(Until::Date(day)) => (None, Some(day.to_string())),
            End::Until(Until::Instant(at)) => (None, Some(at.to_string())),
        };
        let weekday = |nth, weekday| ByDay { nth, weekday }.to_string();
        let weekdays = rule.days().iter().map(|by_day| WeekdayDocument {
            day: weekday(None, by_day.weekday),
            nth: by_day.nth,
        });
        Self {
            frequency: match rule.frequency() {
                Frequency::Daily => FrequencyDocument::Daily,
                Frequency::Weekly => FrequencyDocument::Weekly,
                Frequency::Monthly => FrequencyDocument::Monthly,
                Frequency::Yearly => FrequencyDocument::Yearly,
            },
            interval: rule.interval(),
            count,
            until,
            months: rule.months().to_vec(),
            month_days: rule.month_days().to_vec(),
            weekdays: weekdays.collect(),
            positions: rule.positions().to_vec(),
            week_start: weekday(None, rule.week_start()),
        }
    }
}

/// An occurrence of a recurring task that was completed.
#[derive(Serialize, ToSchema)]
#[schema(as = CompletedOccurrence)]
pub(crate) struct CompletedOccurrenceDocument {
    /// The number of its completion among all changes of its owner.
    #[schema(minimum = 1)]
    revision: u64,
    /// When it was completed.
    #[schema(format = DateTime)]
    completed_at: String,
    /// When it was due.
    due: DueDocument,
    /// From when on there was something to do about it.
    #[schema(required, format = Date)]
    start: Option<String>,
    /// How the task recurred then.
    recurrence: RecurrenceDocument,
}

impl From<&Completion> for CompletedOccurrenceDocument {
    fn from(completion: &Completion) -> Self {
        Self {
            revision: completion.revision.number(),
            completed_at: Timestamp::to_string(&completion.completed_at),
            due: completion.due.into(),
            start: completion.start.as_ref().map(Date::to_string),
            recurrence: (&completion.recurrence).into(),
        }
    }
}

/// A page of completed occurrences.
#[derive(Serialize, ToSchema)]
#[schema(as = CompletedOccurrencePage)]
pub(crate) struct CompletedOccurrencePageDocument {
    /// The occurrences, last completed first.
    items: Vec<CompletedOccurrenceDocument>,
    /// The `cursor` of the next page; null on the last.
    #[schema(required)]
    next: Option<String>,
}

impl CompletedOccurrencePageDocument {
    pub(crate) fn new(page: &CompletionPage, owner: &Owner) -> Self {
        Self {
            items: page.items.iter().map(Into::into).collect(),
            next: page.next.map(|cursor| cursor.encode(owner)),
        }
    }
}

impl IntoResponse for CompletedOccurrencePageDocument {
    fn into_response(self) -> Response {
        json(StatusCode::OK, &self)
    }
}
