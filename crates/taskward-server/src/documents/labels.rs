use axum::response::{IntoResponse, Response};
use http::StatusCode;
use taskward_core::{Label, LabelId, Timestamp};
use utoipa::ToSchema;

use super::{
    json_object::{JsonObject, name},
    json_response,
    lists::ColourName,
    tagged,
};

/// A label, which tasks may have.
#[derive(ToSchema)]
#[schema(as = Label)]
pub(crate) struct LabelDocument<'a> {
    /// A UUID of version 8 that carries its owner's tag.
    #[schema(value_type = String, format = "uuid", example = "019f0c3e-5b7a-8a1b-9c2d-3e4f5a6b7c8d")]
    id: LabelId,
    /// What it is called.
    #[schema(min_length = 1, max_length = 100, example = "work")]
    name: &'a str,
    /// How it is told from others at a glance.
    #[schema(value_type = ColourName)]
    colour: &'static str,
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

/// All labels.
#[derive(ToSchema)]
#[schema(as = Labels)]
pub(crate) struct LabelsDocument<'a> {
    /// The labels, by their names without case and diacritics.
    items: Vec<LabelDocument<'a>>,
}

/// What a label with a name of some words takes, and some more.
const LABEL_BYTES: usize = 260;

impl LabelDocument<'_> {
    pub(super) fn write_to(&self, json: &mut Vec<u8>) {
        let mut object = JsonObject::begin(json);
        object.plain(name!("id"), Some(self.id.hyphenated()));
        object.text(name!("name"), Some(self.name));
        object.plain(name!("colour"), Some(self.colour));
        object.plain(name!("created_at"), Some(self.created_at.rfc3339()));
        object.plain(name!("updated_at"), Some(self.updated_at.rfc3339()));
        object.literal(name!("revision"), self.revision);
        object.end();
    }
}

impl<'a> From<&'a Label> for LabelDocument<'a> {
    fn from(label: &'a Label) -> Self {
        Self {
            id: label.id,
            name: label.name.as_str(),
            colour: label.colour.name(),
            created_at: label.created_at,
            updated_at: label.updated_at,
            revision: label.revision.number(),
        }
    }
}

impl<'a> LabelsDocument<'a> {
    pub(crate) fn new(labels: &'a [Label]) -> Self {
        Self {
            items: labels.iter().map(LabelDocument::from).collect(),
        }
    }

    pub(crate) fn into_response(self) -> Response {
        let mut body = Vec::with_capacity(LABEL_BYTES * (self.items.len() + 1));
        let mut object = JsonObject::begin(&mut body);
        object.array(name!("items"), &self.items, LabelDocument::write_to);
        object.end();
        json_response(StatusCode::OK, body)
    }
}

/// An answer of one label, with its `ETag`.
pub(crate) struct OneLabel {
    pub(crate) status: StatusCode,
    pub(crate) label: Label,
}

impl OneLabel {
    pub(crate) fn ok(label: Label) -> Self {
        Self {
            status: StatusCode::OK,
            label,
        }
    }
}

impl IntoResponse for OneLabel {
    fn into_response(self) -> Response {
        let mut body = Vec::with_capacity(LABEL_BYTES);
        LabelDocument::from(&self.label).write_to(&mut body);
        tagged(json_response(self.status, body), self.label.revision)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};
    use taskward_core::{Colour, LabelName, NewLabel, Owner, Revision};
    use utoipa::PartialSchema;

    use super::*;

    #[test]
    fn a_label_is_written_as_it_is_described() {
        #[expect(clippy::disallowed_methods, reason = "tests make owners up")]
        let owner = Owner::from_subject("alice").unwrap();
        let at = |millis| Timestamp::from_unix_millis(millis).unwrap();
        let new = NewLabel {
            id: LabelId::generate(&owner, at(1), 1),
            name: LabelName::parse("\"quoted\" \u{1F3E0}").unwrap(),
            colour: Colour::Teal,
        };
        let label = new.into_label(at(5), Revision::new(7).unwrap());
        let mut body = Vec::new();
        LabelDocument::from(&label).write_to(&mut body);
        let written: Value = serde_json::from_slice(&body).unwrap();
        let expected = json!({
            "id": label.id.to_string(),
            "name": "\"quoted\" \u{1F3E0}",
            "colour": "teal",
            "created_at": "1970-01-01T00:00:00.005Z",
            "updated_at": "1970-01-01T00:00:00.005Z",
            "revision": 7,
        });
        assert_eq!(written, expected);
        let schema = serde_json::to_value(LabelDocument::schema()).unwrap();
        let properties = schema["properties"].as_object().unwrap();
        assert!(properties.keys().eq(written.as_object().unwrap().keys()));
    }
}
