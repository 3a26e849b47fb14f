use axum::{extract::State, response::Response};
use taskward_core::{ChangeCursor, ChangeQuery, Owner, Revision};
use utoipa::IntoParams;

use crate::{
    app::AppState,
    documents::ChangesDocument,
    extract::{
        Caller, FieldErrors, NoBody, Parameters, Query, QueryInput, read_page_size, read_revision,
    },
    problem::{Problem, ProblemDocument},
};

/// What changed since a revision
///
/// Begin with `since=0` and nothing, follow `next` until it is null, then keep `revision` and ask with
/// it next time. Every task comes as it is now, and every deleted one by its id; an answer to `since=0`
/// leaves out what was deleted before.
///
/// Deletions are told of for 180 days at least. Where one is missing that a reader needs, or the
/// database was restored from a backup, the answer is 410: drop everything and begin again with
/// `since=0`.
#[utoipa::path(
    get, path = "/changes", operation_id = "listChanges", tag = "changes",
    params(ChangeParameters),
    responses(
        (status = 200, description = "The page.", body = ChangesDocument<'static>),
        (status = 410, description = "What changed since then is no longer known; begin with `since=0`.",
         body = ProblemDocument<'static>, content_type = "application/problem+json"),
    )
)]
pub(super) async fn changes(
    State(app): State<AppState>,
    Caller(owner): Caller,
    Query(query): Query<ChangeQuery>,
    NoBody: NoBody,
) -> Result<Response, Problem> {
    let page = app.store.changes(&owner, &query).await?;
    Ok(ChangesDocument::new(&page, &owner).into_response())
}

/// The parameters as they are documented; [`ChangeQuery`] is what they are read into.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "it documents the parameters")]
struct ChangeParameters {
    /// The `revision` of the last answer; 0 to begin with.
    #[param(minimum = 0, default = 0)]
    since: Option<u64>,
    /// How many tasks and deletions together a page holds at most.
    #[param(minimum = 1, maximum = 200, default = 50)]
    limit: Option<u8>,
    /// `next` of the page before, with the same `since`.
    cursor: Option<String>,
}

impl QueryInput for ChangeQuery {
    fn read(
        parameters: &mut Parameters,
        owner: &Owner,
        errors: &mut FieldErrors,
    ) -> Result<Self, Problem> {
        // First, since a stranger's cursor is refused whatever else is wrong.
        let cursor = parameters.take("cursor", errors);
        let cursor = cursor
            .map(|text| ChangeCursor::decode(&text, owner))
            .transpose();
        let query = Self {
            since: parameters
                .read("since", errors, read_revision)
                .unwrap_or(Revision::ZERO),
            after: None,
            limit: parameters
                .read("limit", errors, read_page_size)
                .unwrap_or_default(),
        };
        let after =
            cursor.and_then(|cursor| cursor.map(|cursor| cursor.position_in(&query)).transpose());
        let after = errors.check_cursor(after)?;
        Ok(Self { after, ..query })
    }
}
