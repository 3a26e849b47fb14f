//! What a path names.

use axum::extract::{FromRequestParts, RawPathParams};
use http::request::Parts;
use taskward_core::{IdError, LabelId, ListId, Owner, TaskId};

use super::Caller;
use crate::problem::Problem;

/// Something of the caller's, by the `{id}` in the path. A foreign id never gets here.
pub(crate) struct Requested<I> {
    pub(crate) owner: Owner,
    id: Option<I>,
}

/// A task of the caller's.
pub(crate) type RequestedTask = Requested<TaskId>;
/// A list of the caller's.
pub(crate) type RequestedList = Requested<ListId>;
/// A label of the caller's.
pub(crate) type RequestedLabel = Requested<LabelId>;

/// An id that is read for an owner.
pub(crate) trait OwnedId: Copy + Send {
    fn read(text: &str, owner: &Owner) -> Result<Self, IdError>;
}

impl OwnedId for TaskId {
    fn read(text: &str, owner: &Owner) -> Result<Self, IdError> {
        Self::parse(text, owner)
    }
}

impl OwnedId for ListId {
    fn read(text: &str, owner: &Owner) -> Result<Self, IdError> {
        Self::parse(text, owner)
    }
}

impl OwnedId for LabelId {
    fn read(text: &str, owner: &Owner) -> Result<Self, IdError> {
        Self::parse(text, owner)
    }
}

impl<I: OwnedId> Requested<I> {
    /// The id.
    ///
    /// # Errors
    /// 404 if it is none. Told only here, since whatever is wrong with the request's body comes first.
    pub(crate) fn id(&self) -> Result<I, Problem> {
        self.id.ok_or_else(Problem::not_found)
    }
}

impl<S: Send + Sync, I: OwnedId> FromRequestParts<S> for Requested<I> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let Caller(owner) = Caller::from_request_parts(parts, state).await?;
        // A rejection means that something in the path is not UTF-8, and so no id.
        let path = RawPathParams::from_request_parts(parts, state).await.ok();
        let id = path
            .as_ref()
            .and_then(|path| path.iter().find(|(name, _)| *name == "id"));
        let id = id.map_or("", |(_, id)| id);
        match I::read(id, &owner) {
            Ok(id) => Ok(Self {
                owner,
                id: Some(id),
            }),
            Err(IdError::Malformed) => Ok(Self { owner, id: None }),
            Err(foreign @ IdError::Foreign) => Err(foreign.into()),
        }
    }
}
