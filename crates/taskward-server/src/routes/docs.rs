//! The description of the API, and a page to try it. Both are public.

use std::sync::LazyLock;

use axum::{
    Router,
    response::{IntoResponse, Response},
    routing::get,
};
use http::{HeaderMap, StatusCode};

use super::web;
use crate::{documents::json, problem::Problem};

pub(super) fn router() -> Router {
    Router::new()
        .route("/api/openapi.json", get(description))
        .route("/api/docs", get(page))
        .method_not_allowed_fallback(async || Problem::method_not_allowed())
}

async fn description() -> Response {
    static DESCRIPTION: LazyLock<utoipa::openapi::OpenApi> = LazyLock::new(super::description);
    json(StatusCode::OK, &*DESCRIPTION)
}

async fn page(headers: HeaderMap) -> Response {
    web::file("api-docs/index.html", &headers).into_response()
}
