use serde_json::json;

use super::support::{Server, id_of, path_of};

#[tokio::test]
async fn pages_follow_next_to_the_end() {
    let server = Server::start().await;
    for number in 0..7 {
        server.create("alice", &format!("task {number}")).await;
    }
    let mut path = "/api/tasks?limit=3&sort=created".to_owned();
    let mut pages = Vec::new();
    loop {
        let page = server.get("alice", &path).await;
        assert_eq!(page.status, 200);
        pages.push(page.titles().join(" ").replace("task ", ""));
        let Some(next) = page.json["next"].as_str() else {
            break;
        };
        path = format!("/api/tasks?limit=3&sort=created&cursor={next}");
    }
    assert_eq!(pages, ["0 1 2", "3 4 5", "6"]);
}

#[tokio::test]
async fn the_newest_come_first_by_default_and_fifty_of_them() {
    let server = Server::start().await;
    for number in 0..51 {
        server.create("alice", &format!("{number}")).await;
    }
    let page = server.get("alice", "/api/tasks").await;
    assert_eq!(page.titles().len(), 50);
    assert_eq!(page.titles()[0], "50");
    assert!(page.json["next"].is_string());
    let all = server.get("alice", "/api/tasks?limit=200").await;
    assert_eq!((all.titles().len(), &all.json["next"]), (51, &json!(null)));
}

#[tokio::test]
async fn filters_and_orders_work_together() {
    let server = Server::start().await;
    for title in ["Zucchini", "ähnlich", "Apfel", "apple pie"] {
        server.create("alice", title).await;
    }
    let done = server.create("alice", "done apple").await;
    server
        .by("alice", "PATCH", &format!("{}/complete", path_of(&done)))
        .send()
        .await;
    let found = async |query: &str| {
        let page = server.get("alice", &format!("/api/tasks?{query}")).await;
        assert_eq!(page.status, 200, "{}", page.text);
        page.titles().join(", ")
    };
    assert_eq!(
        found("sort=title").await,
        "ähnlich, Apfel, apple pie, done apple, Zucchini"
    );
    assert_eq!(
        found("sort=-title&completed=false").await,
        "Zucchini, apple pie, Apfel, ähnlich"
    );
    assert_eq!(found("completed=true").await, "done apple");
    assert_eq!(found("q=APPLE&sort=created").await, "apple pie, done apple");
    assert_eq!(found("q=pie+appl%C3%AB").await, "apple pie");
    assert_eq!(
        found("q=a&sort=title").await,
        "ähnlich, Apfel, apple pie, done apple"
    );
    assert_eq!(
        found("q=pple").await,
        "",
        "a word is found from its beginning"
    );
    for query in ["q=done+apple", "q=done+apple&sort=relevance"] {
        assert_eq!(found(query).await, "done apple");
    }
    server.create("alice", "applesauce").await;
    assert_eq!(
        found("q=apple").await,
        "done apple, apple pie, applesauce",
        "the best first"
    );
    assert_eq!(
        found("q=").await.split(", ").count(),
        6,
        "an empty search is none"
    );
    assert_eq!(found("priority=1").await, "");
    assert_eq!(found("priority=4&completed=true").await, "done apple");
    assert_eq!(found("changed_since=4&completed=true").await, "done apple");
    assert_eq!(found("changed_since=7").await, "");
    assert_eq!(found("sort=-updated&limit=1").await, "applesauce");
}

#[tokio::test]
async fn parameters_are_checked_all_at_once() {
    let server = Server::start().await;
    for (query, fields) in [
        ("limit=0", &["limit"][..]),
        ("limit=201", &["limit"]),
        ("limit=-1", &["limit"]),
        ("limit=%2B5", &["limit"]),
        ("limit=", &["limit"]),
        ("limit=99999999999999999999", &["limit"]),
        ("limit=5&limit=6", &["limit"]),
        ("limit=5&limit=5&limit=5", &["limit"]),
        ("completed=yes", &["completed"]),
        ("priority=0", &["priority"]),
        ("priority=5", &["priority"]),
        ("priority=%2B1", &["priority"]),
        ("sort=urgency", &["sort"]),
        ("sort=-relevance", &["sort"]),
        ("sort=--title", &["sort"]),
        ("sort=relevance", &["sort"]),
        ("sort=-relevance&q=x", &["sort"]),
        ("changed_since=-1", &["changed_since"]),
        ("changed_since=9223372036854775808", &["changed_since"]),
        ("user_id=alice", &["user_id"]),
        ("Limit=5", &["Limit"]),
        ("cursor=garbage", &["cursor"]),
        ("cursor=", &["cursor"]),
        ("a&b=c", &["a", "b"]),
        ("limit=0&sort=x&user_id=bob", &["sort", "limit", "user_id"]),
    ] {
        server
            .get("alice", &format!("/api/tasks?{query}"))
            .await
            .assert_refused(fields);
    }
    let long = format!("/api/tasks?q={}", "x".repeat(256));
    server.get("alice", &long).await.assert_refused(&["q"]);
}

#[tokio::test]
async fn a_cursor_belongs_to_its_owner_and_its_query() {
    let server = Server::start().await;
    for title in ["one", "two"] {
        server.create("alice", title).await;
    }
    for sort in ["created", "-updated", "title", "due", "-priority"] {
        let page = server
            .get("alice", &format!("/api/tasks?limit=1&sort={sort}"))
            .await;
        let cursor = page.json["next"].as_str().unwrap().to_owned();
        let with = |rest: &str| format!("/api/tasks?cursor={cursor}{rest}");
        let other_limit = server
            .get("alice", &with(&format!("&sort={sort}&limit=5")))
            .await;
        assert_eq!(other_limit.titles().len(), 1);
        for rest in [
            "&sort=-title",
            &format!("&sort={sort}&completed=true"),
            &format!("&sort={sort}&q=x"),
        ] {
            server
                .get("alice", &with(rest))
                .await
                .assert_refused(&["cursor"]);
        }
        // 403 whatever else is wrong.
        server
            .get("bob", &with(&format!("&sort={sort}")))
            .await
            .assert_problem(403);
        server
            .get("bob", &with("&sort=nonsense&unknown=1"))
            .await
            .assert_problem(403);
    }
}

#[tokio::test]
async fn ids_in_unknown_places_are_just_unknown() {
    let server = Server::start().await;
    let path = format!("/api/tasks?id={}", id_of("bob", 1));
    server.get("alice", &path).await.assert_refused(&["id"]);
}
