//! Several owners, whose names are easily confused, do random things over HTTP, also with each other's ids, paths,
//! cursors, tags, revisions and changes. Whatever is another's is answered 403, everybody's tasks are what a simple model
//! says after every step, and no step changes anything of anybody else's.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use futures_util::FutureExt;
use http_body_util::BodyExt;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use proptest::{prelude::*, test_runner::Config};
use serde_json::{Value, json};

use super::support::{Answer, Server, id_of};

/// By case, by a dot or a letter at the end, by white space, and by Unicode form.
const PEOPLE: [&str; 7] = [
    "alice",
    "Alice",
    "alice.",
    "alic",
    "alice ",
    "jos\u{e9}",
    "jose\u{301}",
];
const ORDERS: [&str; 6] = [
    "created", "-created", "updated", "-updated", "title", "-title",
];
/// As many as a client can choose ids of here.
const NUMBERS: std::ops::Range<u64> = 1..5;

/// Under which prefix a request goes.
#[derive(Clone, Copy, Debug)]
enum Through {
    Short,
    Me,
    User(usize),
}

/// What `If-Match` says.
#[derive(Clone, Copy, Debug)]
enum Tag {
    None,
    Any,
    /// That of the same task as it is now.
    Current,
    /// That of this person's task of the same number.
    Of(usize),
    Revision(u64),
}

#[derive(Clone, Debug)]
enum Action {
    Create(String),
    CreateUnnamed(String),
    Read,
    Replace(String, bool),
    Patch(String),
    Describe(Option<String>),
    Complete(Option<bool>),
    Delete,
    Restore,
    /// The first page, of this order, completion and size, changed since a revision of this person's.
    List(&'static str, Option<bool>, usize, Option<usize>),
    /// The page behind this person's last one.
    Next(usize),
    /// The first page, of this size, of what changed since a revision of this person's, or since ever.
    Changes(Option<usize>, usize),
    /// The page of changes behind this person's last one.
    NextChanges(usize),
    /// A stream's first event, for one who saw a revision of this person's, or none.
    Listen(Option<usize>),
}

#[derive(Clone, Debug)]
struct Step {
    asker: usize,
    /// Whose task it is about, and which one.
    owner: usize,
    number: u64,
    through: Through,
    tag: Tag,
    action: Action,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let person = 0..PEOPLE.len();
    let text = "[a-z]{1,3}";
    let action = prop_oneof![
        6 => text.prop_map(Action::Create),
        1 => text.prop_map(Action::CreateUnnamed),
        2 => Just(Action::Read),
        1 => (text, any::<bool>()).prop_map(|(text, done)| Action::Replace(text, done)),
        1 => text.prop_map(Action::Patch),
        1 => prop::option::of(text).prop_map(Action::Describe),
        1 => any::<Option<bool>>().prop_map(Action::Complete),
        2 => Just(Action::Delete),
        2 => Just(Action::Restore),
        2 => (prop::sample::select(&ORDERS[..]), any::<Option<bool>>(), 1..4_usize, prop::option::of(person.clone()))
            .prop_map(|(order, completed, limit, since)| Action::List(order, completed, limit, since)),
        3 => person.clone().prop_map(Action::Next),
        2 => (prop::option::of(person.clone()), 1..4_usize)
            .prop_map(|(since, limit)| Action::Changes(since, limit)),
        3 => person.clone().prop_map(Action::NextChanges),
        1 => prop::option::of(person.clone()).prop_map(Action::Listen),
    ];
    let through = prop_oneof![
        6 => Just(Through::Short),
        1 => Just(Through::Me),
        2 => person.clone().prop_map(Through::User),
    ];
    let tag = prop_oneof![
        4 => Just(Tag::None),
        1 => Just(Tag::Any),
        2 => Just(Tag::Current),
        1 => person.clone().prop_map(Tag::Of),
        1 => (0..20_u64).prop_map(Tag::Revision),
    ];
    // Mostly with tasks of their own, so that there is something to protect.
    let pair = (person.clone(), prop::option::weighted(0.4, person))
        .prop_map(|(asker, owner)| (asker, owner.unwrap_or(asker)));
    let step = (pair, NUMBERS, through, tag, action).prop_map(
        |((asker, owner), number, through, tag, action)| Step {
            asker,
            owner,
            number,
            through,
            tag,
            action,
        },
    );
    prop::collection::vec(step, 30..120)
}

/// What one person has: tasks as their JSON, by id.
#[derive(Default)]
struct Model {
    revision: u64,
    live: BTreeMap<String, Value>,
    deleted: BTreeMap<String, Value>,
    /// The revisions of the deletions, by id.
    deletions: BTreeMap<String, u64>,
    /// The last page that another follows: its cursor, what it was wanted with, and its last task.
    page: Option<(String, Asked, Value)>,
    /// The last page of changes that another follows: its cursor, and where the next one begins.
    changes: Option<(String, Run)>,
}

/// A place in a run of pages of changes: what was asked for, and behind which revision tasks and deletions are wanted.
#[derive(Clone, Copy)]
struct Run {
    since: u64,
    tasks_after: u64,
    deletions_after: u64,
}

/// A list's order, completion and revision.
type Asked = (&'static str, Option<bool>, Option<u64>);

impl Model {
    /// A page of changes from there on, and the revision behind which another follows.
    fn changes(&self, run: Run, limit: usize) -> (Value, Option<u64>) {
        let revision = |task: &Value| task["revision"].as_u64().unwrap();
        let tasks = self.live.values().map(|task| (revision(task), Ok(task)));
        let tasks = tasks.filter(|(revision, _)| *revision > run.tasks_after);
        let deleted = self.deletions.iter().map(|(id, at)| (*at, Err(id)));
        let deleted = deleted.filter(|(revision, _)| *revision > run.deletions_after);
        let mut all: Vec<(u64, Result<&Value, &String>)> = tasks.chain(deleted).collect();
        all.sort_by_key(|(revision, _)| *revision);
        let more = all.len() > limit;
        all.truncate(limit);
        let behind = all.last().filter(|_| more).map(|(revision, _)| *revision);
        let deletion = |(revision, what): &(u64, Result<&Value, &String>)| {
            what.err()
                .map(|id| json!({ "id": id, "revision": revision }))
        };
        let page = json!({
            "revision": behind.unwrap_or(self.revision),
            "tasks": all.iter().filter_map(|(_, what)| what.ok()).collect::<Vec<_>>(),
            "deleted": all.iter().filter_map(deletion).collect::<Vec<_>>(),
        });
        (page, behind)
    }

    /// The tasks that a list holds, from behind one on.
    fn list(&self, (order, completed, since): Asked, behind: Option<&Value>) -> Vec<Value> {
        let mut tasks: Vec<_> = self.live.values().cloned().collect();
        tasks.retain(|task| completed.is_none_or(|done| task["completed"] == done));
        tasks.retain(|task| since.is_none_or(|since| task["revision"].as_u64().unwrap() > since));
        let (name, backwards) = match order.strip_prefix('-') {
            Some(name) => (name, true),
            None => (order, false),
        };
        tasks.sort_by_key(|task| place(name, task));
        if let Some(behind) = behind {
            let at = place(name, behind);
            tasks.retain(|task| {
                if backwards {
                    place(name, task) < at
                } else {
                    place(name, task) > at
                }
            });
        }
        if backwards {
            tasks.reverse();
        }
        tasks
    }
}

/// What a task is sorted by. Times have one width, titles are lower-case letters.
fn place(order: &str, task: &Value) -> (String, u64) {
    let text = |name: &str| task[name].as_str().unwrap();
    match order {
        "created" => (format!("{} {}", text("created_at"), text("id")), 0),
        "updated" => (String::new(), task["revision"].as_u64().unwrap()),
        _ => (format!("{} {}", text("title"), text("id")), 0),
    }
}

proptest! {
    #![proptest_config(Config { cases: 16, max_shrink_iters: 200, failure_persistence: None, ..Config::default() })]

    #[test]
    fn owners_with_confusable_names_see_and_change_their_own_tasks_alone(steps in steps()) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let server = Server::start().await;
            let mut models: [Model; PEOPLE.len()] = Default::default();
            for step in &steps {
                run(&server, &mut models, step).await;
                assert_everybody_has(&server, &models, &ORDERS[..1]).await;
            }
            assert_everybody_has(&server, &models, &ORDERS).await;
            assert_deleted_are_gone(&server, &models).await;
        });
    }
}

/// Everybody's lists in these orders are the model's, and nobody's revision has moved.
async fn assert_everybody_has(server: &Server, models: &[Model], orders: &[&'static str]) {
    for (person, model) in PEOPLE.iter().zip(models) {
        for &order in orders {
            let page = server
                .get(person, &format!("/api/tasks?limit=200&sort={order}"))
                .await;
            assert_eq!(
                page.json["items"],
                json!(model.list((order, None, None), None)),
                "{person} {order}"
            );
        }
        let since = format!("/api/tasks?changed_since={}", model.revision);
        let page = server.get(person, &since).await;
        assert_eq!(
            page.json,
            json!({ "items": [], "next": null }),
            "{person} has changes"
        );
    }
}

async fn assert_deleted_are_gone(server: &Server, models: &[Model]) {
    for (person, model) in PEOPLE.iter().zip(models) {
        for id in model.deleted.keys() {
            server
                .get(person, &format!("/api/tasks/{id}"))
                .await
                .assert_problem(404);
        }
    }
}

async fn run(server: &Server, models: &mut [Model], step: &Step) {
    let person = PEOPLE[step.asker];
    let prefix = match step.through {
        Through::Short => "/api".to_owned(),
        Through::Me => "/api/users/me".to_owned(),
        Through::User(user) => format!(
            "/api/users/{}",
            utf8_percent_encode(PEOPLE[user], NON_ALPHANUMERIC)
        ),
    };
    let foreign_path = matches!(step.through, Through::User(user) if user != step.asker);
    match step.action {
        Action::List(order, completed, limit, since) => {
            let wanted = (order, completed, since.map(|whose| models[whose].revision));
            let answer = server
                .get(person, &format!("{prefix}/tasks?{}", query(wanted, limit)))
                .await;
            if foreign_path {
                return answer.assert_problem(403);
            }
            let expected = models[step.asker].list(wanted, None);
            check_page(&answer, &expected, limit, wanted, &mut models[step.asker]);
        }
        Action::Next(whose) => {
            let Some((cursor, wanted, last)) = models[whose].page.clone() else {
                return;
            };
            let path = format!("{prefix}/tasks?{}&cursor={cursor}", query(wanted, 2));
            let answer = server.get(person, &path).await;
            if foreign_path || whose != step.asker {
                return answer.assert_problem(403);
            }
            let expected = models[whose].list(wanted, Some(&last));
            check_page(&answer, &expected, 2, wanted, &mut models[whose]);
        }
        Action::Changes(since, limit) => {
            let since = since.map_or(0, |whose| models[whose].revision);
            let path = format!("{prefix}/changes?since={since}&limit={limit}");
            let answer = server.get(person, &path).await;
            let model = &mut models[step.asker];
            if foreign_path {
                return answer.assert_problem(403);
            }
            if since > model.revision {
                return answer.assert_problem(410);
            }
            // Who begins with nothing needs no deletions but those to come.
            let deletions_after = if since == 0 { model.revision } else { since };
            let run = Run {
                since,
                tasks_after: since,
                deletions_after,
            };
            check_changes(&answer, run, limit, model);
        }
        Action::NextChanges(whose) => {
            let Some((cursor, run)) = models[whose].changes.clone() else {
                return;
            };
            let since = run.since;
            let path = format!("{prefix}/changes?since={since}&limit=2&cursor={cursor}");
            let answer = server.get(person, &path).await;
            if foreign_path || whose != step.asker {
                return answer.assert_problem(403);
            }
            check_changes(&answer, run, 2, &mut models[whose]);
        }
        Action::Listen(saw) => {
            let saw = saw.map(|whose| models[whose].revision);
            let mut sending = server.by(person, "GET", &format!("{prefix}/events"));
            if let Some(revision) = saw {
                sending = sending.header("last-event-id", &revision.to_string());
            }
            let response = sending.begin().await;
            assert_eq!(response.status() == 403, foreign_path);
            if foreign_path {
                return;
            }
            let first = response.into_body().frame().now_or_never();
            let first = first.map(|frame| frame.unwrap().unwrap().into_data().unwrap());
            let revision = models[step.asker].revision;
            let event =
                format!("id: {revision}\nevent: revision\ndata: {{\"revision\":{revision}}}\n\n");
            let expected = (saw != Some(revision)).then(|| event.into());
            assert_eq!(first, expected, "{person} saw {saw:?}");
        }
        _ => one(server, models, step, &prefix, foreign_path).await,
    }
}

fn query((order, completed, since): Asked, limit: usize) -> String {
    let completed = completed.map(|completed| format!("&completed={completed}"));
    let since = since.map(|since| format!("&changed_since={since}"));
    format!(
        "sort={order}&limit={limit}{}{}",
        completed.unwrap_or_default(),
        since.unwrap_or_default()
    )
}

fn check_page(answer: &Answer, expected: &[Value], limit: usize, wanted: Asked, model: &mut Model) {
    assert_eq!(answer.status, 200, "{}", answer.text);
    let shown = &expected[..expected.len().min(limit)];
    assert_eq!(answer.json["items"], json!(shown));
    let next = answer.json["next"].as_str();
    assert_eq!(next.is_some(), expected.len() > limit, "{}", answer.text);
    if let Some(next) = next {
        model.page = Some((next.to_owned(), wanted, shown[limit - 1].clone()));
    }
}

fn check_changes(answer: &Answer, run: Run, limit: usize, model: &mut Model) {
    assert_eq!(answer.status, 200, "{}", answer.text);
    let (mut expected, behind) = model.changes(run, limit);
    let next = answer.json["next"].as_str();
    assert_eq!(next.is_some(), behind.is_some(), "{}", answer.text);
    expected["next"] = answer.json["next"].clone();
    assert_eq!(answer.json, expected);
    if let (Some(next), Some(behind)) = (next, behind) {
        let run = Run {
            tasks_after: behind,
            deletions_after: run.deletions_after.max(behind),
            ..run
        };
        model.changes = Some((next.to_owned(), run));
    }
}

/// A step that is about one task.
async fn one(server: &Server, models: &mut [Model], step: &Step, prefix: &str, foreign_path: bool) {
    let id = id_of(PEOPLE[step.owner], step.number);
    let revision = |person: usize| {
        let task = models[person].live.get(&id_of(PEOPLE[person], step.number));
        task.map_or(0, |task| task["revision"].as_u64().unwrap())
    };
    let tag = match step.tag {
        Tag::None => None,
        Tag::Any => Some("*".to_owned()),
        Tag::Current => Some(format!("\"{}\"", revision(step.owner))),
        Tag::Of(person) => Some(format!("\"{}\"", revision(person))),
        Tag::Revision(number) => Some(format!("\"{number}\"")),
    };
    let answer = send(server, step, prefix, &id, tag.as_deref()).await;
    let named = !matches!(step.action, Action::CreateUnnamed(_));
    if foreign_path || named && step.owner != step.asker {
        return answer.assert_problem(403);
    }
    let model = &mut models[step.asker];
    let before = model.live.get(&id).cloned();
    let meets = |task: &Value| {
        let now = format!("\"{}\"", task["revision"]);
        tag.as_deref().is_none_or(|tag| tag == "*" || tag == now)
    };
    match (&step.action, before) {
        (Action::CreateUnnamed(title), _) => {
            let id = answer.json["id"].as_str().unwrap_or_default().to_owned();
            assert!(!model.live.contains_key(&id) && !model.deleted.contains_key(&id));
            changed(
                model,
                &answer,
                201,
                None,
                &json!({ "id": id, "title": title }),
            );
        }
        (Action::Create(_) | Action::Read | Action::Restore, Some(task)) => is(&answer, &task),
        (Action::Create(_), None) if model.deleted.contains_key(&id) => answer.assert_problem(409),
        (Action::Create(title), None) => {
            changed(
                model,
                &answer,
                201,
                None,
                &json!({ "id": id, "title": title }),
            );
        }
        (Action::Restore, None) => match model.deleted.remove(&id) {
            None => answer.assert_problem(404),
            Some(task) => {
                model.deletions.remove(&id);
                let updated_at = answer.json["updated_at"].clone();
                assert_eq!(updated_at, task["updated_at"]);
                changed(model, &answer, 200, Some(task), &json!({}));
            }
        },
        (_, None) => answer.assert_problem(404),
        (_, Some(task)) if !meets(&task) => answer.assert_problem(412),
        (Action::Delete, Some(task)) => {
            assert_eq!((answer.status.as_u16(), answer.text.as_str()), (204, ""));
            model.revision += 1;
            model.live.remove(&id);
            model.deletions.insert(id.clone(), model.revision);
            model.deleted.insert(id, task);
        }
        (action, Some(task)) => {
            let fields = match action {
                Action::Replace(title, done) => {
                    json!({ "title": title, "completed": done, "description": null })
                }
                Action::Patch(title) => json!({ "title": title }),
                Action::Describe(text) => json!({ "description": text }),
                Action::Complete(done) => {
                    json!({ "completed": done.unwrap_or(task["completed"] == false) })
                }
                other => unreachable!("{other:?} is answered above"),
            };
            let same = fields
                .as_object()
                .unwrap()
                .iter()
                .all(|(name, value)| task[name] == *value);
            if same {
                is(&answer, &task);
            } else {
                changed(model, &answer, 200, Some(task), &fields);
            }
        }
    }
}

async fn send(server: &Server, step: &Step, prefix: &str, id: &str, tag: Option<&str>) -> Answer {
    let task = format!("{prefix}/tasks/{id}");
    let (method, path, body) = match &step.action {
        Action::Create(title) => {
            let body = json!({ "id": id, "title": title });
            ("POST", format!("{prefix}/tasks"), Some(body))
        }
        Action::CreateUnnamed(title) => (
            "POST",
            format!("{prefix}/tasks"),
            Some(json!({ "title": title })),
        ),
        Action::Read => ("GET", task, None),
        Action::Replace(title, done) => (
            "PUT",
            task,
            Some(json!({ "title": title, "completed": done })),
        ),
        Action::Patch(title) => ("PATCH", task, Some(json!({ "title": title }))),
        Action::Describe(text) => ("PATCH", task, Some(json!({ "description": text }))),
        Action::Complete(done) => {
            let body = done.map(|done| json!({ "completed": done }));
            ("PATCH", format!("{task}/complete"), body)
        }
        Action::Delete => ("DELETE", task, None),
        Action::Restore => ("POST", format!("{task}/restore"), None),
        Action::List(..)
        | Action::Next(_)
        | Action::Changes(..)
        | Action::NextChanges(_)
        | Action::Listen(_) => unreachable!("about no task"),
    };
    let mut sending = server.by(PEOPLE[step.asker], method, &path);
    if let Some(tag) = tag {
        sending = sending.header("if-match", tag);
    }
    match body {
        Some(body) => sending.json(&body).await,
        None => sending.send().await,
    }
}

/// The answer is the task as the model has it.
#[track_caller]
fn is(answer: &Answer, task: &Value) {
    assert_eq!((answer.status.as_u16(), &answer.json), (200, task));
    assert_eq!(answer.header("etag"), format!("\"{}\"", task["revision"]));
}

/// The answer is a task that has these fields now, the next revision, and else what it had before.
#[track_caller]
fn changed(model: &mut Model, answer: &Answer, status: u16, before: Option<Value>, fields: &Value) {
    assert_eq!(answer.status.as_u16(), status, "{}", answer.text);
    model.revision += 1;
    let mut expected = before.unwrap_or_else(|| {
        json!({ "description": null, "priority": 4, "due": null, "start": null, "completed": false, "completed_at": null, "created_at": answer.json["created_at"] })
    });
    let Value::Object(fields) = fields else {
        panic!("fields are an object")
    };
    for (name, value) in fields {
        expected[name] = value.clone();
    }
    // The clock is the server's.
    for time in ["updated_at", "completed_at"] {
        expected[time] = answer.json[time].clone();
    }
    expected["revision"] = json!(model.revision);
    assert_eq!(answer.json, expected);
    assert_eq!(
        answer.json["completed"] == true,
        answer.json["completed_at"].is_string()
    );
    assert_eq!(answer.header("etag"), format!("\"{}\"", model.revision));
    let id = expected["id"].as_str().unwrap().to_owned();
    model.live.insert(id, expected);
}

/// A lint forbids it everywhere else, unless a line says otherwise. There is one such line.
#[test]
fn an_owner_is_made_in_one_place_of_the_server() {
    let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let the_place = [sources.join("extract/authenticate.rs")];
    assert_eq!(naming(&sources, "from_subject"), the_place);
    assert_eq!(naming(&sources, "insert(Authenticated {"), the_place);
}

/// The source files that have this text in them, each as often as it does, not counting their tests.
fn naming(folder: &Path, text: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(naming(&path, text));
        } else {
            let source = fs::read_to_string(&path).unwrap();
            // Nothing follows the tests; a lint sees to that.
            let source = source.split("#[cfg(test)]\nmod tests {").next();
            let times = source.unwrap_or_default().matches(text).count();
            found.extend(std::iter::repeat_n(path, times));
        }
    }
    found
}
