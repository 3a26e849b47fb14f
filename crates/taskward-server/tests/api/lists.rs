use serde_json::{Value, json};
use taskward_core::OrderKey;

use super::support::{Answer, Server, id_of, list_path_of, path_of};

async fn post(server: &Server, body: &Value) -> Answer {
    server.by("alice", "POST", "/api/lists").json(body).await
}

async fn create_in(server: &Server, list: &Value, title: &str) -> Value {
    let body = json!({ "title": title, "list_id": list["id"] });
    let answer = server.by("alice", "POST", "/api/tasks").json(&body).await;
    assert_eq!(answer.status, 201, "{}", answer.text);
    assert_eq!(answer.json["list_id"], list["id"]);
    answer.json
}

#[tokio::test]
async fn a_list_is_created_and_found_where_location_says() {
    let server = Server::start().await;
    let answer = post(&server, &json!({ "name": " House ", "colour": "teal" })).await;
    assert_eq!(
        (answer.status.as_u16(), answer.header("etag")),
        (201, "\"1\"")
    );
    assert_eq!(answer.header("location"), list_path_of(&answer.json));
    assert_eq!(answer.json["name"], "House");
    assert_eq!(answer.json["colour"], "teal");
    assert_eq!(answer.json["archived"], false);
    let found = server.get("alice", answer.header("location")).await;
    assert_eq!((found.status.as_u16(), &found.json), (200, &answer.json));
    let again = post(
        &server,
        &json!({ "id": answer.json["id"], "name": "again" }),
    )
    .await;
    assert_eq!((again.status.as_u16(), &again.json), (200, &answer.json));
    let second = post(&server, &json!({ "name": "Work" })).await;
    assert_eq!(second.json["colour"], "grey");
    let all = server.get("alice", "/api/lists").await;
    assert_eq!(all.json, json!({ "items": [answer.json, second.json] }));
    assert_eq!(
        server.get("bob", "/api/lists").await.json,
        json!({ "items": [] })
    );
}

#[tokio::test]
async fn fields_are_checked_all_at_once() {
    let server = Server::start().await;
    for (body, fields) in [
        (json!({}), &["name"][..]),
        (json!({ "name": " " }), &["name"]),
        (json!({ "name": "x".repeat(101) }), &["name"]),
        (json!({ "name": "x", "colour": "Teal" }), &["colour"]),
        (json!({ "name": "x", "position": "a00" }), &["position"]),
        (json!({ "name": "x", "position": "" }), &["position"]),
        (json!({ "name": "x", "archived": null }), &["archived"]),
        (json!({ "name": "x", "user_id": "alice" }), &["user_id"]),
        (
            json!({ "name": "", "id": "x", "colour": "beige", "position": "-" }),
            &["id", "name", "colour", "position"],
        ),
    ] {
        post(&server, &body).await.assert_refused(fields);
    }
    let foreign = json!({ "name": "", "id": id_of("bob", 1) });
    post(&server, &foreign).await.assert_problem(403);
    let all = server.get("alice", "/api/lists?limit=1").await;
    all.assert_refused(&["limit"]);
}

#[tokio::test]
async fn given_fields_change_and_others_stay() {
    let server = Server::start().await;
    let [first, second] = ["one", "two"].map(|name| server.create_list("alice", name));
    let (first, second) = (first.await, second.await);
    let patch = async |body: Value| {
        let sending = server.by("alice", "PATCH", &list_path_of(&second));
        let sending = sending.header("content-type", "application/merge-patch+json");
        sending.body(body.to_string()).send().await
    };
    let answer = patch(json!({ "position": "Zz", "archived": true })).await;
    assert_eq!(
        (answer.status.as_u16(), answer.header("etag")),
        (200, "\"3\"")
    );
    assert_eq!(answer.json["name"], "two");
    let all = server.get("alice", "/api/lists").await;
    assert_eq!(all.json["items"], json!([answer.json, first]));
    assert_eq!(patch(json!({})).await.json, answer.json);
    for field in ["name", "colour", "position", "archived"] {
        patch(json!({ field: null })).await.assert_refused(&[field]);
    }
    patch(json!({ "id": second["id"] }))
        .await
        .assert_refused(&["id"]);
    let stale = server
        .by("alice", "PATCH", &list_path_of(&second))
        .header("if-match", "\"2\"");
    stale
        .json(&json!({ "name": "x" }))
        .await
        .assert_problem(412);
}

#[tokio::test]
async fn tasks_are_filtered_by_their_list() {
    let server = Server::start().await;
    let list = server.create_list("alice", "House").await;
    let task = create_in(&server, &list, "dishes").await;
    server.create("alice", "thought").await;
    let id = list["id"].as_str().unwrap();
    let found = async |list: &str| {
        let page = server
            .get("alice", &format!("/api/tasks?list={list}"))
            .await;
        assert_eq!(page.status, 200, "{}", page.text);
        page.titles().join(", ")
    };
    assert_eq!(found(id).await, "dishes");
    assert_eq!(found("inbox").await, "thought");
    assert_eq!(found(&id_of("alice", 99)).await, "");
    for list in ["", "Inbox", "x"] {
        let refused = server
            .get("alice", &format!("/api/tasks?list={list}"))
            .await;
        refused.assert_refused(&["list"]);
    }
    let foreign = format!("/api/tasks?list={id}&unknown=1");
    server.get("bob", &foreign).await.assert_problem(403);
    let out = json!({ "list_id": null });
    let out = server
        .by("alice", "PATCH", &path_of(&task))
        .json(&out)
        .await;
    assert_eq!(out.json["list_id"], json!(null));
    assert_eq!(found("inbox").await, "thought, dishes");
}

#[tokio::test]
async fn a_task_goes_into_a_list_of_its_owners_alone() {
    let server = Server::start().await;
    let task = server.create("alice", "milk").await;
    let his = server.create_list("bob", "his").await;
    for (list, status) in [
        (his["id"].clone(), 403),
        (json!(id_of("alice", 99)), 422),
        (task["id"].clone(), 422),
        (json!("inbox"), 422),
        (json!(5), 422),
    ] {
        let body = json!({ "title": "x", "list_id": list });
        for (method, path) in [
            ("POST", "/api/tasks".to_owned()),
            ("PUT", path_of(&task)),
            ("PATCH", path_of(&task)),
        ] {
            let refused = server.by("alice", method, &path).json(&body).await;
            refused.assert_problem(status);
            if status == 422 {
                refused.assert_refused(&["list_id"]);
            }
        }
    }
    assert_eq!(server.get("alice", &path_of(&task)).await.json, task);
}

#[tokio::test]
async fn deleting_a_list_asks_what_becomes_of_its_tasks() {
    let server = Server::start().await;
    for (tasks, left) in [("move-to-inbox", "dishes"), ("delete", "")] {
        let list = server.create_list("alice", "House").await;
        let task = create_in(&server, &list, "dishes").await;
        let delete = async |query: &str| {
            let path = format!("{}{query}", list_path_of(&list));
            server.by("alice", "DELETE", &path).send().await
        };
        let refused = delete("").await;
        refused.assert_problem(409);
        assert_eq!(refused.json["type"], "urn:taskward:problem:list-has-tasks");
        delete("?tasks=keep").await.assert_refused(&["tasks"]);
        assert_eq!(delete(&format!("?tasks={tasks}")).await.status, 204);
        assert_eq!(
            server.get("alice", "/api/tasks").await.titles().join(", "),
            left
        );
        delete("").await.assert_problem(404);
        let again = json!({ "id": list["id"], "name": "again" });
        post(&server, &again).await.assert_problem(409);
        server.by("alice", "DELETE", &path_of(&task)).send().await;
        let restore = format!("{}/restore", path_of(&task));
        let restored = server.by("alice", "POST", &restore).send().await;
        assert_eq!(
            (restored.status.as_u16(), &restored.json["list_id"]),
            (200, &json!(null))
        );
        server.by("alice", "DELETE", &path_of(&task)).send().await;
    }
    let empty = server.create_list("alice", "Empty").await;
    let deleted = server
        .by("alice", "DELETE", &list_path_of(&empty))
        .send()
        .await;
    assert_eq!(deleted.status, 204);
}

#[tokio::test]
async fn lists_are_told_of_with_all_other_changes() {
    let server = Server::start().await;
    let list = server.create_list("alice", "House").await;
    let task = create_in(&server, &list, "dishes").await;
    let changes = async |query: &str| {
        server
            .get("alice", &format!("/api/changes{query}"))
            .await
            .json
    };
    let expected = json!({ "revision": 2, "tasks": [task], "lists": [list], "labels": [], "deleted": [], "next": null });
    assert_eq!(changes("").await, expected);
    let first = changes("?limit=1").await;
    assert_eq!(
        (&first["lists"], &first["tasks"]),
        (&json!([list]), &json!([]))
    );
    let path = format!("{}?tasks=delete", list_path_of(&list));
    server.by("alice", "DELETE", &path).send().await;
    let expected = json!([
        { "kind": "task", "id": task["id"], "revision": 3 },
        { "kind": "list", "id": list["id"], "revision": 4 },
    ]);
    assert_eq!(changes("?since=2").await["deleted"], expected);
}

#[tokio::test]
async fn tasks_are_put_in_order_by_hand() {
    let server = Server::start().await;
    let list = server.create_list("alice", "House").await;
    let mut tasks = Vec::new();
    for title in ["one", "two", "three"] {
        tasks.push(create_in(&server, &list, title).await);
    }
    let path = format!(
        "/api/tasks?list={}&sort=position&limit=2",
        list["id"].as_str().unwrap()
    );
    let titles = async || {
        let page = server.get("alice", &path).await;
        let next = page.json["next"].as_str().unwrap().to_owned();
        let rest = server.get("alice", &format!("{path}&cursor={next}")).await;
        [page.titles(), rest.titles()].concat().join(", ")
    };
    assert_eq!(titles().await, "one, two, three");
    let key = |text: &Value| OrderKey::parse(text.as_str().unwrap()).unwrap();
    let between = OrderKey::between(
        Some(&key(&tasks[0]["position"])),
        Some(&key(&tasks[1]["position"])),
    );
    let put = async |position: Value| {
        let body = json!({ "position": position });
        server
            .by("alice", "PATCH", &path_of(&tasks[2]))
            .json(&body)
            .await
    };
    let between = json!(between.unwrap().as_str());
    let moved = put(between.clone()).await;
    assert_eq!(
        (moved.status.as_u16(), &moved.json["position"]),
        (200, &between)
    );
    assert_eq!(titles().await, "one, three, two");
    let back = put(json!(null)).await;
    assert_eq!(back.json["position"], tasks[2]["position"]);
    assert_eq!(titles().await, "one, two, three");
    put(json!("")).await.assert_refused(&["position"]);
    put(json!("a00")).await.assert_refused(&["position"]);
    for query in ["sort=position", "list=inbox&sort=-position"] {
        let answer = server.get("alice", &format!("/api/tasks?{query}")).await;
        answer.assert_refused(&["sort"]);
    }
    let inbox = server
        .get("alice", "/api/tasks?list=inbox&sort=position")
        .await;
    assert_eq!(inbox.json, json!({ "items": [], "next": null }));
}
