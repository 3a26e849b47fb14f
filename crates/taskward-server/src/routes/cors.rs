//! Front ends served elsewhere (the Fetch standard's CORS protocol).

use std::time::Duration;

use axum::Router;
use http::{HeaderName, HeaderValue, Method, header};
use tower_http::cors::{AllowOrigin, CorsLayer};

const PREFLIGHT_MAX_AGE: Duration = Duration::from_mins(10);

/// Origins whose pages may call this server. None by default.
#[derive(Clone, Debug, Default)]
pub struct CorsOrigins(pub Vec<HeaderValue>);

impl CorsOrigins {
    /// Tasks are read with a token, never with cookies.
    pub(super) fn for_tasks<S: Clone + Send + Sync + 'static>(
        &self,
        routes: Router<S>,
    ) -> Router<S> {
        self.around(routes, |layer| {
            layer
                .allow_methods([
                    Method::GET,
                    Method::POST,
                    Method::PUT,
                    Method::PATCH,
                    Method::DELETE,
                ])
                .allow_headers([
                    header::AUTHORIZATION,
                    header::CONTENT_TYPE,
                    header::IF_MATCH,
                    HeaderName::from_static("last-event-id"),
                ])
                .expose_headers([
                    header::ETAG,
                    header::LOCATION,
                    header::RETRY_AFTER,
                    header::WWW_AUTHENTICATE,
                ])
        })
    }

    /// Better Auth works with a cookie, so these requests come with credentials.
    pub(super) fn for_auth(&self, routes: Router) -> Router {
        self.around(routes, |layer| {
            layer
                .allow_credentials(true)
                .allow_methods([Method::GET, Method::POST])
                .allow_headers([header::AUTHORIZATION, header::CONTENT_TYPE])
                .expose_headers([
                    header::RETRY_AFTER,
                    HeaderName::from_static("x-retry-after"),
                ])
        })
    }

    fn around<S: Clone + Send + Sync + 'static>(
        &self,
        routes: Router<S>,
        configure: impl FnOnce(CorsLayer) -> CorsLayer,
    ) -> Router<S> {
        if self.0.is_empty() {
            return routes;
        }
        let origins = AllowOrigin::list(self.0.clone());
        routes.layer(configure(
            CorsLayer::new()
                .allow_origin(origins)
                .max_age(PREFLIGHT_MAX_AGE),
        ))
    }
}
