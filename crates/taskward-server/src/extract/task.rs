//! The task a path names.

use axum::extract::{FromRequestParts, RawPathParams};
use http::request::Parts;
use taskward_core::{IdError, Owner, TaskId};

use super::Caller;
use crate::problem::Problem;

/// A task of the caller's, by the `{id}` in the path. A foreign id never gets here.
pub(crate) struct RequestedTask {
    pub(crate) owner: Owner,
    id: Option<TaskId>,
}

impl RequestedTask {
    /// The id.
    ///
    /// # Errors
    /// 404 if it is none. Told only here, since whatever is wrong with the request's body comes first.
    pub(crate) fn id(&self) -> Result<TaskId, Problem> {
        self.id.ok_or_else(Problem::not_found)
    }
}

impl<S: Send + Sync> FromRequestParts<S> for RequestedTask {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let Caller(owner) = Caller::from_request_parts(parts, state).await?;
        // A rejection means that something in the path is not UTF-8, and so no id.
        let path = RawPathParams::from_request_parts(parts, state).await.ok();
        let id = path
            .as_ref()
            .and_then(|path| path.iter().find(|(name, _)| *name == "id"));
        let id = id.map_or("", |(_, id)| id);
        match TaskId::parse(id, &owner) {
            Ok(id) => Ok(Self {
                owner,
                id: Some(id),
            }),
            Err(IdError::Malformed) => Ok(Self { owner, id: None }),
            Err(foreign @ IdError::Foreign) => Err(foreign.into()),
        }
    }
}
