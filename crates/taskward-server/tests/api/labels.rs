use serde_json::{Value, json};

use super::support::{Answer, Server, id_of, label_path_of, path_of};

async fn post(server: &Server, body: &Value) -> Answer {
    server.by("alice", "POST", "/api/labels").json(body).await
}

async fn create_with(server: &Server, labels: &[&Value], title: &str) -> Value {
    let labels: Vec<_> = labels.iter().map(|label| &label["id"]).collect();
    let body = json!({ "title": title, "labels": labels });
    let answer = server.by("alice", "POST", "/api/tasks").json(&body).await;
    assert_eq!(answer.status, 201, "{}", answer.text);
    assert_eq!(answer.json["labels"], json!(labels));
    answer.json
}

#[tokio::test]
async fn a_label_is_created_and_found_where_location_says() {
    let server = Server::start().await;
    let answer = post(&server, &json!({ "name": " work ", "colour": "teal" })).await;
    assert_eq!(
        (answer.status.as_u16(), answer.header("etag")),
        (201, "\"1\"")
    );
    assert_eq!(answer.header("location"), label_path_of(&answer.json));
    assert_eq!(answer.json["name"], "work");
    assert_eq!(answer.json["colour"], "teal");
    let found = server.get("alice", answer.header("location")).await;
    assert_eq!((found.status.as_u16(), &found.json), (200, &answer.json));
    let again = post(
        &server,
        &json!({ "id": answer.json["id"], "name": "again" }),
    )
    .await;
    assert_eq!((again.status.as_u16(), &again.json), (200, &answer.json));
    let second = post(&server, &json!({ "name": "home" })).await;
    let all = server.get("alice", "/api/labels").await;
    assert_eq!(all.json, json!({ "items": [second.json, answer.json] }));
    let taken = post(&server, &json!({ "name": "WÖRK" })).await;
    taken.assert_problem(409);
    assert_eq!(taken.json["type"], "urn:taskward:problem:label-name-taken");
}

#[tokio::test]
async fn what_is_no_label_is_refused() {
    let server = Server::start().await;
    for (body, fields) in [
        (json!({}), &["name"][..]),
        (json!({ "name": " " }), &["name"]),
        (json!({ "name": "\u{301}" }), &["name"]),
        (json!({ "name": "x".repeat(101) }), &["name"]),
        (json!({ "name": "x", "colour": "Red" }), &["colour"]),
        (json!({ "name": "x", "position": "a0" }), &["position"]),
        (json!({ "name": "x", "id": "1" }), &["id"]),
    ] {
        post(&server, &body).await.assert_refused(fields);
    }
    let foreign = json!({ "id": id_of("bob", 1), "name": 5 });
    post(&server, &foreign).await.assert_problem(403);
    let all = server.get("alice", "/api/labels?limit=1").await;
    all.assert_refused(&["limit"]);
}

#[tokio::test]
async fn given_fields_change_and_a_name_that_is_taken_says_what_to_do() {
    let server = Server::start().await;
    let work = server.create_label("alice", "work").await;
    server.create_label("alice", "home").await;
    let task = create_with(&server, &[&work], "report").await;
    let patch = async |body: Value| {
        let sending = server.by("alice", "PATCH", &label_path_of(&work));
        let sending = sending.header("content-type", "application/merge-patch+json");
        sending.body(body.to_string()).send().await
    };
    let answer = patch(json!({ "name": "office", "colour": "red" })).await;
    assert_eq!(
        (answer.status.as_u16(), answer.header("etag")),
        (200, "\"4\"")
    );
    assert_eq!(
        (&answer.json["name"], &answer.json["colour"]),
        (&json!("office"), &json!("red"))
    );
    assert_eq!(server.get("alice", &path_of(&task)).await.json, task);
    assert_eq!(patch(json!({})).await.json, answer.json);
    let taken = patch(json!({ "name": "Home" })).await;
    taken.assert_problem(409);
    assert_eq!(taken.json["type"], "urn:taskward:problem:label-name-taken");
    assert!(taken.json["detail"].as_str().unwrap().contains("/merge"));
    for field in ["name", "colour"] {
        patch(json!({ field: null })).await.assert_refused(&[field]);
    }
    let stale = server
        .by("alice", "PATCH", &label_path_of(&work))
        .header("if-match", "\"1\"");
    stale
        .json(&json!({ "name": "x" }))
        .await
        .assert_problem(412);
}

#[tokio::test]
async fn tasks_have_labels_of_their_owners_alone() {
    let server = Server::start().await;
    let work = server.create_label("alice", "work").await;
    let his = server.create_label("bob", "his").await;
    let task = create_with(&server, &[&work], "milk").await;
    let many: Vec<_> = (0..51).map(|number| id_of("alice", number)).collect();
    for (labels, status) in [
        (json!([work["id"], his["id"]]), 403),
        (json!([work["id"], work["id"]]), 422),
        (json!([work["id"], id_of("alice", 99)]), 422),
        (json!([task["id"]]), 422),
        (json!(["work"]), 422),
        (json!(many), 422),
        (json!("work"), 422),
        (json!(null), 422),
    ] {
        let body = json!({ "title": "x", "labels": labels });
        for (method, path) in [
            ("POST", "/api/tasks".to_owned()),
            ("PUT", path_of(&task)),
            ("PATCH", path_of(&task)),
        ] {
            let refused = server.by("alice", method, &path).json(&body).await;
            refused.assert_problem(status);
            if status == 422 {
                refused.assert_refused(&["labels"]);
            }
        }
    }
    assert_eq!(server.get("alice", &path_of(&task)).await.json, task);
    let other = server.by("alice", "PATCH", &path_of(&task));
    let other = other.json(&json!({ "title": "bread" })).await;
    assert_eq!(other.json["labels"], json!([work["id"]]));
    let replaced = server.by("alice", "PUT", &path_of(&task));
    let replaced = replaced.json(&json!({ "title": "bread" })).await;
    assert_eq!(replaced.json["labels"], json!([]));
}

#[tokio::test]
async fn a_filter_asks_for_labels_by_their_names() {
    let server = Server::start().await;
    let work = server.create_label("alice", "Büro").await;
    let waiting = server.create_label("alice", "waiting for").await;
    server.create_label("bob", "his").await;
    create_with(&server, &[&work, &waiting], "one").await;
    create_with(&server, &[&work], "two").await;
    create_with(&server, &[], "three").await;
    for (filter, expected) in [
        ("%23buro", "two, one"),
        ("%23B%C3%BCro%20-%23%22Waiting%20for%22", "two"),
        ("no:label", "three"),
        ("%23his", ""),
    ] {
        let page = server
            .get("alice", &format!("/api/tasks?filter={filter}"))
            .await;
        assert_eq!(page.status, 200, "{}", page.text);
        assert_eq!(page.titles().join(", "), expected, "{filter}");
    }
}

#[tokio::test]
async fn merging_and_deleting_are_told_with_all_other_changes() {
    let server = Server::start().await;
    let work = server.create_label("alice", "work").await;
    let office = server.create_label("alice", "office").await;
    let his = server.create_label("bob", "his").await;
    let task = create_with(&server, &[&work], "report").await;
    let changes = async |query: &str| {
        let answer = server.get("alice", &format!("/api/changes{query}")).await;
        answer.json
    };
    let first = changes("").await;
    assert_eq!(first["labels"], json!([work, office]));
    let merge = async |into: &Value| {
        let path = format!("{}/merge", label_path_of(&work));
        let body = json!({ "into": into });
        server.by("alice", "POST", &path).json(&body).await
    };
    merge(&his["id"]).await.assert_problem(403);
    for into in [&work["id"], &json!(id_of("alice", 99)), &json!("office")] {
        merge(into).await.assert_refused(&["into"]);
    }
    let merged = merge(&office["id"]).await;
    assert_eq!((merged.status.as_u16(), &merged.json), (200, &office));
    let after = changes("?since=3").await;
    let mut expected = task.clone();
    expected["labels"] = json!([office["id"]]);
    expected["revision"] = json!(4);
    expected["updated_at"] = after["tasks"][0]["updated_at"].clone();
    assert_eq!(after["tasks"], json!([expected]));
    let gone = json!([{ "kind": "label", "id": work["id"], "revision": 5 }]);
    assert_eq!(after["deleted"], gone);
    merge(&office["id"]).await.assert_problem(404);
    let delete = async || {
        server
            .by("alice", "DELETE", &label_path_of(&office))
            .send()
            .await
    };
    assert_eq!(delete().await.status, 204);
    delete().await.assert_problem(404);
    let left = server.get("alice", &path_of(&task)).await;
    assert_eq!(left.json["labels"], json!([]));
    let again = json!({ "id": office["id"], "name": "again" });
    post(&server, &again).await.assert_problem(409);
}
