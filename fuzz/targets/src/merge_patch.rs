use http::{Request, StatusCode};
use serde_json::Value;
use taskward_core::{Description, OrderKey, Rule, TaskId, Title, Zone};

use crate::owner;
use crate::service::{Service, with_service};

/// What a patch may name; it says nothing about the rest.
const EDITABLE: [&str; 10] = [
    "title",
    "description",
    "priority",
    "due",
    "start",
    "list_id",
    "labels",
    "recurrence",
    "position",
    "completed",
];

/// A patch changes what it names, as RFC 7396 has it, and nothing else; a refused one nothing at all;
/// and the same patch again changes nothing more, unless it completes an occurrence of a task that recurs.
pub fn merge_patch(data: &[u8]) -> bool {
    with_service(|service| {
        let before = service.task();
        let answer = send(service, data);
        if answer.status != StatusCode::OK {
            let refused = [400, 403, 413, 422].contains(&answer.status.as_u16());
            assert!(refused, "{}", answer.status);
            assert_eq!(answer.json["status"], answer.status.as_u16());
            assert_eq!(service.edits(), 0, "a refused patch changes nothing");
            assert_eq!(service.task(), before);
            return false;
        }
        let patch: Value = serde_json::from_slice(data).expect("a patch is JSON");
        let patch = patch.as_object().expect("a patch is an object");
        assert!(patch.keys().all(|name| EDITABLE.contains(&name.as_str())));
        let after = service.task();
        assert_eq!(after, answer.json);
        let moves_on =
            !after["recurrence"].is_null() && patch.get("completed") == Some(&true.into());
        for (name, value) in before.as_object().expect("an object") {
            let expected = match (name.as_str(), patch.get(name)) {
                ("title", Some(given)) => title(given),
                ("description", Some(given)) => description(given),
                ("due" | "start" | "recurrence" | "completed", _) if moves_on => continue,
                ("due", Some(given)) => due(given),
                ("recurrence", Some(given)) => recurrence(given),
                ("completed" | "priority" | "start", Some(given)) => given.clone(),
                ("position", Some(given)) => position(given, &before),
                ("list_id", Some(given)) => id(given),
                ("labels", Some(given)) => {
                    let ids = given.as_array().expect("labels are an array");
                    ids.iter().map(id).collect()
                }
                // They follow from the others.
                ("completed_at" | "updated_at" | "revision", _) => continue,
                (_, None) => value.clone(),
                (_, Some(_)) => panic!("{name} cannot be patched"),
            };
            assert_eq!(after[name], expected, "{name}");
        }
        assert_eq!(after["completed_at"].is_null(), after["completed"] == false);
        if !moves_on {
            assert_eq!(send(service, data).json, after);
        }
        true
    })
}

fn send(service: &Service, data: &[u8]) -> crate::service::Answer {
    let request = Request::patch(service.path());
    let request = request.header("content-type", "application/merge-patch+json");
    service.send(request, data.to_vec())
}

fn title(given: &Value) -> Value {
    let text = given.as_str().expect("a title is a text");
    Title::parse(text).expect("a good title").as_str().into()
}

/// It is replaced whole, what is null in it is not there, and zones have one spelling.
fn due(given: &Value) -> Value {
    let mut due = given.clone();
    if let Some(members) = due.as_object_mut() {
        members.retain(|_, value| !value.is_null());
    }
    if let Some(zone) = due.get_mut("zone") {
        let name = Zone::parse(zone.as_str().expect("a zone is a text"));
        *zone = name.expect("a good zone").as_str().into();
    }
    due
}

/// In lower case.
fn id(given: &Value) -> Value {
    given
        .as_str()
        .map_or(Value::Null, |id| id.to_lowercase().into())
}

/// It is replaced whole, in its shortest spelling.
fn recurrence(given: &Value) -> Value {
    if given.is_null() {
        return Value::Null;
    }
    let rule = given["rule"]
        .as_str()
        .and_then(|text| Rule::parse(text).ok());
    let rule = rule.expect("a good rule").to_string();
    let base = given["base"].as_str().unwrap_or("due");
    serde_json::json!({ "rule": rule, "base": base })
}

/// Without one it is where the task's id says.
fn position(given: &Value, before: &Value) -> Value {
    if !given.is_null() {
        return given.clone();
    }
    let id = before["id"].as_str().expect("an id");
    let id = TaskId::parse(id, &owner("alice")).expect("alice's id");
    OrderKey::of(id).as_str().into()
}

fn description(given: &Value) -> Value {
    match given {
        Value::String(text) => Description::parse(text.clone())
            .expect("a good description")
            .map_or(Value::Null, |description| description.as_str().into()),
        other => {
            assert!(other.is_null());
            Value::Null
        }
    }
}
