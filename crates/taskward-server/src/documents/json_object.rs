//! JSON objects, written member by member.

use std::{fmt::Display, io::Write};

/// A JSON object that is being written.
///
/// `serde_json` looks at each byte of each name and value for what is to be escaped. Most of a task is
/// names, ids and times, where nothing is; a page of tasks took twice as long
/// (docs/decisions/0014-tasks-written-by-hand.md).
pub(super) struct JsonObject<'a> {
    json: &'a mut Vec<u8>,
    separator: &'static [u8],
}

impl<'a> JsonObject<'a> {
    pub(super) fn begin(json: &'a mut Vec<u8>) -> Self {
        Self {
            json,
            separator: b"{\"",
        }
    }

    pub(super) fn end(self) {
        self.json.push(b'}');
    }

    /// A string, in which whatever must be is escaped.
    pub(super) fn text(&mut self, name: &'static str, value: Option<&str>) {
        self.name(name);
        // Texts always serialise into memory.
        let _ = serde_json::to_writer(&mut *self.json, &value);
    }

    /// A string of something that is shown without quotes, backslashes and control characters.
    pub(super) fn plain(&mut self, name: &'static str, value: Option<impl Display>) {
        self.name(name);
        // Writing to a Vec cannot fail.
        let _ = match value {
            Some(value) => write!(self.json, "\"{value}\""),
            None => self.json.write_all(b"null"),
        };
    }

    /// A number or a boolean.
    pub(super) fn literal(&mut self, name: &'static str, value: impl Display) {
        self.name(name);
        let _ = write!(self.json, "{value}");
    }

    /// An array, each item written by `write`.
    pub(super) fn array<T>(
        &mut self,
        name: &'static str,
        items: &[T],
        write: impl Fn(&T, &mut Vec<u8>),
    ) {
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

    fn name(&mut self, name: &'static str) {
        self.json.extend_from_slice(self.separator);
        self.separator = b",\"";
        self.json.extend_from_slice(name.as_bytes());
        self.json.extend_from_slice(b"\":");
    }
}
