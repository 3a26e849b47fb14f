//! Statements that are put together from fixed parts.

use std::fmt::Write;

use tokio_postgres::types::ToSql;

use super::scope::CALLER;

/// A statement; everything a client sent is a bound value.
pub(super) struct Assembled<'a> {
    sql: String,
    values: Vec<Box<dyn ToSql + Send + Sync + 'a>>,
}

impl<'a> Assembled<'a> {
    /// One that begins with `caller`: the owner's setting, made for the transaction that the statement is. The first value
    /// is the owner's name, and each part has to begin with a row of `caller`, or of a part that does.
    pub(super) fn of_caller() -> Self {
        Self::beginning_with(format!("{CALLER}, "))
    }

    pub(super) fn beginning_with(sql: String) -> Self {
        Self {
            sql,
            values: Vec::new(),
        }
    }

    /// Binds a value and gives the placeholder that stands for it.
    pub(super) fn bind(&mut self, value: impl ToSql + Send + Sync + 'a) -> String {
        self.values.push(Box::new(value));
        format!("${}", self.values.len())
    }

    pub(super) fn push(&mut self, part: &str) {
        self.sql.push_str(part);
    }

    pub(super) fn push_fmt(&mut self, part: std::fmt::Arguments<'_>) {
        // Writing to a String cannot fail.
        let _ = self.sql.write_fmt(part);
    }

    pub(super) fn sql(&self) -> &str {
        &self.sql
    }

    pub(super) fn values(&self) -> Vec<&(dyn ToSql + Sync)> {
        self.values
            .iter()
            .map(|value| &**value as &(dyn ToSql + Sync))
            .collect()
    }
}
