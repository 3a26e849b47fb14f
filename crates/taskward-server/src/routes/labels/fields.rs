//! The fields of a label, as bodies have them.

use taskward_core::{Colour, LabelName};

use crate::extract::FieldErrors;

pub(super) fn name(text: &str, errors: &mut FieldErrors) -> Option<LabelName> {
    errors.check("name", LabelName::parse(text))
}

pub(super) fn colour(name: &str, errors: &mut FieldErrors) -> Option<Colour> {
    errors.check("colour", Colour::parse(name))
}
