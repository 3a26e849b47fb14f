//! What changed, for whoever keeps a copy: the changes themselves, and a stream that says when to ask.

mod changes;
mod events;

use utoipa_axum::{router::UtoipaMethodRouter, routes};

use crate::app::AppState;

pub(super) fn routes() -> impl Iterator<Item = UtoipaMethodRouter<AppState>> {
    [routes!(changes::changes), routes!(events::events)].into_iter()
}
