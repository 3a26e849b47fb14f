use axum::extract::State;
use taskward_core::{Outlook, Owner, Zone};
use utoipa::IntoParams;

use super::described::TaskPath;
use crate::{
    app::AppState,
    documents::OccurrencesDocument,
    extract::{FieldErrors, NoBody, Parameters, Query, QueryInput, RequestedTask},
    problem::{Problem, ProblemDocument},
};

/// Why a task is due when it is
///
/// Its rule in parts, the next five occurrences, and when it would be due next if it were completed now.
#[utoipa::path(
    get, path = "/tasks/{id}/occurrences", operation_id = "listOccurrences", tag = "tasks",
    params(TaskPath, OccurrencesParameters),
    responses(
        (status = 200, description = "The rule and what it leads to.", body = OccurrencesDocument),
        (status = 404, description = "There is no such task.",
         body = ProblemDocument<'static>, content_type = "application/problem+json"),
    )
)]
pub(super) async fn occurrences(
    State(app): State<AppState>,
    task: RequestedTask,
    Query(Home(home)): Query<Home>,
    NoBody: NoBody,
) -> Result<OccurrencesDocument, Problem> {
    let found = app.store.get(&task.owner, task.id()?).await?;
    let found = found.ok_or_else(Problem::not_found)?;
    let outlook = match (found.due, &found.recurrence) {
        (Some(due), Some(recurrence)) if !found.is_completed() => {
            let outlook: Outlook = recurrence.outlook(due, app.now(), home);
            Some(outlook)
        }
        _ => None,
    };
    Ok(OccurrencesDocument::of(&found, outlook.as_ref()))
}

/// The parameter as it is documented.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "it documents the parameter")]
struct OccurrencesParameters {
    /// The IANA name of the zone where the caller is: which day it is there decides for tasks that are due all day.
    #[param(default = "UTC", example = "Europe/Berlin")]
    zone: Option<String>,
}

/// Where the caller is.
pub(super) struct Home(Zone);

impl QueryInput for Home {
    fn read(
        parameters: &mut Parameters,
        _: &Owner,
        errors: &mut FieldErrors,
    ) -> Result<Self, Problem> {
        let zone = parameters.read("zone", errors, Zone::parse);
        Ok(Self(zone.unwrap_or(Zone::UTC)))
    }
}
