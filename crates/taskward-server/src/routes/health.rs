//! Probes.

use axum::{extract::State, response::IntoResponse, routing::get};
use better_auth_verifier::Readiness;
use http::StatusCode;

use super::table::{Access, Table};
use crate::{app::AppState, documents::json, problem::Problem};

#[derive(serde::Serialize)]
struct Health {
    status: &'static str,
}

pub(super) fn table(app: AppState) -> Table<()> {
    Table::new()
        .route(Access::Anyone, "/health/live", get(live))
        .route(Access::Anyone, "/health/ready", get(ready))
        .refuse_other_methods()
        .map(|router| router.with_state(app))
}

/// The process answers.
async fn live() -> impl IntoResponse {
    json(StatusCode::OK, &Health { status: "live" })
}

/// Requests can be served: there are keys to verify with, and the store answers.
async fn ready(State(app): State<AppState>) -> Result<impl IntoResponse, Problem> {
    match app.verifier.readiness() {
        Readiness::Ready => {}
        _ => {
            return Err(Problem::not_ready(
                "There are no fresh keys to verify tokens with.",
            ));
        }
    }
    app.store.ping().await?;
    Ok(json(StatusCode::OK, &Health { status: "ready" }))
}
