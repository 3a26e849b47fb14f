use axum::extract::State;

use super::described::ListPath;
use crate::{
    app::AppState,
    documents::{ListDocument, OneList},
    extract::{NoBody, NoParameters, Query, RequestedList},
    problem::{Problem, ProblemDocument},
};

/// One list
#[utoipa::path(
    get, path = "/lists/{id}", operation_id = "getList", tag = "lists",
    params(ListPath),
    responses(
        (status = 200, description = "The list.", body = ListDocument<'static>,
         headers(("ETag" = String))),
        (status = 404, description = "There is no such list.",
         body = ProblemDocument<'static>, content_type = "application/problem+json"),
    )
)]
pub(super) async fn read(
    State(app): State<AppState>,
    list: RequestedList,
    Query(NoParameters): Query<NoParameters>,
    NoBody: NoBody,
) -> Result<OneList, Problem> {
    let found = app.store.get_list(&list.owner, list.id()?).await?;
    found.map(OneList::ok).ok_or_else(Problem::not_found)
}
