use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use http::{HeaderValue, StatusCode, header};
use serde::Deserialize;
use taskward_core::{LabelId, NewLabel, Owner};
use taskward_store::Created;
use utoipa::ToSchema;

use super::fields;
use crate::{
    app::AppState,
    documents::{ColourName, LabelDocument, OneLabel},
    extract::{Body, Caller, FieldErrors, Input},
    problem::{Problem, ProblemDocument},
};

/// Creates a label
///
/// No two have the same name, without regard to case and diacritics.
///
/// With an `id` chosen by the client, creation may be repeated safely: the second time answers 200
/// with the label as it is.
#[utoipa::path(
    post, path = "/labels", operation_id = "createLabel", tag = "labels",
    request_body = NewLabelBody,
    responses(
        (status = 201, description = "It is new.", body = LabelDocument<'static>,
         headers(("Location" = String), ("ETag" = String))),
        (status = 200, description = "This id was created before; the label as it is.",
         body = LabelDocument<'static>, headers(("ETag" = String))),
        (status = 409, description = "A label of this id was deleted, another one has this name, or there are 500.",
         body = ProblemDocument<'static>, content_type = "application/problem+json"),
    )
)]
pub(super) async fn create(
    State(app): State<AppState>,
    Caller(owner): Caller,
    Body(body): Body<NewLabelBody>,
) -> Result<Response, Problem> {
    let label = NewLabel {
        id: body.id.unwrap_or_else(|| app.new_label_id(&owner)),
        name: body.name,
        colour: body.colour,
    };
    match app.store.create_label(&owner, label, app.now()).await? {
        Created::Existing(label) => Ok(OneLabel::ok(label).into_response()),
        Created::New(label) => {
            let location = format!("/api/labels/{}", label.id).parse::<HeaderValue>();
            let status = StatusCode::CREATED;
            let mut response = OneLabel { status, label }.into_response();
            if let Ok(location) = location {
                response.headers_mut().insert(header::LOCATION, location);
            }
            Ok(response)
        }
    }
}

/// A label to be created.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewLabel)]
pub(super) struct NewLabelBody {
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
}

pub(super) struct ParsedNewLabel {
    id: Option<LabelId>,
    name: taskward_core::LabelName,
    colour: taskward_core::Colour,
}

impl Input for NewLabelBody {
    type Parsed = ParsedNewLabel;

    fn parse(self, owner: &Owner, errors: &mut FieldErrors) -> Option<ParsedNewLabel> {
        let id = self
            .id
            .map(|id| errors.check("id", LabelId::parse(&id, owner)));
        let name = fields::name(&self.name, errors);
        let colour = self.colour.map(|name| fields::colour(&name, errors));
        Some(ParsedNewLabel {
            id: id.map_or(Some(None), |id| id.map(Some))?,
            name: name?,
            colour: colour.unwrap_or_else(|| Some(taskward_core::Colour::default()))?,
        })
    }
}
