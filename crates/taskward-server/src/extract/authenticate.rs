//! Who sends a request, decided once for every route behind it.

use std::sync::Arc;

use axum::{
    extract::{FromRequestParts, Request, State},
    middleware::Next,
    response::Response,
};
use better_auth_verifier::{Principal, Refusal};
use http::request::Parts;
use percent_encoding::percent_decode_str;
use taskward_core::Owner;

use super::ClientAddress;
use crate::{app::AppState, problem::Problem};

/// What is under here belongs to the user who is named next.
const USERS: &str = "/api/users/";
/// The caller, whoever it is.
const ME: &str = "me";

/// Who sends the request, and the token that says so. It is there behind [`authenticate`] and nowhere
/// else.
#[derive(Clone)]
pub(crate) struct Authenticated {
    pub(crate) owner: Owner,
    pub(crate) principal: Arc<Principal>,
}

/// The owner who sends the request, which is what most handlers need.
pub(crate) struct Caller(pub(crate) Owner);

/// Lets a request through to the routes if its token verifies, nobody asks too often, and the user
/// whose path it is under, if any, is the caller.
///
/// An address that asks too often is refused before its tokens cost any verification; everything
/// else is decided in the order 401, 429, 403.
pub(crate) async fn authenticate(
    State(app): State<AppState>,
    ClientAddress(address): ClientAddress,
    mut request: Request,
    next: Next,
) -> Result<Response, Problem> {
    app.rate_limits
        .check_address(address)
        .map_err(Problem::too_many_requests)?;
    let principal = app.verifier.authenticate(request.headers()).await?;
    let owner = owner_of(&principal)?;
    app.rate_limits
        .check_owner(&owner)
        .map_err(Problem::too_many_requests)?;
    if !may_use(request.uri().path(), &owner) {
        return Err(Problem::forbidden());
    }
    request
        .extensions_mut()
        .insert(Authenticated { owner, principal });
    Ok(next.run(request).await)
}

/// Whether a path is under no user or under this one. Decided by the bytes of the path and not by the
/// routes, so that it holds for paths that lead nowhere, too.
fn may_use(path: &str, owner: &Owner) -> bool {
    let Some(path) = path.strip_prefix(USERS) else {
        return true;
    };
    let user_id = path.split('/').next().unwrap_or_default();
    let is = |text: &str| percent_decode_str(user_id).eq(text.bytes());
    is(ME) || is(owner.subject())
}

#[expect(
    clippy::disallowed_methods,
    reason = "the one place where a principal becomes an owner"
)]
fn owner_of(principal: &Principal) -> Result<Owner, Problem> {
    // The verifier refuses the same subjects; were it not so, such a token would verify to nobody.
    Owner::from_subject(principal.subject()).map_err(|error| {
        tracing::error!(%error, "a verified token has a subject that cannot own tasks");
        Problem::from(Refusal::NoToken)
    })
}

impl Authenticated {
    fn of(parts: &Parts) -> Result<&Self, Problem> {
        // A route outside of `authenticate` has no caller and so cannot touch a task.
        let found = parts.extensions.get();
        found.ok_or_else(|| Problem::from(Refusal::NoToken))
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Authenticated {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        Self::of(parts).cloned()
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        Ok(Self(Authenticated::of(parts)?.owner.clone()))
    }
}
