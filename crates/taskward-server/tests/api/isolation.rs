//! Several owners do random things over HTTP, also with each other's ids, paths and cursors. Whatever
//! is another's is answered 403, and everybody's tasks are what a simple model says.

use std::collections::BTreeMap;

use proptest::{prelude::*, strategy::ValueTree, test_runner::TestRunner};
use serde_json::{Value, json};

use super::support::{Answer, Server, id_of};

const PEOPLE: [&str; 3] = ["alice", "bob", "carol"];
const OPERATIONS: usize = 400;

#[derive(Clone, Debug)]
enum Action {
    Create(String),
    Read,
    Replace(String),
    Patch(String),
    Complete(bool),
    Delete,
    Restore,
    List,
    Page,
}

/// Who asks, whose task it is about, which one, through whose path, and what for.
fn step() -> impl Strategy<Value = (usize, usize, u64, Option<usize>, Action)> {
    let text = "[a-z]{1,5}";
    let action = prop_oneof![
        3 => text.prop_map(Action::Create),
        2 => Just(Action::Read),
        1 => text.prop_map(Action::Replace),
        1 => text.prop_map(Action::Patch),
        1 => any::<bool>().prop_map(Action::Complete),
        1 => Just(Action::Delete),
        1 => Just(Action::Restore),
        1 => Just(Action::List),
        1 => Just(Action::Page),
    ];
    (
        0..3_usize,
        0..3_usize,
        1..6_u64,
        prop::option::of(0..3_usize),
        action,
    )
}

/// Title and completion of one person's tasks, by id.
#[derive(Default)]
struct Model {
    live: BTreeMap<String, (String, bool)>,
    deleted: BTreeMap<String, (String, bool)>,
}

#[tokio::test]
async fn random_operations_of_several_owners_agree_with_a_simple_model() {
    let server = Server::start().await;
    let mut models: [Model; 3] = Default::default();
    let mut runner = TestRunner::default();
    let mut cursors: [Option<String>; 3] = Default::default();
    for _ in 0..OPERATIONS {
        let step = step().new_tree(&mut runner).unwrap().current();
        run(&server, &mut models, &mut cursors, step).await;
    }
    for (person, model) in PEOPLE.iter().zip(&models) {
        let page = server.get(person, "/api/tasks?limit=200").await;
        assert_eq!(tasks_in(&page), model.live);
    }
}

#[expect(
    clippy::too_many_lines,
    reason = "an arm for each action, side by side"
)]
async fn run(
    server: &Server,
    models: &mut [Model; 3],
    cursors: &mut [Option<String>; 3],
    (asker, owner, number, through, action): (usize, usize, u64, Option<usize>, Action),
) {
    let context = format!("{asker} {owner} {number} {through:?} {action:?}");
    let id = id_of(PEOPLE[owner], number);
    let prefix = through.map_or("/api".to_owned(), |user| {
        format!("/api/users/{}", PEOPLE[user])
    });
    let task = format!("{prefix}/tasks/{id}");
    let ask = |method: &str, path: &str| server.by(PEOPLE[asker], method, path);
    let answer = match &action {
        Action::Create(title) => {
            ask("POST", &format!("{prefix}/tasks"))
                .json(&json!({ "id": id, "title": title }))
                .await
        }
        Action::Read => ask("GET", &task).send().await,
        Action::Replace(title) => ask("PUT", &task).json(&json!({ "title": title })).await,
        Action::Patch(title) => ask("PATCH", &task).json(&json!({ "title": title })).await,
        Action::Complete(done) => {
            ask("PATCH", &format!("{task}/complete"))
                .json(&json!({ "completed": done }))
                .await
        }
        Action::Delete => ask("DELETE", &task).send().await,
        Action::Restore => ask("POST", &format!("{task}/restore")).send().await,
        Action::List => {
            ask("GET", &format!("{prefix}/tasks?limit=200"))
                .send()
                .await
        }
        Action::Page => {
            let cursor = cursors[owner]
                .as_ref()
                .map(|cursor| format!("&cursor={cursor}"));
            let path = format!(
                "{prefix}/tasks?limit=1{}",
                cursor.clone().unwrap_or_default()
            );
            let answer = ask("GET", &path).send().await;
            let foreign_path = through.is_some_and(|user| user != asker);
            if foreign_path || (cursor.is_some() && owner != asker) {
                answer.assert_problem(403);
                return;
            }
            assert_eq!(answer.status, 200, "{context}");
            let next = answer.json["next"].as_str().map(str::to_owned);
            cursors[asker] = next.or(cursors[asker].take());
            assert!(
                tasks_in(&answer)
                    .keys()
                    .all(|id| models[asker].live.contains_key(id)),
                "{context}"
            );
            return;
        }
    };
    let foreign_path = through.is_some_and(|user| user != asker);
    let foreign_id = owner != asker && !matches!(action, Action::List);
    if foreign_path || foreign_id {
        answer.assert_problem(403);
        return;
    }
    let model = &mut models[asker];
    let expected = match action {
        Action::Create(title) => match (model.live.get(&id), model.deleted.contains_key(&id)) {
            (Some(_), _) => 200,
            (None, true) => 409,
            (None, false) => {
                model.live.insert(id.clone(), (title, false));
                201
            }
        },
        Action::List => {
            assert_eq!(tasks_in(&answer), model.live, "{context}");
            200
        }
        Action::Restore => match model.deleted.remove(&id) {
            Some(task) => {
                model.live.insert(id.clone(), task);
                200
            }
            None if model.live.contains_key(&id) => 200,
            None => 404,
        },
        Action::Delete => match model.live.remove(&id) {
            Some(task) => {
                model.deleted.insert(id.clone(), task);
                204
            }
            None => 404,
        },
        Action::Read | Action::Replace(_) | Action::Patch(_) | Action::Complete(_) => {
            match model.live.get_mut(&id) {
                None => 404,
                Some(task) => {
                    match action {
                        Action::Replace(title) => *task = (title, false),
                        Action::Patch(title) => task.0 = title,
                        Action::Complete(done) => task.1 = done,
                        _ => {}
                    }
                    200
                }
            }
        }
        Action::Page => unreachable!("answered above"),
    };
    assert_eq!(
        answer.status.as_u16(),
        expected,
        "{context}: {}",
        answer.text
    );
    if [200, 201].contains(&expected) && answer.json["id"].is_string() {
        assert_eq!(
            Some(&content(&answer.json)),
            model.live.get(&id),
            "{context}"
        );
    }
}

fn tasks_in(page: &Answer) -> BTreeMap<String, (String, bool)> {
    let items = page.json["items"].as_array().unwrap();
    items
        .iter()
        .map(|task| (task["id"].as_str().unwrap().to_owned(), content(task)))
        .collect()
}

fn content(task: &Value) -> (String, bool) {
    (
        task["title"].as_str().unwrap().to_owned(),
        task["completed"].as_bool().unwrap(),
    )
}
