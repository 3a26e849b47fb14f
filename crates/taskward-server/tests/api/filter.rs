use serde_json::{Value, json};

use crate::support::{Server, path_of};

/// The test clock stands on 15 January 2027, 08:00 in UTC and 22:00 of the day in Kiritimati.
async fn with_tasks() -> Server {
    let server = Server::start().await;
    for (title, fields) in [
        (
            "Buy milk",
            json!({"due": {"date": "2027-01-15"}, "priority": 1}),
        ),
        ("Call the bakery", json!({"due": {"date": "2027-01-14"}})),
        (
            "Plan the year",
            json!({"start": "2027-01-16", "priority": 2}),
        ),
        (
            "Night train",
            json!({"due": {"local": "2027-01-16T01:00", "zone": "Pacific/Kiritimati"}}),
        ),
    ] {
        let task = server.create("alice", title).await;
        let patched = server
            .by("alice", "PATCH", &path_of(&task))
            .json(&fields)
            .await;
        assert_eq!(patched.status, 200, "{}", patched.text);
        server.create("bob", title).await;
    }
    server
}

fn path(filter: &str, rest: &str) -> String {
    let filter: String = form_urlencoded::byte_serialize(filter.as_bytes()).collect();
    format!("/api/tasks?filter={filter}{rest}")
}

#[tokio::test]
async fn filters_let_tasks_through() {
    let server = with_tasks().await;
    for (filter, rest, expected) in [
        ("due:today", "", "Buy milk"),
        ("due:today", "&zone=Pacific/Kiritimati", "Buy milk"),
        ("due:tomorrow", "&zone=asia/tokyo", "Night train"),
        ("overdue", "", "Call the bakery"),
        ("created:today", "&limit=1", "Night train"),
        ("created:yesterday", "&zone=Asia/Tokyo", ""),
        ("no:due", "", "Plan the year"),
        ("priority:1..2", "&sort=title", "Buy milk, Plan the year"),
        ("priority:1..2", "&priority=2", "Plan the year"),
        (
            "milk or \"the bak\"",
            "&sort=title",
            "Buy milk, Call the bakery",
        ),
        (
            "-milk -completed has:due",
            "&sort=-title",
            "Night train, Call the bakery",
        ),
        ("has:due", "&q=buy", "Buy milk"),
        ("completed", "", ""),
    ] {
        let page = server.get("alice", &path(filter, rest)).await;
        assert_eq!(page.status, 200, "{}", page.text);
        assert_eq!(page.titles().join(", "), expected, "{filter}{rest}");
    }
    let without = server.get("alice", "/api/tasks?zone=Asia/Tokyo").await;
    assert_eq!(without.titles().len(), 4);
}

#[tokio::test]
async fn what_is_not_understood_is_pointed_at() {
    let server = Server::start().await;
    for (filter, position, length, says) in [
        ("ähm due:gestern", 8, 7, "character 9: must be a day"),
        ("", 0, 0, "something"),
        ("milk # work", 6, 0, "name of a label"),
        ("list:", 5, 0, "name of a list"),
        ("(a or b", 0, 1, "not closed"),
    ] {
        let refused = server.get("alice", &path(filter, "")).await;
        refused.assert_refused(&["filter"]);
        let error = &refused.json["errors"][0];
        assert_eq!(error["position"], json!(position), "{}", refused.text);
        assert_eq!(error["length"], json!(length), "{}", refused.text);
        let message = error["message"].as_str().unwrap();
        assert!(message.contains(says), "{message}");
    }
    let long = server.get("alice", &path(&"ä".repeat(1001), "")).await;
    long.assert_refused(&["filter"]);
    let wrong = server
        .get("alice", &path("due:", "&zone=Berlin&limit=0"))
        .await;
    wrong.assert_refused(&["filter", "zone", "limit"]);
    assert_eq!(wrong.json["errors"][1].get("position"), None);
}

#[tokio::test]
async fn a_cursor_belongs_to_its_filter_and_its_zone() {
    let server = with_tasks().await;
    let pages = async |filter: &str, rest: &str| {
        let mut titles = Vec::new();
        let mut next = String::new();
        loop {
            let page = server
                .get("alice", &path(filter, &format!("{rest}{next}")))
                .await;
            titles.extend(page.titles().iter().map(ToString::to_string));
            match &page.json["next"] {
                Value::String(cursor) => next = format!("&cursor={cursor}"),
                _ => return titles.join(", "),
            }
        }
    };
    let all = pages("has:due or plan", "&limit=1&sort=title").await;
    assert_eq!(all, "Buy milk, Call the bakery, Night train, Plan the year");

    let page = server.get("alice", &path("has:due", "&limit=1")).await;
    let cursor = page.json["next"].as_str().unwrap();
    // Another way of writing the same.
    let same = path("HAS:due", &format!("&cursor={cursor}&zone=UTC"));
    assert_eq!(server.get("alice", &same).await.status, 200);
    for other in [
        path("has:start", &format!("&cursor={cursor}")),
        path("has:due", &format!("&cursor={cursor}&zone=Asia/Tokyo")),
        format!("/api/tasks?cursor={cursor}"),
    ] {
        let refused = server.get("alice", &other).await;
        refused.assert_refused(&["cursor"]);
    }
    let foreign = path("no such:thing", &format!("&cursor={cursor}"));
    server.get("bob", &foreign).await.assert_problem(403);
}

#[tokio::test]
async fn lists_are_asked_for_by_their_names() {
    let server = Server::start().await;
    for person in ["bob", "alice"] {
        let list = server
            .by(person, "POST", "/api/lists")
            .json(&json!({"name": "Höuse & garden"}))
            .await;
        assert_eq!(list.status, 201, "{}", list.text);
        for (title, list) in [(person, &list.json["id"]), ("in the Inbox", &Value::Null)] {
            let task = json!({"title": title, "list_id": list});
            let created = server.by(person, "POST", "/api/tasks").json(&task).await;
            assert_eq!(created.status, 201, "{}", created.text);
        }
    }
    for (filter, expected) in [
        ("list:\"house & GARDEN\"", "alice"),
        ("-list:\"house & garden\"", "in the Inbox"),
        ("list:cellar", ""),
        ("no:list", "in the Inbox"),
        ("has:list", "alice"),
    ] {
        let page = server.get("alice", &path(filter, "")).await;
        assert_eq!(page.status, 200, "{}", page.text);
        assert_eq!(page.titles().join(", "), expected, "{filter}");
    }
}
