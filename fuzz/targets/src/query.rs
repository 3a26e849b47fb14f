use http::{Request, StatusCode, Uri};
use taskward_core::{
    Cursor, CursorError, Direction, IdError, ListFilter, ListId, SortKey, TaskQuery,
};

use crate::owner;
use crate::service::with_service;

const PARAMETERS: [&str; 10] = [
    "completed",
    "priority",
    "list",
    "q",
    "filter",
    "zone",
    "changed_since",
    "sort",
    "limit",
    "cursor",
];

/// A query that is answered names what is known, each once, and means the same when it is written out
/// in full.
pub fn query(data: &[u8]) -> bool {
    let Ok(text) = str::from_utf8(data) else {
        return false;
    };
    let Ok(uri) = Uri::try_from(format!("/api/tasks?{text}")) else {
        return false;
    };
    let pairs: Vec<(String, String)> = uri
        .query()
        .map(|query| {
            form_urlencoded::parse(query.as_bytes())
                .into_owned()
                .collect()
        })
        .unwrap_or_default();
    let value_of = |name| {
        let pair = pairs.iter().find(|(other, _)| other == name);
        pair.map(|(_, value)| value.as_str())
    };
    let (words, cursor) = (value_of("q"), value_of("cursor"));
    with_service(|service| {
        let answer = service.send(Request::get(uri), Vec::new());
        let asked = service.asked();
        match answer.status {
            StatusCode::OK => {}
            StatusCode::FORBIDDEN => {
                let alice = owner("alice");
                let is_foreign = |(name, value): &(String, String)| match name.as_str() {
                    "cursor" => Cursor::decode(value, &alice) == Err(CursorError::Foreign),
                    "list" => ListId::parse(value, &alice) == Err(IdError::Foreign),
                    _ => false,
                };
                assert!(pairs.iter().any(is_foreign));
            }
            status => {
                assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
                let errors = answer.json["errors"].as_array().expect("errors");
                assert!(!errors.is_empty());
            }
        }
        if answer.status != StatusCode::OK {
            assert_eq!(asked, None, "a refused query reaches no store");
            return false;
        }
        for name in pairs.iter().map(|(name, _)| name) {
            assert!(PARAMETERS.contains(&name.as_str()));
            assert_eq!(pairs.iter().filter(|(other, _)| other == name).count(), 1);
        }
        let asked = asked.expect("the store was asked");
        assert_eq!(asked.after.is_some(), cursor.is_some());
        let again = service.send(Request::get(written_out(&asked, words, cursor)), Vec::new());
        assert_eq!(again.status, StatusCode::OK);
        assert_eq!(service.asked().as_ref(), Some(&asked));
        assert_eq!(again.json, answer.json);
        true
    })
}

fn written_out(query: &TaskQuery, words: Option<&str>, cursor: Option<&str>) -> String {
    let mut text = form_urlencoded::Serializer::new(String::from("/api/tasks?"));
    let direction = match query.order.direction {
        Direction::Ascending => "",
        Direction::Descending => "-",
    };
    let sort = match query.order.key {
        SortKey::Created => format!("{direction}created"),
        SortKey::Updated => format!("{direction}updated"),
        SortKey::Title => format!("{direction}title"),
        SortKey::Due => format!("{direction}due"),
        SortKey::Priority => format!("{direction}priority"),
        SortKey::ByHand => "position".to_owned(),
        // The best come first, and there is no other way.
        SortKey::Relevance => "relevance".to_owned(),
    };
    text.append_pair("sort", &sort);
    text.append_pair("limit", &query.limit.get().to_string());
    if let Some(completed) = query.completed {
        text.append_pair("completed", &completed.to_string());
    }
    if let Some(priority) = query.priority {
        text.append_pair("priority", &priority.number().to_string());
    }
    match &query.list {
        None => {}
        Some(ListFilter::Inbox) => drop(text.append_pair("list", "inbox")),
        Some(ListFilter::List(id)) => drop(text.append_pair("list", &id.to_string())),
    }
    if let Some(words) = words {
        text.append_pair("q", words);
    }
    if let Some(asked) = &query.filter {
        text.append_pair("filter", &asked.filter.to_string());
        text.append_pair("zone", asked.moment.zone.as_str());
    }
    if let Some(revision) = query.changed_since {
        text.append_pair("changed_since", &revision.number().to_string());
    }
    if let Some(cursor) = cursor {
        text.append_pair("cursor", cursor);
    }
    text.finish()
}
