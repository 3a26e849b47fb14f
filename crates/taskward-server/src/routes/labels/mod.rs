//! The routes of labels, the same under `/api` and under `/api/users/{user_id}`.

mod all;
mod create;
mod delete;
mod described;
mod fields;
mod merge;
mod patch;
mod read;

use utoipa_axum::{router::UtoipaMethodRouter, routes};

use crate::app::AppState;

pub(super) fn routes() -> impl Iterator<Item = UtoipaMethodRouter<AppState>> {
    [
        routes!(all::all, create::create),
        routes!(read::read, patch::patch, delete::delete),
        routes!(merge::merge),
    ]
    .into_iter()
}
