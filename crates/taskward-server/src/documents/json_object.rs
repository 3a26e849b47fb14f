//! JSON objects, written member by member.

use serde::Serialize;

/// A JSON object that is being written.
///
/// `serde_json` looks at each byte of each name and value for what is to be escaped. Most of a task is
/// names, ids and times, where nothing is; a page of tasks took twice as long
/// (docs/decisions/0014-tasks-written-by-hand.md).
pub(super) struct JsonObject<'a> {
    json: &'a mut Vec<u8>,
    separator: u8,
}

/// A member's name as it stands before the value, put together while compiling.
macro_rules! name {
    ($name:literal) => {
        $crate::documents::json_object::Name(concat!("\"", $name, "\":"))
    };
}
pub(super) use name;

/// Made by [`name!`].
#[derive(Clone, Copy)]
pub(super) struct Name(pub(super) &'static str);

impl<'a> JsonObject<'a> {
    pub(super) fn begin(json: &'a mut Vec<u8>) -> Self {
        Self {
            json,
            separator: b'{',
        }
    }

    pub(super) fn end(self) {
        self.json.push(b'}');
    }

    /// A string, in which whatever must be is escaped.
    pub(super) fn text(&mut self, name: Name, value: Option<&str>) {
        self.name(name);
        // Texts always serialise into memory.
        let _ = serde_json::to_writer(&mut *self.json, &value);
    }

    /// A string of ASCII without quotes, backslashes and control characters.
    pub(super) fn plain(&mut self, name: Name, value: Option<impl AsRef<[u8]>>) {
        self.name(name);
        if let Some(value) = value {
            self.json.push(b'"');
            self.json.extend_from_slice(value.as_ref());
            self.json.push(b'"');
        } else {
            self.json.extend_from_slice(b"null");
        }
    }

    /// A number or a boolean.
    pub(super) fn literal(&mut self, name: Name, value: impl Serialize) {
        self.name(name);
        let _ = serde_json::to_writer(&mut *self.json, &value);
    }

    /// An array, each item written by `write`.
    pub(super) fn array<T>(&mut self, name: Name, items: &[T], write: impl Fn(&T, &mut Vec<u8>)) {
        self.name(name);
        self.json.push(b'[');
        for (index, item) in items.iter().enumerate() {
            if index > 0 {
                self.json.push(b',');
            }
            write(item, self.json);
        }
        self.json.push(b']');
    }

    fn name(&mut self, name: Name) {
        self.json.push(self.separator);
        self.separator = b',';
        self.json.extend_from_slice(name.0.as_bytes());
    }
}
