//! What the schema of a `SQLite` file says about owners.

use std::{collections::BTreeSet, path::Path};

use rusqlite::Connection;

use crate::scope::OWNER;

fn texts(connection: &Connection, sql: &str, value: &str) -> Vec<String> {
    let mut select = connection.prepare(sql).unwrap();
    let values = if select.parameter_count() == 0 {
        vec![]
    } else {
        vec![value]
    };
    let rows = select.query_map(rusqlite::params_from_iter(values), |row| row.get(0));
    rows.unwrap().collect::<Result<_, _>>().unwrap()
}

fn all_tables(connection: &Connection) -> Vec<String> {
    texts(
        connection,
        "SELECT name FROM sqlite_schema WHERE type = 'table'",
        "",
    )
}

fn columns(connection: &Connection, table: &str) -> Vec<String> {
    texts(connection, "SELECT name FROM pragma_table_xinfo(?1)", table)
}

/// The tables whose rows are an owner's.
pub fn owned_tables(path: &Path) -> BTreeSet<String> {
    let connection = Connection::open(path).unwrap();
    let is_owned = |table: &String| {
        columns(&connection, table)
            .iter()
            .any(|column| column == OWNER)
    };
    let owned: BTreeSet<_> = all_tables(&connection)
        .into_iter()
        .filter(is_owned)
        .collect();
    assert!(owned.contains("tasks"), "{owned:?}");
    owned
}

/// Every table has an owner or is named, there is nothing but tables and indexes, and every primary, unique and
/// foreign key and every index begins with the owner.
pub fn assert_keys_begin_with_the_owner(path: &Path, ownerless: &[&str]) {
    let connection = Connection::open(path).unwrap();
    let odd = "SELECT name FROM sqlite_schema WHERE type NOT IN ('table', 'index')";
    assert_eq!(
        texts(&connection, odd, ""),
        [""; 0],
        "views and triggers are statements that nobody sees"
    );
    let owned = owned_tables(path);
    for table in all_tables(&connection) {
        assert_ne!(
            owned.contains(&table),
            ownerless.contains(&table.as_str()),
            "{table}: has it an owner?"
        );
    }
    for table in &owned {
        let key = "SELECT name FROM pragma_table_info(?1) WHERE pk = 1";
        assert_eq!(
            texts(&connection, key, table),
            [OWNER],
            "the primary key of {table}"
        );
        let indexes = texts(&connection, "SELECT name FROM pragma_index_list(?1)", table);
        assert!(!indexes.is_empty());
        for index in indexes {
            let first = "SELECT name FROM pragma_index_info(?1) WHERE seqno = 0";
            assert_eq!(
                texts(&connection, first, &index),
                [OWNER],
                "the index {index} of {table}"
            );
        }
        let foreign =
            "SELECT \"from\" || ' ' || \"to\" FROM pragma_foreign_key_list(?1) WHERE seq = 0";
        for reference in texts(&connection, foreign, table) {
            assert_eq!(
                reference,
                format!("{OWNER} {OWNER}"),
                "a foreign key of {table}"
            );
        }
    }
}
