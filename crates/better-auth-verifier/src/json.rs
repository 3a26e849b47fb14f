//! JSON (RFC 8259) read strictly: what two parsers could understand differently is refused.
//!
//! Duplicate members are refused at any depth (RFC 7515 section 4 and RFC 7519 section 4 allow
//! that), nesting is bounded, numbers must be finite.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};

/// Deepest nesting of objects and arrays, the outermost object included.
pub(crate) const MAX_DEPTH: usize = 16;

/// A JSON object without duplicate members.
pub(crate) type Object = BTreeMap<String, Value>;

/// A JSON value without duplicate members.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Value {
    Null,
    Bool(bool),
    Number(Number),
    String(String),
    Array(Vec<Value>),
    Object(Object),
}

impl Value {
    pub(crate) fn as_str(&self) -> Option<&str> {
        match self {
            Self::String(text) => Some(text),
            _ => None,
        }
    }
}

/// A finite JSON number: exact if it is written as an integer of 64 bits, else the nearest double.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Number {
    Integer(i128),
    Fraction(f64),
}

/// Why a text is not a strict JSON object. Says where, never what stands there.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum JsonError {
    /// The bytes are not UTF-8 (RFC 8259 section 8.1).
    #[error("it is not UTF-8 text")]
    NotUtf8,
    /// Not JSON at all, or more than one value.
    #[error("it is not valid JSON (column {column})")]
    Syntax {
        /// Where reading stopped, in bytes from the start of its line.
        column: usize,
    },
    /// A JSON value other than an object.
    #[error("it is not a JSON object")]
    NotAnObject,
    /// A member stands twice in one object.
    #[error("a member of a JSON object stands twice")]
    DuplicateMember,
    /// Objects and arrays are nested too deeply.
    #[error("its objects and arrays are nested more than {MAX_DEPTH} deep")]
    TooDeep,
}

/// Reads bytes that must hold one JSON object and nothing else.
pub(crate) fn parse_object(bytes: &[u8]) -> Result<Object, JsonError> {
    let text = str::from_utf8(bytes).map_err(|_| JsonError::NotUtf8)?;
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let strict = Strict { depth: 0 };
    let value = strict
        .deserialize(&mut deserializer)
        .map_err(|error| classify(&error))?;
    deserializer.end().map_err(|error| classify(&error))?;
    match value {
        Value::Object(object) => Ok(object),
        _ => Err(JsonError::NotAnObject),
    }
}

const DUPLICATE: &str = "duplicate member";
const TOO_DEEP: &str = "nested too deeply";

/// `serde` carries our own two findings as text; everything else is a matter of syntax.
fn classify(error: &serde_json::Error) -> JsonError {
    if error.is_data() {
        let message = error.to_string();
        if message.starts_with(DUPLICATE) {
            return JsonError::DuplicateMember;
        }
        if message.starts_with(TOO_DEEP) {
            return JsonError::TooDeep;
        }
    }
    JsonError::Syntax {
        column: error.column(),
    }
}

#[derive(Clone, Copy)]
struct Strict {
    depth: usize,
}

impl Strict {
    fn deeper<E: serde::de::Error>(self) -> Result<Self, E> {
        let depth = self.depth + 1;
        if depth > MAX_DEPTH {
            Err(E::custom(TOO_DEEP))
        } else {
            Ok(Self { depth })
        }
    }
}

impl<'de> DeserializeSeed<'de> for Strict {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Strict {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Number(Number::Integer(value.into())))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::Number(Number::Integer(value.into())))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(Value::Number(Number::Fraction(value)))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::String(value.to_owned()))
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(Value::String(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let inner = self.deeper()?;
        let mut array = Vec::new();
        while let Some(item) = items.next_element_seed(inner)? {
            array.push(item);
        }
        Ok(Value::Array(array))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let inner = self.deeper()?;
        let mut object = Object::new();
        while let Some(name) = members.next_key::<String>()? {
            let value = members.next_value_seed(inner)?;
            if object.insert(name, value).is_some() {
                return Err(A::Error::custom(DUPLICATE));
            }
        }
        Ok(Value::Object(object))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(text: &[u8]) -> JsonError {
        parse_object(text).unwrap_err()
    }

    #[test]
    fn an_object_is_read() {
        let object = parse_object(br#" {"a":1,"b":-2.5,"c":"\u00e9","d":[null,true],"e":{}} "#);
        let object = object.unwrap();
        assert_eq!(object["a"], Value::Number(Number::Integer(1)));
        assert_eq!(object["b"], Value::Number(Number::Fraction(-2.5)));
        assert_eq!(object["c"].as_str(), Some("é"));
        assert_eq!(
            object["d"],
            Value::Array(vec![Value::Null, Value::Bool(true)])
        );
    }

    #[test]
    fn only_an_object_will_do() {
        for text in ["[]", "null", "1", "\"a\"", "true", "[{}]"] {
            assert_eq!(error(text.as_bytes()), JsonError::NotAnObject, "{text}");
        }
    }

    #[test]
    fn duplicates_are_refused_at_any_depth_and_in_any_spelling() {
        for text in [
            r#"{"a":1,"a":1}"#,
            r#"{"a":1,"\u0061":2}"#,
            r#"{"x":{"a":1,"a":2}}"#,
            r#"{"x":[[{"a":1,"b":0,"a":2}]]}"#,
        ] {
            assert_eq!(error(text.as_bytes()), JsonError::DuplicateMember, "{text}");
        }
    }

    #[test]
    fn nesting_is_bounded() {
        let nested = |depth: usize| {
            format!(
                "{{\"a\":{}{}}}",
                "[".repeat(depth - 1),
                "]".repeat(depth - 1)
            )
        };
        assert!(parse_object(nested(MAX_DEPTH).as_bytes()).is_ok());
        assert_eq!(error(nested(MAX_DEPTH + 1).as_bytes()), JsonError::TooDeep);
        assert_eq!(error("[".repeat(4000).as_bytes()), JsonError::TooDeep);
    }

    #[test]
    fn what_is_not_json_is_refused() {
        assert_eq!(error(b"{\"a\":\"\xff\"}"), JsonError::NotUtf8);
        for text in [
            "",
            "{",
            "{}{}",
            "{} x",
            "\u{feff}{}",
            "{'a':1}",
            "{a:1}",
            "{\"a\":1,}",
            "{\"a\":NaN}",
            "{\"a\":Infinity}",
            "{\"a\":1e999}",
            "{\"a\":01}",
            "{\"a\":+1}",
            "{\"a\":\"\\ud800\"}",
            "{\"a\":\"\n\"}",
            "{\"a\":1/**/}",
        ] {
            assert!(
                matches!(error(text.as_bytes()), JsonError::Syntax { .. }),
                "{text:?}"
            );
        }
    }
}
