//! What a client asks for, and what the task is afterwards.

use rand::{RngExt, rngs::StdRng, seq::IndexedRandom};
use reqwest::RequestBuilder;
use serde_json::{Value, json};

/// A task as its client knows it.
#[derive(Clone, Debug, PartialEq)]
pub enum State {
    /// Never created.
    Absent,
    /// As it was last answered.
    Live(Value),
    /// Deleted; as it was before.
    Deleted(Value),
}

/// A change of one task. Every one changes something, so that it raises the revision.
#[derive(Clone, Debug)]
pub enum Change {
    Create(Value),
    Replace(Value),
    Patch(Value),
    Complete(bool),
    Toggle,
    Delete,
    Restore,
}

impl Change {
    /// A change that a task in this state can undergo; `mark` occurs in no other one.
    pub fn of(state: &State, mark: &str, random: &mut StdRng) -> Self {
        let title = format!("title {mark}");
        let description = random
            .random_bool(0.5)
            .then(|| format!("description {mark} ").repeat(random.random_range(1..40)));
        match state {
            State::Absent => Self::Create(json!({
                "title": title, "description": description, "completed": random.random_bool(0.2),
            })),
            State::Deleted(_) => Self::Restore,
            State::Live(task) => {
                let completed = task["completed"] == true;
                let whole = json!({
                    "title": title, "description": description, "completed": !completed,
                });
                let parts = [
                    json!({ "title": title }),
                    json!({ "description": format!("only {mark}") }),
                    whole.clone(),
                ];
                let changes = [
                    Self::Replace(whole),
                    Self::Patch(parts.choose(random).unwrap().clone()),
                    Self::Complete(!completed),
                    Self::Toggle,
                    Self::Delete,
                ];
                changes.choose(random).unwrap().clone()
            }
        }
    }

    /// The request for it, to which a token is still to be added.
    pub fn request(&self, http: &reqwest::Client, server: &str, id: &str) -> RequestBuilder {
        let tasks = format!("{server}/api/tasks");
        let task = format!("{tasks}/{id}");
        match self {
            Self::Create(body) => {
                let mut body = body.clone();
                body["id"] = id.into();
                with_body(http.post(tasks), &body)
            }
            Self::Replace(body) => with_body(http.put(task), body),
            Self::Patch(body) => with_body(http.patch(task), body),
            Self::Complete(completed) => {
                let request = http.patch(format!("{task}/complete"));
                with_body(request, &json!({ "completed": completed }))
            }
            Self::Toggle => http.patch(format!("{task}/complete")),
            Self::Delete => http.delete(task),
            Self::Restore => http.post(format!("{task}/restore")),
        }
    }

    /// What it is answered with the first time.
    pub fn status(&self) -> u16 {
        match self {
            Self::Create(_) => 201,
            Self::Delete => 204,
            _ => 200,
        }
    }

    /// What a person has written in the task once it has happened; `None` if it deletes it.
    pub fn outcome(&self, before: &State) -> Option<Value> {
        let mut after = match before {
            State::Absent => json!({ "description": null, "completed": false }),
            State::Live(task) | State::Deleted(task) => content(task),
        };
        match self {
            Self::Create(body) | Self::Replace(body) | Self::Patch(body) => {
                for (name, value) in body.as_object().unwrap() {
                    after[name] = value.clone();
                }
            }
            Self::Complete(completed) => after["completed"] = (*completed).into(),
            Self::Toggle => after["completed"] = (after["completed"] == false).into(),
            Self::Delete => return None,
            Self::Restore => {}
        }
        Some(after)
    }
}

fn with_body(request: RequestBuilder, body: &Value) -> RequestBuilder {
    request
        .header("content-type", "application/json")
        .body(body.to_string())
}

/// What a person has written in a task.
pub fn content(task: &Value) -> Value {
    json!({
        "title": task["title"],
        "description": task["description"],
        "completed": task["completed"],
    })
}
