//! The string literals of the crate's sources that are SQL.

use std::{collections::BTreeSet, fs, path::Path, str::FromStr};

use proc_macro2::{Delimiter, TokenStream, TokenTree};

/// A piece of SQL between two `{…}` of a format string, and the file it stands in.
#[derive(Debug)]
pub struct Piece {
    pub file: String,
    pub text: String,
}

/// Every piece of SQL in the folder, without tests.
pub fn sql_in(folder: &Path, tables: &BTreeSet<String>) -> Vec<Piece> {
    let mut pieces = vec![];
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            pieces.extend(sql_in(&path, tables));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let tokens = TokenStream::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
            let mut literals = vec![];
            collect(tokens, &mut literals);
            let sql = literals.into_iter().filter(|text| is_sql(text, tables));
            pieces.extend(
                sql.flat_map(|text| between_braces(&text))
                    .map(|text| Piece {
                        file: path.display().to_string(),
                        text,
                    }),
            );
        }
    }
    pieces
}

fn collect(tokens: TokenStream, into: &mut Vec<String>) {
    let mut tokens = tokens.into_iter().peekable();
    let mut of_tests = false;
    while let Some(token) = tokens.next() {
        match token {
            // An attribute, documentation among them.
            TokenTree::Punct(punct) if punct.as_char() == '#' => {
                if tokens
                    .peek()
                    .is_some_and(|next| matches!(next, TokenTree::Punct(_)))
                {
                    tokens.next();
                }
                if let Some(TokenTree::Group(attribute)) = tokens.peek()
                    && attribute.delimiter() == Delimiter::Bracket
                {
                    of_tests |= attribute.stream().to_string().replace(' ', "") == "cfg(test)";
                    tokens.next();
                }
            }
            TokenTree::Group(group) => {
                if !of_tests {
                    collect(group.stream(), into);
                }
                of_tests = false;
            }
            TokenTree::Literal(literal) => {
                if let Ok(text) = syn::parse_str::<syn::LitStr>(&literal.to_string()) {
                    into.push(text.value());
                }
            }
            TokenTree::Punct(punct) => of_tests &= punct.as_char() != ';',
            TokenTree::Ident(_) => {}
        }
    }
}

/// Whether a text names a table beside a word of SQL, or has two words of SQL that belong together.
fn is_sql(text: &str, tables: &BTreeSet<String>) -> bool {
    let text = text.to_lowercase();
    let words: BTreeSet<_> = text
        .split(|letter: char| !letter.is_alphanumeric() && letter != '_')
        .collect();
    let any = |of: &[&str]| of.iter().any(|word| words.contains(word));
    let both = |one, other| words.contains(one) && words.contains(other);
    tables.iter().any(|table| words.contains(table.as_str()))
        && any(&[
            "select", "insert", "update", "delete", "replace", "from", "into", "join", "where",
        ])
        || both("select", "from")
        || both("insert", "into")
        || both("replace", "into")
        || both("delete", "from")
        || both("update", "set")
}

fn between_braces(text: &str) -> Vec<String> {
    let pieces = text.split('{').enumerate();
    pieces
        .map(|(index, piece)| match piece.split_once('}') {
            Some((_, piece)) if index > 0 => piece,
            _ => piece,
        })
        .filter(|piece| !piece.trim().is_empty())
        .map(str::to_owned)
        .collect()
}
