use axum::{extract::State, response::Response};

use crate::{
    app::AppState,
    documents::ListsDocument,
    extract::{Caller, NoBody, NoParameters, Query},
    problem::Problem,
};

/// All lists
///
/// In the owner's order, archived ones among them. There are 500 at most, so they come at once.
#[utoipa::path(
    get, path = "/lists", operation_id = "listLists", tag = "lists",
    responses((status = 200, description = "The lists.", body = ListsDocument<'static>))
)]
pub(super) async fn all(
    State(app): State<AppState>,
    Caller(owner): Caller,
    Query(NoParameters): Query<NoParameters>,
    NoBody: NoBody,
) -> Result<Response, Problem> {
    let lists = app.store.lists(&owner).await?;
    Ok(ListsDocument::new(&lists).into_response())
}
