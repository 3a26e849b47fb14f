//! Every path the server answers.

mod api;
mod auth_proxy;
mod cors;
mod docs;
mod feed;
mod headers;
mod health;
mod labels;
mod lists;
mod table;
mod tasks;
mod web;

use std::sync::Arc;

use axum::{Router, middleware};
use utoipa::openapi::OpenApi;

pub use self::{
    auth_proxy::AuthProxy,
    cors::CorsOrigins,
    headers::Secured,
    table::{Access, Route},
};
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
#[must_use]
pub fn router(app: AppState, options: HttpOptions) -> Secured<Router> {
    router_and_routes(app, options).0
}

/// The whole service, and every route that is in it.
///
/// Each layer costs every request a clone and an allocation, so there is none that has nothing to do.
#[must_use]
pub fn router_and_routes(app: AppState, options: HttpOptions) -> (Secured<Router>, Vec<Route>) {
    let is_tls = |url: &url::Url| url.scheme() == "https";
    let tls = options.public_url.as_ref().is_some_and(is_tls);
    let cors = options.cors_origins;
    let authenticated =
        middleware::from_fn_with_state(Arc::clone(&app), crate::extract::authenticate);
    let behind_authentication =
        |router: Router<AppState>| cors.for_tasks(router.layer(authenticated));
    // Where people sign in elsewhere, the public address is another server's.
    let pages_at = options.public_url.filter(|_| options.auth_proxy.is_some());
    let mut table = api::table()
        .map(|router| behind_authentication(router).with_state(Arc::clone(&app)))
        .merge(docs::table())
        .merge(health::table(Arc::clone(&app)));
    if let Some(proxy) = options.auth_proxy {
        let proxied = auth_proxy::table(proxy, app).map(|router| cors.for_auth(router));
        table = table.merge(proxied);
    }
    let (router, list) = table.into_parts();
    #[expect(clippy::disallowed_methods, reason = "files are behind all routes")]
    let mut router = router.fallback_service(web::service(pages_at));
    if let Some(metrics) = options.metrics {
        let counted = middleware::from_fn_with_state(metrics, crate::metrics::count);
        router = router.layer(counted);
    }
    (Secured::new(router, tls), list)
}

/// The description of the API, generated from the routes.
#[must_use]
pub fn description() -> OpenApi {
    api::description()
}
