//! Probes.

use axum::{Router, extract::State, response::IntoResponse, routing::get};
use better_auth_verifier::Readiness;
use http::StatusCode;

use crate::{app::AppState, documents::json, problem::Problem};

#[derive(serde::Serialize)]
struct Health {
    status: &'static str,
}

pub(super) fn router(app: AppState) -> Router {
    Router::new()
        .route("/health/live", get(live))
        .route("/health/ready", get(ready))
        .method_not_allowed_fallback(async || Problem::method_not_allowed())
        .with_state(app)
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
