//! The fields of a list, as bodies have them.

use taskward_core::{Colour, ListName, OrderKey};

use crate::extract::FieldErrors;

pub(super) fn name(text: &str, errors: &mut FieldErrors) -> Option<ListName> {
    errors.check("name", ListName::parse(text))
}

pub(super) fn colour(name: &str, errors: &mut FieldErrors) -> Option<Colour> {
    errors.check("colour", Colour::parse(name))
}

pub(super) fn position(text: &str, errors: &mut FieldErrors) -> Option<OrderKey> {
    errors.check("position", OrderKey::parse(text))
}
