//! The one place where a path becomes a route.
//!
//! A router cannot be asked what is in it, so a route that somebody adds to one may go unseen. Here every route
//! also goes into a list, which the tests walk; a lint (`disallowed-methods` in clippy.toml) forbids every other
//! way of adding one.

#![expect(
    clippy::disallowed_methods,
    reason = "the one place where a path becomes a route"
)]

use axum::{Router, routing::MethodRouter};

use crate::problem::Problem;

/// Who may ask for a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// The owner whom the token names.
    Owner,
    /// Anyone, without a token.
    Anyone,
    /// Whoever Better Auth lets in: it is asked, and not this server.
    BetterAuth,
}

/// A path of the server's, as the router has it (`/api/tasks/{id}`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Route {
    /// The pattern.
    pub path: String,
    /// Who may ask.
    pub access: Access,
}

/// Routes, and the list of them.
pub(super) struct Table<S> {
    router: Router<S>,
    routes: Vec<Route>,
}

impl<S: Clone + Send + Sync + 'static> Table<S> {
    pub(super) fn new() -> Self {
        Self {
            router: Router::new(),
            routes: Vec::new(),
        }
    }

    pub(super) fn route(mut self, access: Access, path: &str, methods: MethodRouter<S>) -> Self {
        self.router = self.router.route(path, methods);
        self.routes.push(Route {
            path: path.to_owned(),
            access,
        });
        self
    }

    /// Answers other methods on these paths with a problem.
    pub(super) fn refuse_other_methods(mut self) -> Self {
        self.router = self
            .router
            .method_not_allowed_fallback(async || Problem::method_not_allowed());
        self
    }

    pub(super) fn merge(mut self, other: Self) -> Self {
        self.router = self.router.merge(other.router);
        self.routes.extend(other.routes);
        self
    }

    /// Puts layers around the routes or a state behind them.
    pub(super) fn map<T>(self, change: impl FnOnce(Router<S>) -> Router<T>) -> Table<T> {
        Table {
            router: change(self.router),
            routes: self.routes,
        }
    }

    pub(super) fn into_parts(self) -> (Router<S>, Vec<Route>) {
        (self.router, self.routes)
    }
}
