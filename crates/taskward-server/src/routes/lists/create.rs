use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use http::{HeaderValue, StatusCode, header};
use serde::Deserialize;
use taskward_core::{ListId, NewList, Owner};
use taskward_store::Created;
use utoipa::ToSchema;

use super::fields;
use crate::{
    app::AppState,
    documents::{ColourName, ListDocument, OneList},
    extract::{Body, Caller, FieldErrors, Input},
    problem::{Problem, ProblemDocument},
};

/// Creates a list
///
/// With an `id` chosen by the client, creation may be repeated safely: the second time answers 200
/// with the list as it is.
#[utoipa::path(
    post, path = "/lists", operation_id = "createList", tag = "lists",
    request_body = NewListBody,
    responses(
        (status = 201, description = "It is new.", body = ListDocument<'static>,
         headers(("Location" = String), ("ETag" = String))),
        (status = 200, description = "This id was created before; the list as it is.",
         body = ListDocument<'static>, headers(("ETag" = String))),
        (status = 409, description = "A list of this id was deleted, or there are 500.",
         body = ProblemDocument<'static>, content_type = "application/problem+json"),
    )
)]
pub(super) async fn create(
    State(app): State<AppState>,
    Caller(owner): Caller,
    Body(body): Body<NewListBody>,
) -> Result<Response, Problem> {
    let list = NewList {
        id: body.id.unwrap_or_else(|| app.new_list_id(&owner)),
        name: body.name,
        colour: body.colour,
        position: body.position,
        archived: body.archived,
    };
    match app.store.create_list(&owner, list, app.now()).await? {
        Created::Existing(list) => Ok(OneList::ok(list).into_response()),
        Created::New(list) => {
            let location = format!("/api/lists/{}", list.id).parse::<HeaderValue>();
            let status = StatusCode::CREATED;
            let mut response = OneList { status, list }.into_response();
            if let Ok(location) = location {
                response.headers_mut().insert(header::LOCATION, location);
            }
            Ok(response)
        }
    }
}

/// A list to be created.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewList)]
pub(super) struct NewListBody {
    /// Chosen by the client: a UUID of version 8 with the caller's owner tag. By default the server
    /// makes one.
    #[schema(format = "uuid")]
    id: Option<String>,
    /// What it is called.
    #[schema(min_length = 1, max_length = 100)]
    name: String,
    /// How it is told from others at a glance; grey by default.
    #[schema(value_type = Option<ColourName>)]
    colour: Option<String>,
    /// Where it stands among the others; behind them all by default.
    #[schema(max_length = 250)]
    position: Option<String>,
    /// Whether it is put away.
    #[serde(default)]
    #[schema(default = false)]
    archived: bool,
}

pub(super) struct ParsedNewList {
    id: Option<ListId>,
    name: taskward_core::ListName,
    colour: taskward_core::Colour,
    position: Option<taskward_core::OrderKey>,
    archived: bool,
}

impl Input for NewListBody {
    type Parsed = ParsedNewList;

    fn parse(self, owner: &Owner, errors: &mut FieldErrors) -> Option<ParsedNewList> {
        let id = self
            .id
            .map(|id| errors.check("id", ListId::parse(&id, owner)));
        let name = fields::name(&self.name, errors);
        let colour = self.colour.map(|name| fields::colour(&name, errors));
        let position = self.position.map(|text| fields::position(&text, errors));
        Some(ParsedNewList {
            id: id.map_or(Some(None), |id| id.map(Some))?,
            name: name?,
            colour: colour.unwrap_or_else(|| Some(taskward_core::Colour::default()))?,
            position: position.map_or(Some(None), |position| position.map(Some))?,
            archived: self.archived,
        })
    }
}
