//! In which columns an order lies, whichever the database.

use std::fmt::Write;

use taskward_core::{Direction, Part, SortKey, TaskQuery};

/// The columns that a part is sorted by, all in one direction. An index begins with the owner and goes on with them.
fn columns(key: SortKey, part: Part) -> &'static [&'static str] {
    match (key, part) {
        // No index has the order by relevance, and that by hand is not one range.
        (_, Part::WithoutKey) | (SortKey::Created | SortKey::ByHand | SortKey::Relevance, _) => {
            &["created_at", "id"]
        }
        (SortKey::Updated, _) => &["revision"],
        (SortKey::Title, _) => &["title_key", "id"],
        (SortKey::Due, _) => &["due", "id"],
        (SortKey::Priority, _) => &["priority", "id"],
    }
}

/// Which rows are of a part.
fn of_part(key: SortKey, part: Part) -> &'static str {
    match (key, part) {
        (SortKey::Due, Part::WithKey) => " AND due IS NOT NULL",
        (SortKey::Due, Part::WithoutKey) => " AND due IS NULL",
        (SortKey::Priority, Part::WithKey) => " AND priority < 4",
        (SortKey::Priority, Part::WithoutKey) => " AND priority = 4",
        _ => "",
    }
}

/// What is added to a statement for a part of its order: that rows are of it, that they are behind the place whose
/// placeholders are given, if any, and the order.
pub(crate) fn clauses(query: &TaskQuery, part: Part, behind: &[String]) -> String {
    let key = query.order.key;
    let columns = columns(key, part);
    let (sign, way) = match query.order.direction {
        Direction::Ascending => ('>', "ASC"),
        Direction::Descending => ('<', "DESC"),
    };
    let mut sql = of_part(key, part).to_owned();
    // Writing to a String cannot fail.
    let _ = match (columns, behind) {
        (_, []) => Ok(()),
        ([column], [place]) => write!(sql, " AND {column} {sign} {place}"),
        _ => {
            let (columns, places) = (columns.join(", "), behind.join(", "));
            write!(sql, " AND ({columns}) {sign} ({places})")
        }
    };
    sql.push_str(" ORDER BY ");
    for (number, column) in columns.iter().enumerate() {
        let comma = if number > 0 { ", " } else { "" };
        let _ = write!(sql, "{comma}{column} {way}");
    }
    sql
}
