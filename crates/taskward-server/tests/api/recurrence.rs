use serde_json::{Value, json};

use super::support::{Answer, Server, id_of, path_of};

/// The clock of a test's server begins at 2027-01-15T08:00:00Z.
const DUE: &str = "2027-01-12";

/// Creates a task that is due all day and comes back by this rule.
async fn recurring(server: &Server, rule: &str) -> Value {
    let body = json!({ "title": "water the plants", "due": { "date": DUE }, "recurrence": { "rule": rule } });
    let answer = server.by("alice", "POST", "/api/tasks").json(&body).await;
    assert_eq!(answer.status, 201, "{}", answer.text);
    answer.json
}

async fn complete(server: &Server, task: &Value, body: Value) -> Answer {
    let path = format!("{}/complete", path_of(task));
    server.by("alice", "PATCH", &path).json(&body).await
}

async fn patch(server: &Server, task: &Value, body: Value) -> Answer {
    server
        .by("alice", "PATCH", &path_of(task))
        .json(&body)
        .await
}

async fn completions(server: &Server, task: &Value) -> Value {
    let answer = server
        .get("alice", &format!("{}/completions", path_of(task)))
        .await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer.json["items"].clone()
}

async fn undo(server: &Server, task: &Value) -> Answer {
    let path = format!("{}/completions/undo", path_of(task));
    server.by("alice", "POST", &path).send().await
}

#[tokio::test]
async fn a_recurrence_is_kept_in_its_shortest_spelling_and_replaced_whole() {
    let server = Server::start().await;
    let task = recurring(&server, "byday=th,mo;interval=1;FREQ=weekly;WKST=MO").await;
    let weekly = json!({ "rule": "FREQ=WEEKLY;BYDAY=MO,TH", "base": "due" });
    assert_eq!(task["recurrence"], weekly);
    assert_eq!(
        server.get("alice", &path_of(&task)).await.json["recurrence"],
        weekly
    );
    let daily = json!({ "rule": "FREQ=DAILY", "base": "completion" });
    let patched = patch(&server, &task, json!({ "recurrence": daily })).await;
    assert_eq!(patched.json["recurrence"], daily);
    let other = json!({ "recurrence": { "rule": "FREQ=YEARLY", "base": null } });
    let patched = patch(&server, &task, other).await;
    assert_eq!(
        patched.json["recurrence"],
        json!({ "rule": "FREQ=YEARLY", "base": "due" })
    );
    let none = patch(&server, &task, json!({ "recurrence": null, "due": null })).await;
    assert_eq!(
        (&none.json["recurrence"], &none.json["due"]),
        (&Value::Null, &Value::Null)
    );
    let replaced = json!({ "title": "x", "due": { "date": DUE }, "recurrence": daily });
    let replaced = server
        .by("alice", "PUT", &path_of(&task))
        .json(&replaced)
        .await;
    assert_eq!(replaced.json["recurrence"], daily);
    let dropped = server.by("alice", "PUT", &path_of(&task));
    assert_eq!(
        dropped.json(&json!({ "title": "x" })).await.json["recurrence"],
        Value::Null
    );
}

#[tokio::test]
async fn a_recurrence_that_cannot_be_is_refused_with_the_field_that_makes_it_so() {
    let server = Server::start().await;
    let task = recurring(&server, "FREQ=DAILY").await;
    let due = json!({ "date": DUE });
    for (recurrence, field) in [
        (json!({}), "recurrence.rule"),
        (json!({ "rule": null }), "recurrence.rule"),
        (json!({ "rule": "FREQ=HOURLY" }), "recurrence.rule"),
        (
            json!({ "rule": "FREQ=DAILY;COUNT=1000" }),
            "recurrence.rule",
        ),
        (
            json!({ "rule": "FREQ=DAILY;INTERVAL=1000" }),
            "recurrence.rule",
        ),
        (
            json!({ "rule": "FREQ=DAILY;COUNT=2;UNTIL=20270201" }),
            "recurrence.rule",
        ),
        (
            json!({ "rule": "FREQ=DAILY;UNTIL=20270201T080000Z" }),
            "recurrence.rule",
        ),
        (
            json!({ "rule": "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30" }),
            "recurrence.rule",
        ),
        (
            json!({ "rule": format!("FREQ=DAILY;BYMONTHDAY={}1", "1,".repeat(200)) }),
            "recurrence.rule",
        ),
        (
            json!({ "rule": "FREQ=DAILY", "base": "start" }),
            "recurrence.base",
        ),
        (
            json!({ "rule": "FREQ=DAILY", "user_id": "bob" }),
            "recurrence.user_id",
        ),
        (json!("FREQ=DAILY"), "recurrence"),
    ] {
        let body = json!({ "title": "x", "due": due, "recurrence": recurrence });
        for (method, path) in [("POST", "/api/tasks".to_owned()), ("PUT", path_of(&task))] {
            let answer = server.by("alice", method, &path).json(&body).await;
            answer.assert_refused(&[field]);
        }
        // With the due value that the task has.
        let answer = patch(&server, &task, json!({ "recurrence": recurrence })).await;
        answer.assert_refused(&[field]);
    }
    let without = json!({ "title": "x", "recurrence": { "rule": "FREQ=DAILY" } });
    server
        .by("alice", "POST", "/api/tasks")
        .json(&without)
        .await
        .assert_refused(&["recurrence"]);
    server
        .by("alice", "PUT", &path_of(&task))
        .json(&without)
        .await
        .assert_refused(&["recurrence"]);
    patch(&server, &task, json!({ "due": null }))
        .await
        .assert_refused(&["due"]);
    let both = json!({ "due": null, "recurrence": { "rule": "FREQ=DAILY" } });
    patch(&server, &task, both)
        .await
        .assert_refused(&["recurrence"]);
    assert_eq!(server.get("alice", &path_of(&task)).await.json, task);
    // What the task as it is decides is told after whether it is there and meets the precondition.
    let refused = json!({ "due": null });
    let missing = format!("/api/tasks/{}", id_of("alice", 999));
    server
        .by("alice", "PATCH", &missing)
        .json(&refused)
        .await
        .assert_problem(404);
    let stale = server
        .by("alice", "PATCH", &path_of(&task))
        .header("if-match", "\"9\"");
    stale.json(&refused).await.assert_problem(412);
}

#[tokio::test]
async fn completing_moves_it_on_until_its_rule_ends_and_undoing_brings_it_back() {
    let server = Server::start().await;
    let task = recurring(&server, "FREQ=WEEKLY;COUNT=2").await;
    let next = complete(&server, &task, json!({ "completed": true })).await;
    assert_eq!((next.status.as_u16(), next.header("etag")), (200, "\"2\""));
    assert_eq!(next.json["completed"], false);
    assert_eq!(next.json["due"], json!({ "date": "2027-01-19" }));
    assert_eq!(next.json["recurrence"]["rule"], "FREQ=WEEKLY;COUNT=1");
    // By a patch as well.
    let done = patch(&server, &task, json!({ "completed": true })).await;
    assert_eq!(
        (&done.json["completed"], &done.json["due"]),
        (&json!(true), &next.json["due"])
    );
    let recorded = completions(&server, &task).await;
    let of = |task: &Value, revision: u64, at: &Value| {
        json!({
            "revision": revision, "completed_at": at,
            "due": task["due"], "start": null, "recurrence": task["recurrence"],
        })
    };
    let first = of(&task, 2, &next.json["updated_at"]);
    let second = of(&next.json, 3, &done.json["completed_at"]);
    assert_eq!(recorded, json!([second, first]));

    let reopened = undo(&server, &task).await;
    assert_eq!(
        (reopened.status.as_u16(), reopened.header("etag")),
        (200, "\"4\"")
    );
    assert_eq!(reopened.json["completed_at"], Value::Null);
    assert_eq!(reopened.json["due"], next.json["due"]);
    let stale = server.by(
        "alice",
        "POST",
        &format!("{}/completions/undo", path_of(&task)),
    );
    stale
        .header("if-match", "\"3\"")
        .send()
        .await
        .assert_problem(412);
    let as_before = undo(&server, &task).await.json;
    assert_eq!(
        (&as_before["due"], &as_before["recurrence"]),
        (&task["due"], &task["recurrence"])
    );
    assert_eq!(completions(&server, &task).await, json!([]));
    undo(&server, &task).await.assert_problem(409);
}

#[tokio::test]
async fn whoever_finishes_late_says_what_to_count_from_and_where_they_are() {
    let server = Server::start().await;
    let due = async |body| {
        complete(&server, &recurring(&server, "FREQ=WEEKLY").await, body)
            .await
            .json["due"]
            .clone()
    };
    let on = |date| json!({ "date": date });
    assert_eq!(due(json!({ "completed": true })).await, on("2027-01-19"));
    assert_eq!(
        due(json!({ "completed": true, "base": "due" })).await,
        on("2027-01-19")
    );
    assert_eq!(
        due(json!({ "completed": true, "base": "completion" })).await,
        on("2027-01-22")
    );
    // Where it is still the day before.
    let zone = json!({ "completed": true, "base": "completion", "zone": "Pacific/Honolulu" });
    assert_eq!(due(zone).await, on("2027-01-21"));
    let task = recurring(&server, "FREQ=WEEKLY").await;
    let both = json!({ "completed": true, "base": "start", "zone": "Berlin" });
    complete(&server, &task, both)
        .await
        .assert_refused(&["base", "zone"]);
    assert_eq!(server.get("alice", &path_of(&task)).await.json, task);
}

#[tokio::test]
async fn why_it_is_due_then_says_the_rule_in_parts_and_what_is_next() {
    let server = Server::start().await;
    let task = recurring(
        &server,
        "FREQ=MONTHLY;INTERVAL=2;BYDAY=2TU,-1FR;UNTIL=20270531",
    )
    .await;
    let path = format!("{}/occurrences", path_of(&task));
    let why = server.get("alice", &path).await;
    let on = |date| json!({ "date": date });
    assert_eq!(
        why.json,
        json!({
            "due": task["due"],
            "recurrence": task["recurrence"],
            "rule": {
                "frequency": "monthly", "interval": 2, "count": null, "until": "2027-05-31",
                "months": [], "month_days": [],
                "weekdays": [{ "day": "TU", "nth": 2 }, { "day": "FR", "nth": -1 }],
                "positions": [], "week_start": "MO",
            },
            "next": (["2027-01-29", "2027-03-09", "2027-03-26", "2027-05-11", "2027-05-28"].map(on)),
            "completed_now": { "due": on("2027-01-29"), "completion": on("2027-01-29") },
        })
    );
    let weekly = recurring(&server, "FREQ=WEEKLY").await;
    let ask = async |query: &str| {
        server
            .get("alice", &format!("{}/occurrences{query}", path_of(&weekly)))
            .await
    };
    let now = ask("").await.json["completed_now"].clone();
    assert_eq!(
        now,
        json!({ "due": on("2027-01-19"), "completion": on("2027-01-22") })
    );
    let now = ask("?zone=Pacific/Honolulu").await.json["completed_now"].clone();
    assert_eq!(now["completion"], on("2027-01-21"));
    ask("?zone=Berlin&from=x")
        .await
        .assert_refused(&["zone", "from"]);

    let plain = server.create("alice", "milk").await;
    let why = server
        .get("alice", &format!("{}/occurrences", path_of(&plain)))
        .await;
    let none =
        json!({ "due": null, "recurrence": null, "rule": null, "next": [], "completed_now": null });
    assert_eq!((why.status.as_u16(), why.json), (200, none));
    // Completed for good, nothing is ahead.
    let last = recurring(&server, "FREQ=DAILY;COUNT=1").await;
    complete(&server, &last, json!({ "completed": true })).await;
    let why = server
        .get("alice", &format!("{}/occurrences", path_of(&last)))
        .await;
    assert_eq!(
        (&why.json["next"], &why.json["completed_now"]),
        (&json!([]), &Value::Null)
    );
    assert_eq!(why.json["rule"]["count"], 1);
}

#[tokio::test]
async fn completions_come_in_pages_of_their_task_and_owner() {
    let server = Server::start().await;
    let task = recurring(&server, "FREQ=DAILY").await;
    for _ in 0..5 {
        complete(&server, &task, json!({ "completed": true })).await;
    }
    let path = format!("{}/completions", path_of(&task));
    let mut days = vec![];
    let mut cursor = String::new();
    for expected in [2, 2, 1] {
        let page = server
            .get("alice", &format!("{path}?limit=2{cursor}"))
            .await
            .json;
        let items = page["items"].as_array().unwrap();
        assert_eq!(items.len(), expected);
        days.extend(
            items
                .iter()
                .map(|it| it["due"]["date"].as_str().unwrap().to_owned()),
        );
        cursor = format!("&cursor={}", page["next"].as_str().unwrap_or_default());
    }
    assert_eq!(cursor, "&cursor=");
    assert_eq!(
        days,
        ["2027-01-19", "2027-01-18", "2027-01-17", "2027-01-16", DUE]
    );

    let first = server.get("alice", &format!("{path}?limit=1")).await.json;
    let cursor = first["next"].as_str().unwrap();
    let own = server.create("bob", "his").await;
    let with = |task: &Value| format!("{}/completions?limit=1&cursor={cursor}", path_of(task));
    server.get("bob", &with(&own)).await.assert_problem(403);
    let other = server.create("alice", "milk").await;
    server
        .get("alice", &with(&other))
        .await
        .assert_refused(&["cursor"]);
    server
        .get("alice", &format!("{path}?cursor=x"))
        .await
        .assert_refused(&["cursor"]);
    server
        .get("alice", &format!("{path}?limit=0"))
        .await
        .assert_refused(&["limit"]);
    let list = server.get("alice", "/api/tasks?limit=1").await.json;
    let foreign = format!("{path}?cursor={}", list["next"].as_str().unwrap());
    server
        .get("alice", &foreign)
        .await
        .assert_refused(&["cursor"]);
    for path in ["completions", "occurrences"] {
        let missing = format!("/api/tasks/{}/{path}", id_of("alice", 999));
        server.get("alice", &missing).await.assert_problem(404);
        server
            .get("alice", &format!("/api/tasks/nonsense/{path}"))
            .await
            .assert_problem(404);
    }
}
