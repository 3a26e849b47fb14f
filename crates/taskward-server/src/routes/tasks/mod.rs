//! The routes of tasks, the same under `/api` and under `/api/users/{user_id}`.

mod complete;
mod create;
mod delete;
mod fields;
mod list;
mod patch;
mod read;
mod replace;
mod restore;

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::app::AppState;

pub(super) fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(list::list, create::create))
        .routes(routes!(
            read::read,
            replace::replace,
            patch::patch,
            delete::delete
        ))
        .routes(routes!(complete::complete))
        .routes(routes!(restore::restore))
}
