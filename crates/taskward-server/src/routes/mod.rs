//! Every path the server answers.

mod api;
mod auth_proxy;
mod cors;
mod docs;
mod headers;
mod health;
mod tasks;
mod web;

use std::sync::Arc;

use axum::{Router, middleware};
use utoipa::openapi::OpenApi;

pub use self::{auth_proxy::AuthProxy, cors::CorsOrigins, headers::Secured};
use crate::{app::AppState, metrics::Metrics};

/// What of the configuration decides how requests are answered.
#[derive(Clone, Default)]
pub struct HttpOptions {
    /// Where `/api/auth/` goes; without it there is nothing there.
    pub auth_proxy: Option<AuthProxy>,
    /// Front ends served elsewhere.
    pub cors_origins: CorsOrigins,
    /// The public address, to which pages opened under another loopback name are sent.
    pub public_url: Option<url::Url>,
    /// Where requests are counted, if they are.
    pub metrics: Option<Metrics>,
}

/// The whole service.
///
/// Each layer costs every request a clone and an allocation, so there is none that has nothing to do.
pub fn router(app: AppState, options: HttpOptions) -> Secured<Router> {
    let is_tls = |url: &url::Url| url.scheme() == "https";
    let tls = options.public_url.as_ref().is_some_and(is_tls);
    let cors = options.cors_origins;
    let authenticated =
        middleware::from_fn_with_state(Arc::clone(&app), crate::extract::authenticate);
    let private = cors.for_tasks(api::router().layer(authenticated));
    // Where people sign in elsewhere, the public address is another server's.
    let pages_at = options.public_url.filter(|_| options.auth_proxy.is_some());
    let mut router = Router::new()
        .merge(private.with_state(Arc::clone(&app)))
        .merge(docs::router())
        .merge(health::router(Arc::clone(&app)));
    if let Some(proxy) = options.auth_proxy {
        router = router.merge(cors.for_auth(auth_proxy::router(proxy, app)));
    }
    router = router.fallback_service(web::service(pages_at));
    if let Some(metrics) = options.metrics {
        let counted = middleware::from_fn_with_state(metrics, crate::metrics::count);
        router = router.layer(counted);
    }
    Secured::new(router, tls)
}

/// The description of the API, generated from the routes.
#[must_use]
pub fn description() -> OpenApi {
    api::description()
}
