//! Query strings, read strictly.

use std::fmt::Display;

use axum::extract::FromRequestParts;
use http::request::Parts;
use taskward_core::{
    CursorError, Owner, PageSize, PageSizeError, Priority, PriorityError, Revision,
    filter::{Filter, FilterError},
};

use super::Caller;
use crate::problem::{FieldError, Problem};

/// What is wrong with the fields of a request, gathered so that a client sees all of it at once.
#[derive(Default)]
pub(crate) struct FieldErrors(Vec<FieldError>);

impl FieldErrors {
    pub(crate) fn add(&mut self, field: &str, message: impl Display) {
        self.0.push(FieldError::of(field, message));
    }

    /// The filter, or its error noted down with its place and nothing.
    pub(crate) fn check_filter(
        &mut self,
        field: &str,
        result: Result<Filter, FilterError>,
    ) -> Option<Filter> {
        let noted = |error: FilterError| {
            self.0.push(FieldError {
                position: Some(error.at),
                length: Some(error.length),
                ..FieldError::of(field, error)
            });
        };
        result.map_err(noted).ok()
    }

    /// The value, or its error noted down and nothing.
    pub(crate) fn check<T, E: Display>(&mut self, field: &str, result: Result<T, E>) -> Option<T> {
        result.map_err(|error| self.add(field, error)).ok()
    }

    /// Where a cursor leads, if there was one. What is wrong with it is noted down.
    ///
    /// # Errors
    /// 403 for another owner's, which goes before anything wrong with other fields.
    pub(crate) fn check_cursor<T>(
        &mut self,
        after: Result<Option<T>, CursorError>,
    ) -> Result<Option<T>, Problem> {
        match after {
            Err(foreign @ CursorError::Foreign) => Err(foreign.into()),
            after => Ok(self.check("cursor", after).flatten()),
        }
    }

    pub(crate) fn into_result(self) -> Result<(), Problem> {
        if self.0.is_empty() {
            Ok(())
        } else {
            Err(Problem::invalid(self.0))
        }
    }
}

/// The parameters of a query that have not been read yet.
pub(crate) struct Parameters(Vec<(String, String)>);

impl Parameters {
    pub(crate) fn parse(query: Option<&str>) -> Self {
        let pairs = form_urlencoded::parse(query.unwrap_or_default().as_bytes());
        Self(pairs.into_owned().collect())
    }

    /// Takes the parameter of this name. A second one of the same name is an error.
    pub(crate) fn take(&mut self, name: &str, errors: &mut FieldErrors) -> Option<String> {
        let taken: Vec<_> = self.0.extract_if(.., |(key, _)| key == name).collect();
        if taken.len() > 1 {
            errors.add(name, "is given more than once");
        }
        taken.into_iter().next().map(|(_, value)| value)
    }

    /// Takes and reads the parameter of this name.
    pub(crate) fn read<T, E: Display>(
        &mut self,
        name: &str,
        errors: &mut FieldErrors,
        read: impl FnOnce(&str) -> Result<T, E>,
    ) -> Option<T> {
        let value = self.take(name, errors)?;
        errors.check(name, read(&value))
    }

    /// Whatever has not been taken is unknown.
    pub(crate) fn refuse_rest(self, errors: &mut FieldErrors) {
        for (name, _) in self.0 {
            errors.add(&name, "is not a known parameter");
        }
    }
}

/// A query that a route understands.
pub(crate) trait QueryInput: Sized {
    /// Reads the parameters, taking those it knows and noting down what is wrong with them.
    ///
    /// # Errors
    /// 403 for what belongs to another owner: that goes before anything wrong with other fields.
    fn read(
        parameters: &mut Parameters,
        owner: &Owner,
        errors: &mut FieldErrors,
    ) -> Result<Self, Problem>;
}

/// No parameter at all.
pub(crate) struct NoParameters;

impl QueryInput for NoParameters {
    fn read(_: &mut Parameters, _: &Owner, _: &mut FieldErrors) -> Result<Self, Problem> {
        Ok(Self)
    }
}

/// A query whose every parameter was understood.
pub(crate) struct Query<T>(pub(crate) T);

impl<S: Send + Sync, T: QueryInput> FromRequestParts<S> for Query<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let Caller(owner) = Caller::from_request_parts(parts, state).await?;
        let mut parameters = Parameters::parse(parts.uri.query());
        let mut errors = FieldErrors::default();
        let read = T::read(&mut parameters, &owner, &mut errors)?;
        parameters.refuse_rest(&mut errors);
        errors.into_result()?;
        Ok(Self(read))
    }
}

/// Reads a revision, zero among them.
pub(crate) fn read_revision(text: &str) -> Result<Revision, &'static str> {
    number(text)
        .and_then(Revision::new)
        .ok_or("must be a revision, such as 0")
}

/// Reads how much a page may hold.
pub(crate) fn read_page_size(text: &str) -> Result<PageSize, PageSizeError> {
    PageSize::new(number(text).unwrap_or(0))
}

/// Reads a priority.
pub(crate) fn read_priority(text: &str) -> Result<Priority, PriorityError> {
    Priority::new(number(text).unwrap_or(0))
}

/// Digits alone: `parse` would take a sign too.
fn number(text: &str) -> Option<u64> {
    text.bytes()
        .all(|byte| byte.is_ascii_digit())
        .then(|| text.parse().ok())
        .flatten()
}
