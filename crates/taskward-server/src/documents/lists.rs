use axum::response::{IntoResponse, Response};
use http::StatusCode;
use taskward_core::{List, ListId, Timestamp};
use utoipa::ToSchema;

use super::{
    json_object::{JsonObject, name},
    json_response, tagged,
};

/// A list of tasks.
#[derive(ToSchema)]
#[schema(as = List)]
pub(crate) struct ListDocument<'a> {
    /// A UUID of version 8 that carries its owner's tag.
    #[schema(value_type = String, format = "uuid", example = "019f0c3e-5b7a-8a1b-9c2d-3e4f5a6b7c8d")]
    id: ListId,
    /// What it is called.
    #[schema(min_length = 1, max_length = 100, example = "House")]
    name: &'a str,
    /// How it is told from others at a glance.
    #[schema(value_type = ColourName)]
    colour: &'static str,
    /// Where it stands among the owner's lists: compared byte by byte, and by id where two are the same.
    #[schema(example = "a0")]
    position: &'a str,
    /// Whether it is put away. Its tasks stay.
    archived: bool,
    /// When the server first stored it.
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    /// When it was last changed.
    #[schema(value_type = String, format = DateTime)]
    updated_at: Timestamp,
    /// The number of its last change among all changes of its owner.
    #[schema(minimum = 1)]
    revision: u64,
}

/// The name of a colour; which shade it is decides whoever shows it.
#[derive(ToSchema)]
#[schema(as = Colour, rename_all = "lowercase")]
#[expect(dead_code, reason = "it documents the names")]
pub(crate) enum ColourName {
    Red,
    Orange,
    Amber,
    Yellow,
    Green,
    Teal,
    Cyan,
    Blue,
    Violet,
    Pink,
    Brown,
    Grey,
}

/// All lists.
#[derive(ToSchema)]
#[schema(as = Lists)]
pub(crate) struct ListsDocument<'a> {
    /// The lists, archived ones among them, in the owner's order.
    items: Vec<ListDocument<'a>>,
}

/// What a list with a name of some words takes, and some more.
const LIST_BYTES: usize = 300;

impl ListDocument<'_> {
    pub(super) fn write_to(&self, json: &mut Vec<u8>) {
        let mut object = JsonObject::begin(json);
        object.plain(name!("id"), Some(self.id.hyphenated()));
        object.text(name!("name"), Some(self.name));
        object.plain(name!("colour"), Some(self.colour));
        object.plain(name!("position"), Some(self.position));
        object.literal(name!("archived"), self.archived);
        object.plain(name!("created_at"), Some(self.created_at.rfc3339()));
        object.plain(name!("updated_at"), Some(self.updated_at.rfc3339()));
        object.literal(name!("revision"), self.revision);
        object.end();
    }
}

impl<'a> From<&'a List> for ListDocument<'a> {
    fn from(list: &'a List) -> Self {
        Self {
            id: list.id,
            name: list.name.as_str(),
            colour: list.colour.name(),
            position: list.position.as_str(),
            archived: list.archived,
            created_at: list.created_at,
            updated_at: list.updated_at,
            revision: list.revision.number(),
        }
    }
}

impl<'a> ListsDocument<'a> {
    pub(crate) fn new(lists: &'a [List]) -> Self {
        Self {
            items: lists.iter().map(ListDocument::from).collect(),
        }
    }

    pub(crate) fn into_response(self) -> Response {
        let mut body = Vec::with_capacity(LIST_BYTES * (self.items.len() + 1));
        let mut object = JsonObject::begin(&mut body);
        object.array(name!("items"), &self.items, ListDocument::write_to);
        object.end();
        json_response(StatusCode::OK, body)
    }
}

/// An answer of one list, with its `ETag`.
pub(crate) struct OneList {
    pub(crate) status: StatusCode,
    pub(crate) list: List,
}

impl OneList {
    pub(crate) fn ok(list: List) -> Self {
        Self {
            status: StatusCode::OK,
            list,
        }
    }
}

impl IntoResponse for OneList {
    fn into_response(self) -> Response {
        let mut body = Vec::with_capacity(LIST_BYTES);
        ListDocument::from(&self.list).write_to(&mut body);
        tagged(json_response(self.status, body), self.list.revision)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};
    use taskward_core::{Colour, ListName, NewList, OrderKey, Owner, Revision};
    use utoipa::PartialSchema;

    use super::*;

    #[test]
    fn a_list_is_written_as_it_is_described() {
        #[expect(clippy::disallowed_methods, reason = "tests make owners up")]
        let owner = Owner::from_subject("alice").unwrap();
        let at = |millis| Timestamp::from_unix_millis(millis).unwrap();
        let new = NewList {
            id: ListId::generate(&owner, at(1), 1),
            name: ListName::parse("\"quoted\" \u{1F3E0}").unwrap(),
            colour: Colour::Teal,
            position: Some(OrderKey::parse("a1V").unwrap()),
            archived: true,
        };
        let list = new.into_list(None, at(5), Revision::new(7).unwrap());
        let mut body = Vec::new();
        ListDocument::from(&list).write_to(&mut body);
        let written: Value = serde_json::from_slice(&body).unwrap();
        let expected = json!({
            "id": list.id.to_string(),
            "name": "\"quoted\" \u{1F3E0}",
            "colour": "teal",
            "position": "a1V",
            "archived": true,
            "created_at": "1970-01-01T00:00:00.005Z",
            "updated_at": "1970-01-01T00:00:00.005Z",
            "revision": 7,
        });
        assert_eq!(written, expected);
        let schema = serde_json::to_value(ListDocument::schema()).unwrap();
        let properties = schema["properties"].as_object().unwrap();
        assert!(properties.keys().eq(written.as_object().unwrap().keys()));
    }

    #[test]
    fn the_colours_that_are_described_are_those_there_are() {
        let schema = serde_json::to_value(ColourName::schema()).unwrap();
        assert_eq!(schema["enum"], json!(Colour::ALL.map(Colour::name)));
    }
}
