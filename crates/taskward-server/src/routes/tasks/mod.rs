//! The routes of tasks, the same under `/api` and under `/api/users/{user_id}`.

mod complete;
mod completions;
mod create;
mod delete;
mod described;
mod edit;
mod fields;
mod list;
mod occurrences;
mod patch;
mod read;
mod replace;
mod restore;

use utoipa_axum::{router::UtoipaMethodRouter, routes};

use crate::app::AppState;

pub(super) fn routes() -> impl Iterator<Item = UtoipaMethodRouter<AppState>> {
    let one = routes!(read::read, replace::replace, patch::patch, delete::delete);
    [
        routes!(list::list, create::create),
        one,
        routes!(complete::complete),
        routes!(completions::completions),
        routes!(completions::undo),
        routes!(occurrences::occurrences),
        routes!(restore::restore),
    ]
    .into_iter()
}
