//! The description of the API, and a page to try it. Both are public.

use std::sync::LazyLock;

use axum::{
    response::{IntoResponse, Response},
    routing::get,
};
use http::{HeaderMap, StatusCode};

use super::{
    table::{Access, Table},
    web,
};
use crate::documents::json;

pub(super) fn table() -> Table<()> {
    Table::new()
        .route(Access::Anyone, "/api/openapi.json", get(description))
        .route(Access::Anyone, "/api/docs", get(page))
        .refuse_other_methods()
}

async fn description() -> Response {
    static DESCRIPTION: LazyLock<utoipa::openapi::OpenApi> = LazyLock::new(super::description);
    json(StatusCode::OK, &*DESCRIPTION)
}

async fn page(headers: HeaderMap) -> Response {
    web::file("api-docs/index.html", &headers).into_response()
}
