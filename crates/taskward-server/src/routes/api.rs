//! Everything under `/api/` that needs a token, and its description.

use axum::routing::any;
use utoipa::{
    OpenApi as _,
    openapi::{
        OpenApi, PathItem, RefOr, Required,
        path::{Operation, Parameter, ParameterBuilder, ParameterIn},
        response::{Response, ResponseBuilder},
        schema::{ObjectBuilder, Type},
        security::{HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme},
    },
};
use utoipa_axum::router::{OpenApiRouter, UtoipaMethodRouter};

use super::{
    feed, labels, lists,
    table::{Access, Table},
    tasks,
};
use crate::{app::AppState, problem::Problem};

const PREFIX: &str = "/api";
const USER_PREFIX: &str = "/api/users/{user_id}";
/// What is under the prefix and leads nowhere.
const NOWHERE: [&str; 3] = ["/api", "/api/", "/api/{*path}"];

#[derive(utoipa::OpenApi)]
#[openapi(
    info(
        title = "Taskward",
        description = "Tasks of the person whom a token of Better Auth names, and of nobody else.\n\n\
            Get a token from `/api/auth/token` (15 minutes) and send it as `Authorization: Bearer …`.\n\n\
            Checks are made in this order: 401, 429, 403, 415 and 413, 400, 422, 404, 412. Unknown \
            fields and parameters are refused. Errors are `application/problem+json` (RFC 9457)."
    ),
    components(schemas(
        crate::documents::TaskDocument<'static>,
        crate::documents::TaskPageDocument<'static>,
        crate::documents::ListDocument<'static>,
        crate::documents::ListsDocument<'static>,
        crate::documents::LabelDocument<'static>,
        crate::documents::LabelsDocument<'static>,
        crate::documents::ChangesDocument<'static>,
        crate::documents::DeletionDocument,
        crate::problem::ProblemDocument<'static>,
    ))
)]
struct Description;

/// The routes behind authentication, and everything else under `/api`.
///
/// There is no other place for a route that needs a token: what is added here is behind the extractor
/// and in the description, and the walk of the route table tests it.
///
/// Each stands here by its whole path: a nested router would take every request's path apart.
pub(super) fn table() -> Table<AppState> {
    let mut table = Table::new();
    for (_, paths, methods) in routes() {
        for path in paths.paths.keys() {
            for prefix in [PREFIX, USER_PREFIX] {
                let path = format!("{prefix}{path}");
                table = table.route(Access::Owner, &path, methods.clone());
            }
        }
    }
    for path in NOWHERE {
        table = table.route(Access::Owner, path, any(async || Problem::not_found()));
    }
    table.refuse_other_methods()
}

fn routes() -> impl Iterator<Item = UtoipaMethodRouter<AppState>> {
    tasks::routes()
        .chain(lists::routes())
        .chain(labels::routes())
        .chain(feed::routes())
}

/// The description of the whole API.
pub(super) fn description() -> OpenApi {
    let described = OpenApiRouter::with_openapi(Description::openapi());
    complete(
        routes()
            .fold(described, OpenApiRouter::routes)
            .into_openapi(),
    )
}

/// Adds what is true of every operation, and the paths under `/api/users/{user_id}`.
fn complete(mut description: OpenApi) -> OpenApi {
    let scheme = HttpBuilder::new()
        .scheme(HttpAuthScheme::Bearer)
        .bearer_format("JWT")
        .build();
    let components = description.components.get_or_insert_default();
    components
        .security_schemes
        .insert("token".to_owned(), RefOr::T(SecurityScheme::Http(scheme)));
    let paths = std::mem::take(&mut description.paths.paths);
    for (path, mut item) in paths {
        operations(&mut item).for_each(add_common);
        let mut for_user = item.clone();
        operations(&mut for_user).for_each(put_under_user);
        description
            .paths
            .paths
            .insert(format!("{PREFIX}{path}"), item);
        description
            .paths
            .paths
            .insert(format!("{USER_PREFIX}{path}"), for_user);
    }
    description
}

fn operations(item: &mut PathItem) -> impl Iterator<Item = &mut Operation> {
    [
        &mut item.get,
        &mut item.post,
        &mut item.put,
        &mut item.patch,
        &mut item.delete,
    ]
    .into_iter()
    .flatten()
}

fn add_common(operation: &mut Operation) {
    operation.security = Some(vec![SecurityRequirement::new("token", [""; 0])]);
    let refusals = [
        ("401", "No token, or one that does not verify."),
        (
            "403",
            "The path, the body or the cursor belongs to another owner.",
        ),
        (
            "422",
            "A field or parameter is unknown, missing or out of range.",
        ),
        (
            "429",
            "Too many requests; try again after the time in Retry-After.",
        ),
        (
            "503",
            "No keys to verify with, or the database does not answer; try again.",
        ),
    ];
    let refusals_of_bodies = [
        (
            "408",
            "The body took too long to arrive. The connection is closed.",
        ),
        ("413", "The body is larger than 64 KiB."),
        ("415", "The body is of another media type."),
    ];
    let of_body = refusals_of_bodies
        .into_iter()
        .filter(|_| operation.request_body.is_some());
    for (status, text) in refusals.into_iter().chain(of_body) {
        operation
            .responses
            .responses
            .insert(status.to_owned(), RefOr::T(refusal(text)));
    }
}

fn refusal(text: &str) -> Response {
    let schema = utoipa::openapi::Ref::from_schema_name("Problem");
    let content = utoipa::openapi::ContentBuilder::new()
        .schema(Some(schema))
        .build();
    ResponseBuilder::new()
        .description(text)
        .content("application/problem+json", content)
        .build()
}

fn put_under_user(operation: &mut Operation) {
    if let Some(id) = &mut operation.operation_id {
        id.push_str("OfUser");
    }
    operation
        .parameters
        .get_or_insert_default()
        .insert(0, RefOr::T(user_id()));
}

fn user_id() -> Parameter {
    ParameterBuilder::new()
        .name("user_id")
        .parameter_in(ParameterIn::Path)
        .required(Required::True)
        .description(Some(
            "The token's subject, or `me`. Anything else is refused with 403.",
        ))
        .schema(Some(ObjectBuilder::new().schema_type(Type::String)))
        .build()
}
