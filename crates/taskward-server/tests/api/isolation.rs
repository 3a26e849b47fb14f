//! Several owners, whose names are easily confused, do random things over HTTP, also with each other's ids, paths,
//! cursors, tags, revisions, lists, labels and changes. Whatever is another's is answered 403, everybody's tasks, lists and labels are what
//! a simple model says after every step, and no step changes anything of anybody else's.

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
use taskward_core::{OrderKey, Owner, TaskId};

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
    /// It shall come back twice.
    Recur,
    Undo,
    Completions,
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
    /// Puts the task into the list of the same number of the one so many people behind the asker, or into the Inbox.
    Put(Option<usize>),
    /// The tasks in such a list, or in the Inbox.
    ListIn(Option<usize>),
    CreateList(String),
    ReadList,
    RenameList(String),
    /// What becomes of its tasks.
    DeleteList(Option<&'static str>),
    CreateLabel(String),
    ReadLabel,
    RenameLabel(String),
    /// Puts the label of the same number of the one so many people behind the asker on the task, or none.
    Label(Option<usize>),
    DeleteLabel,
    /// Into the label of that number of the one so many people behind the asker.
    MergeLabel(usize, u64),
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
    // Mostly their own.
    let list = prop::option::weighted(0.8, prop_oneof![3 => Just(0), 1 => person.clone()]);
    let of_a_list = prop_oneof![
        5 => text.prop_map(Action::CreateList),
        1 => Just(Action::ReadList),
        1 => text.prop_map(Action::RenameList),
        1 => prop::sample::select(&[None, Some("move-to-inbox"), Some("delete")][..])
            .prop_map(Action::DeleteList),
        3 => list.clone().prop_map(Action::ListIn),
    ];
    let of_a_label = prop_oneof![
        5 => "[a-e]".prop_map(Action::CreateLabel),
        1 => Just(Action::ReadLabel),
        1 => "[a-e]".prop_map(Action::RenameLabel),
        5 => list.clone().prop_map(Action::Label),
        1 => Just(Action::DeleteLabel),
        2 => (prop_oneof![4 => Just(0), 1 => person.clone()], NUMBERS)
            .prop_map(|(behind, number)| Action::MergeLabel(behind, number)),
    ];
    let action = prop_oneof![
        8 => of_a_label,
        6 => of_a_list,
        6 => text.prop_map(Action::Create),
        1 => text.prop_map(Action::CreateUnnamed),
        2 => Just(Action::Read),
        1 => (text, any::<bool>()).prop_map(|(text, done)| Action::Replace(text, done)),
        1 => text.prop_map(Action::Patch),
        1 => prop::option::of(text).prop_map(Action::Describe),
        3 => any::<Option<bool>>().prop_map(Action::Complete),
        2 => Just(Action::Recur),
        2 => Just(Action::Undo),
        1 => Just(Action::Completions),
        2 => Just(Action::Delete),
        4 => list.prop_map(Action::Put),
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
    /// What was completed of recurring tasks, last completed first, by id.
    completions: BTreeMap<String, Vec<Value>>,
    /// The revisions of the deletions, by id.
    deletions: BTreeMap<String, u64>,
    /// Lists, as their JSON, by id, and the revisions of the deletions of others.
    lists: BTreeMap<String, Value>,
    list_deletions: BTreeMap<String, u64>,
    /// The same of labels.
    labels: BTreeMap<String, Value>,
    label_deletions: BTreeMap<String, u64>,
    /// The last page that another follows: its cursor, what it was wanted with, and its last task.
    page: Option<(String, Asked, Value)>,
    /// The last page of changes that another follows: its cursor, and where the next one begins.
    changes: Option<(String, Run)>,
}

fn revision_of(thing: &Value) -> u64 {
    thing["revision"].as_u64().unwrap()
}

/// A place in a run of pages of changes: what was asked for, and behind which revision what is there and deletions are
/// wanted.
#[derive(Clone, Copy)]
struct Run {
    since: u64,
    live_after: u64,
    deletions_after: u64,
}

/// A list's order, completion and revision.
type Asked = (&'static str, Option<bool>, Option<u64>);

impl Model {
    /// A page of changes from there on, and the revision behind which another follows.
    fn changes(&self, run: Run, limit: usize) -> (Value, Option<u64>) {
        let mut all = Vec::new();
        for (member, things) in [
            ("tasks", &self.live),
            ("lists", &self.lists),
            ("labels", &self.labels),
        ] {
            let things = things
                .values()
                .map(|it| (revision_of(it), member, it.clone()));
            all.extend(things.filter(|(revision, ..)| *revision > run.live_after));
        }
        for (kind, deletions) in [
            ("task", &self.deletions),
            ("list", &self.list_deletions),
            ("label", &self.label_deletions),
        ] {
            let deletions = deletions.iter().map(|(id, revision)| {
                let deletion = json!({ "kind": kind, "id": id, "revision": revision });
                (*revision, "deleted", deletion)
            });
            all.extend(deletions.filter(|(revision, ..)| *revision > run.deletions_after));
        }
        all.sort_by_key(|(revision, ..)| *revision);
        let more = all.len() > limit;
        all.truncate(limit);
        let behind = all.last().filter(|_| more).map(|(revision, ..)| *revision);
        let mut page = json!({
            "revision": behind.unwrap_or(self.revision), "tasks": [], "lists": [], "labels": [],
            "deleted": [],
        });
        for (_, member, thing) in all {
            page[member].as_array_mut().unwrap().push(thing);
        }
        (page, behind)
    }

    /// All lists, in the owner's order.
    fn all_lists(&self) -> Vec<&Value> {
        let mut lists: Vec<_> = self.lists.values().collect();
        lists.sort_by_key(|list| {
            let text = |name: &str| list[name].as_str().unwrap();
            (text("position"), text("id"))
        });
        lists
    }

    /// All labels, by their names, which are lower-case letters.
    fn all_labels(&self) -> Vec<&Value> {
        let mut labels: Vec<_> = self.labels.values().collect();
        labels.sort_by_key(|label| label["name"].as_str().unwrap());
        labels
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
            for (person, model) in PEOPLE.iter().zip(&models) {
                let lists = server.get(person, "/api/lists").await;
                assert_eq!(lists.json, json!({ "items": model.all_lists() }), "{person}");
                let labels = server.get(person, "/api/labels").await;
                assert_eq!(labels.json, json!({ "items": model.all_labels() }), "{person}");
            }
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
                live_after: since,
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
            let path = format!("{prefix}/events");
            let revision = (!foreign_path).then_some(models[step.asker].revision);
            listen(server, person, &path, saw, revision).await;
        }
        Action::ListIn(behind) => {
            let list = list_of(step, behind);
            let path = format!("{prefix}/tasks?list={}", list.as_deref().unwrap_or("inbox"));
            let answer = server.get(person, &path).await;
            if foreign_path || behind.unwrap_or(0) > 0 {
                return answer.assert_problem(403);
            }
            check_tasks_of(list.as_ref(), &answer, &models[step.asker]);
        }
        Action::CreateList(_)
        | Action::ReadList
        | Action::RenameList(_)
        | Action::DeleteList(_) => {
            one_list(server, models, step, &prefix, foreign_path).await;
        }
        Action::CreateLabel(_)
        | Action::ReadLabel
        | Action::RenameLabel(_)
        | Action::DeleteLabel
        | Action::MergeLabel(..) => {
            one_label(server, models, step, &prefix, foreign_path).await;
        }
        _ => one(server, models, step, &prefix, foreign_path).await,
    }
}

/// A stream begins with this revision, unless it was seen already; without one the path is another's.
async fn listen(
    server: &Server,
    person: &str,
    path: &str,
    saw: Option<u64>,
    revision: Option<u64>,
) {
    let mut sending = server.by(person, "GET", path);
    if let Some(revision) = saw {
        sending = sending.header("last-event-id", &revision.to_string());
    }
    let response = sending.begin().await;
    assert_eq!(response.status() == 403, revision.is_none());
    let Some(revision) = revision else { return };
    let first = response.into_body().frame().now_or_never();
    let first = first.map(|frame| frame.unwrap().unwrap().into_data().unwrap());
    let event = format!("id: {revision}\nevent: revision\ndata: {{\"revision\":{revision}}}\n\n");
    let expected = (saw != Some(revision)).then(|| event.into());
    assert_eq!(first, expected, "{person} saw {saw:?}");
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
            live_after: behind,
            deletions_after: run.deletions_after.max(behind),
            ..run
        };
        model.changes = Some((next.to_owned(), run));
    }
}

/// The answer is the tasks of a list, or of the Inbox.
fn check_tasks_of(list: Option<&String>, answer: &Answer, model: &Model) {
    let mut expected = model.list((ORDERS[1], None, None), None);
    expected.retain(|task| task["list_id"] == json!(list));
    assert_eq!(answer.json["items"], json!(expected), "{}", answer.text);
}

/// The id of a person's list of this number, which is no task's. Two tasks share one.
fn list_id_of(person: &str, number: u64) -> String {
    id_of(person, 100 + number / 2)
}

/// What `If-Match` says, where each person's thing has this revision.
fn tag(step: &Step, revision: impl Fn(usize) -> Option<u64>) -> Option<String> {
    let quoted = |revision| format!("\"{revision}\"");
    match step.tag {
        Tag::None => None,
        Tag::Any => Some("*".to_owned()),
        Tag::Current => Some(quoted(revision(step.owner).unwrap_or(0))),
        Tag::Of(person) => Some(quoted(revision(person).unwrap_or(0))),
        Tag::Revision(number) => Some(quoted(number)),
    }
}

fn meets(tag: Option<&str>, thing: &Value) -> bool {
    let now = format!("\"{}\"", thing["revision"]);
    tag.is_none_or(|tag| tag == "*" || tag == now)
}

/// A step that is about one list.
async fn one_list(
    server: &Server,
    models: &mut [Model],
    step: &Step,
    prefix: &str,
    foreign_path: bool,
) {
    let person = PEOPLE[step.asker];
    let id = list_id_of(PEOPLE[step.owner], step.number);
    let tag = tag(step, |whose| {
        let id = list_id_of(PEOPLE[whose], step.number);
        models[whose].lists.get(&id).map(revision_of)
    });
    let lists = format!("{prefix}/lists");
    let list = format!("{lists}/{id}");
    let (method, path, body) = match &step.action {
        Action::CreateList(name) => ("POST", lists, Some(json!({ "id": id, "name": name }))),
        Action::ReadList => ("GET", list, None),
        Action::RenameList(name) => ("PATCH", list, Some(json!({ "name": name }))),
        Action::DeleteList(None) => ("DELETE", list, None),
        Action::DeleteList(Some(tasks)) => ("DELETE", format!("{list}?tasks={tasks}"), None),
        other => unreachable!("{other:?} is about no list"),
    };
    let mut sending = server.by(person, method, &path);
    if let Some(tag) = &tag {
        sending = sending.header("if-match", tag);
    }
    let answer = match body {
        Some(body) => sending.json(&body).await,
        None => sending.send().await,
    };
    if foreign_path || step.owner != step.asker {
        return answer.assert_problem(403);
    }
    let model = &mut models[step.asker];
    let has_tasks = model.live.values().any(|task| task["list_id"] == id);
    match (&step.action, model.lists.get(&id).cloned()) {
        (Action::CreateList(_), None) if model.list_deletions.contains_key(&id) => {
            answer.assert_problem(409);
        }
        (Action::CreateList(name), None) => {
            let fields = json!({ "id": id, "name": name, "colour": "grey", "archived": false });
            // Where it stands and when it was created says the server.
            list_is(model, &answer, 201, fields, &["position", "created_at"]);
        }
        (Action::CreateList(_) | Action::ReadList, Some(list)) => is(&answer, &list),
        (_, None) => answer.assert_problem(404),
        (_, Some(list)) if !meets(tag.as_deref(), &list) => answer.assert_problem(412),
        (Action::RenameList(name), Some(list)) if list["name"] == *name => is(&answer, &list),
        (Action::RenameList(name), Some(mut list)) => {
            list["name"] = json!(name);
            list_is(model, &answer, 200, list, &[]);
        }
        (Action::DeleteList(None), Some(_)) if has_tasks => answer.assert_problem(409),
        (Action::DeleteList(tasks), Some(_)) => {
            assert_eq!((answer.status.as_u16(), answer.text.as_str()), (204, ""));
            end_list(server, person, model, &id, *tasks == Some("delete")).await;
        }
        (other, _) => unreachable!("{other:?} is about no list"),
    }
}

/// The id of a person's label of this number, which is nothing else's.
fn label_id_of(person: &str, number: u64) -> String {
    id_of(person, 200 + number)
}

/// Which label a step names: of the one so many people behind the asker.
fn label_of(step: &Step, behind: usize, number: u64) -> String {
    label_id_of(PEOPLE[(step.asker + behind) % PEOPLE.len()], number)
}

/// A step that is about one label.
async fn one_label(
    server: &Server,
    models: &mut [Model],
    step: &Step,
    prefix: &str,
    foreign_path: bool,
) {
    let person = PEOPLE[step.asker];
    let id = label_id_of(PEOPLE[step.owner], step.number);
    let tag = tag(step, |whose| {
        let id = label_id_of(PEOPLE[whose], step.number);
        models[whose].labels.get(&id).map(revision_of)
    });
    let labels = format!("{prefix}/labels");
    let label = format!("{labels}/{id}");
    let (method, path, body) = match &step.action {
        Action::CreateLabel(name) => ("POST", labels, Some(json!({ "id": id, "name": name }))),
        Action::ReadLabel => ("GET", label, None),
        Action::RenameLabel(name) => ("PATCH", label, Some(json!({ "name": name }))),
        Action::DeleteLabel => ("DELETE", label, None),
        Action::MergeLabel(behind, number) => {
            let into = label_of(step, *behind, *number);
            let body = json!({ "into": into });
            ("POST", format!("{label}/merge"), Some(body))
        }
        other => unreachable!("{other:?} is about no label"),
    };
    let mut sending = server.by(person, method, &path);
    if let Some(tag) = &tag {
        sending = sending.header("if-match", tag);
    }
    let answer = match body {
        Some(body) => sending.json(&body).await,
        None => sending.send().await,
    };
    let into_anothers = matches!(step.action, Action::MergeLabel(1.., _));
    if foreign_path || into_anothers || step.owner != step.asker {
        return answer.assert_problem(403);
    }
    let model = &mut models[step.asker];
    let is_taken = |name: &str| {
        let mut labels = model.labels.values();
        labels.any(|label| label["name"] == *name && label["id"] != id)
    };
    match (&step.action, model.labels.get(&id).cloned()) {
        (Action::CreateLabel(_), None) if model.label_deletions.contains_key(&id) => {
            answer.assert_problem(409);
        }
        (Action::CreateLabel(name), None) if is_taken(name) => answer.assert_problem(409),
        (Action::CreateLabel(name), None) => {
            let fields = json!({ "id": id, "name": name, "colour": "grey" });
            label_is(model, &answer, 201, fields, &["created_at"]);
        }
        (Action::CreateLabel(_) | Action::ReadLabel, Some(label)) => is(&answer, &label),
        (_, None) => answer.assert_problem(404),
        (_, Some(label)) if !meets(tag.as_deref(), &label) => answer.assert_problem(412),
        (Action::RenameLabel(name), Some(label)) if label["name"] == *name => is(&answer, &label),
        (Action::RenameLabel(name), Some(_)) if is_taken(name) => answer.assert_problem(409),
        (Action::RenameLabel(name), Some(mut label)) => {
            label["name"] = json!(name);
            label_is(model, &answer, 200, label, &[]);
        }
        (Action::DeleteLabel, Some(_)) => {
            assert_eq!((answer.status.as_u16(), answer.text.as_str()), (204, ""));
            end_label(server, person, model, &id, None).await;
        }
        (Action::MergeLabel(_, number), Some(_)) => {
            let into = label_of(step, 0, *number);
            match model.labels.get(&into).filter(|_| into != id) {
                None => answer.assert_refused(&["into"]),
                Some(label) => {
                    is(&answer, label);
                    end_label(server, person, model, &id, Some(&into)).await;
                }
            }
        }
        (other, _) => unreachable!("{other:?} is about no label"),
    }
}

/// The answer is a label that has these fields now and the next revision. Others are taken from it.
#[track_caller]
fn label_is(model: &mut Model, answer: &Answer, status: u16, mut label: Value, taken: &[&str]) {
    assert_eq!(answer.status.as_u16(), status, "{}", answer.text);
    model.revision += 1;
    for name in taken.iter().chain(&["updated_at"]) {
        label[*name] = answer.json[*name].clone();
    }
    label["revision"] = json!(model.revision);
    assert_eq!(answer.json, label);
    assert_eq!(answer.header("etag"), format!("\"{}\"", model.revision));
    let id = label["id"].as_str().unwrap().to_owned();
    model.labels.insert(id, label);
}

/// A label goes, and its tasks lose it or get another one, in the order of their creation, deleted or not.
async fn end_label(
    server: &Server,
    person: &str,
    model: &mut Model,
    label: &str,
    into: Option<&str>,
) {
    let left = json!(into.map_or(vec![], |into| vec![into]));
    let mut tasks = model.list((ORDERS[0], None, None), None);
    tasks.retain(|task| task["labels"][0] == label);
    for mut task in tasks {
        model.revision += 1;
        task["labels"] = left.clone();
        task["revision"] = json!(model.revision);
        // The clock is the server's.
        let id = task["id"].as_str().unwrap().to_owned();
        let found = server.get(person, &format!("/api/tasks/{id}")).await;
        task["updated_at"] = found.json["updated_at"].clone();
        assert_eq!(found.json, task);
        model.live.insert(id, task);
    }
    for task in model.deleted.values_mut() {
        if task["labels"][0] == label {
            task["labels"] = left.clone();
        }
    }
    model.revision += 1;
    model.labels.remove(label);
    model
        .label_deletions
        .insert(label.to_owned(), model.revision);
}

/// The answer is a list that has these fields now and the next revision. Others are taken from it.
#[track_caller]
fn list_is(model: &mut Model, answer: &Answer, status: u16, mut list: Value, taken: &[&str]) {
    assert_eq!(answer.status.as_u16(), status, "{}", answer.text);
    model.revision += 1;
    for name in taken.iter().chain(&["updated_at"]) {
        list[*name] = answer.json[*name].clone();
    }
    list["revision"] = json!(model.revision);
    assert_eq!(answer.json, list);
    assert_eq!(answer.header("etag"), format!("\"{}\"", model.revision));
    model
        .lists
        .insert(list["id"].as_str().unwrap().to_owned(), list);
}

/// A list goes, and its tasks leave it in the order of their creation, deleted or not.
async fn end_list(server: &Server, person: &str, model: &mut Model, list: &str, with_tasks: bool) {
    let mut tasks = model.list((ORDERS[0], None, None), None);
    tasks.retain(|task| task["list_id"] == list);
    for mut task in tasks {
        model.revision += 1;
        let id = task["id"].as_str().unwrap().to_owned();
        task["list_id"] = Value::Null;
        if with_tasks {
            model.live.remove(&id);
            model.deletions.insert(id.clone(), model.revision);
            model.deleted.insert(id, task);
        } else {
            task["revision"] = json!(model.revision);
            // The clock is the server's.
            let moved = server.get(person, &format!("/api/tasks/{id}")).await;
            task["updated_at"] = moved.json["updated_at"].clone();
            assert_eq!(moved.json, task);
            model.live.insert(id, task);
        }
    }
    for task in model.deleted.values_mut() {
        if task["list_id"] == list {
            task["list_id"] = Value::Null;
        }
    }
    model.revision += 1;
    model.lists.remove(list);
    model.list_deletions.insert(list.to_owned(), model.revision);
}

/// A step that is about one task.
#[expect(
    clippy::too_many_lines,
    reason = "an arm for each action, side by side"
)]
async fn one(server: &Server, models: &mut [Model], step: &Step, prefix: &str, foreign_path: bool) {
    let id = id_of(PEOPLE[step.owner], step.number);
    let tag = tag(step, |whose| {
        let id = id_of(PEOPLE[whose], step.number);
        models[whose].live.get(&id).map(revision_of)
    });
    let answer = send(server, step, prefix, &id, tag.as_deref()).await;
    let named = !matches!(step.action, Action::CreateUnnamed(_));
    let into_anothers = matches!(
        step.action,
        Action::Put(Some(1..)) | Action::Label(Some(1..))
    );
    if foreign_path || into_anothers || named && step.owner != step.asker {
        return answer.assert_problem(403);
    }
    let model = &mut models[step.asker];
    let before = model.live.get(&id).cloned();
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
        (Action::Completions, Some(_)) => has_completed(model, &answer, &id),
        (_, Some(task)) if !meets(tag.as_deref(), &task) => answer.assert_problem(412),
        (Action::Delete, Some(task)) => {
            assert_eq!((answer.status.as_u16(), answer.text.as_str()), (204, ""));
            model.revision += 1;
            model.live.remove(&id);
            model.deletions.insert(id.clone(), model.revision);
            model.deleted.insert(id, task);
        }
        (Action::Undo, Some(task)) => undone(model, &answer, &id, task),
        (Action::Complete(done), Some(task))
            if task["completed"] == false
                && task["recurrence"].is_object()
                && *done != Some(false) =>
        {
            moved_on(model, &answer, &id, task);
        }
        (Action::Put(behind), Some(task)) => {
            let list = list_of(step, *behind);
            let is_there = list.as_ref().is_none_or(|id| model.lists.contains_key(id));
            if is_there {
                edited(model, &answer, &id, task, &json!({ "list_id": list }));
            } else {
                answer.assert_refused(&["list_id"]);
            }
        }
        (Action::Label(behind), Some(task)) => {
            let label = behind.map(|behind| label_of(step, behind, step.number));
            let is_there = |id: &String| model.labels.contains_key(id);
            if label.as_ref().is_none_or(is_there) {
                let labels: Vec<_> = label.into_iter().collect();
                edited(model, &answer, &id, task, &json!({ "labels": labels }));
            } else {
                answer.assert_refused(&["labels"]);
            }
        }
        (action, Some(task)) => {
            let fields = match action {
                Action::Replace(title, done) => json!({
                    "title": title, "completed": done, "description": null, "due": null,
                    "list_id": null, "labels": [], "recurrence": null,
                }),
                Action::Recur => twice(),
                Action::Patch(title) => json!({ "title": title }),
                Action::Describe(text) => json!({ "description": text }),
                Action::Complete(done) => {
                    json!({ "completed": done.unwrap_or(task["completed"] == false) })
                }
                other => unreachable!("{other:?} is answered above"),
            };
            edited(model, &answer, &id, task, &fields);
        }
    }
}

/// The answer has these fields, by an edit that left the others alone.
fn edited(model: &mut Model, answer: &Answer, id: &str, task: Value, fields: &Value) {
    let same = fields
        .as_object()
        .unwrap()
        .iter()
        .all(|(name, value)| task[name] == *value);
    if same {
        return is(answer, &task);
    }
    if fields["completed"] == false {
        let completions = model.completions.entry(id.to_owned()).or_default();
        completions.retain(|completion| completion["completed_at"] != task["completed_at"]);
    }
    changed(model, answer, 200, Some(task), fields);
}

/// An occurrence was completed; of the last one, the task.
fn moved_on(model: &mut Model, answer: &Answer, id: &str, task: Value) {
    let completion = json!({
        "revision": model.revision + 1,
        "completed_at": answer.json["updated_at"],
        "due": task["due"],
        "start": task["start"],
        "recurrence": task["recurrence"],
    });
    let completions = model.completions.entry(id.to_owned()).or_default();
    completions.insert(0, completion);
    let fields = if task["due"] == twice()["due"] {
        json!({
            "due": { "date": "2030-01-02" },
            "recurrence": { "rule": "FREQ=DAILY;COUNT=1", "base": "due" },
        })
    } else {
        json!({ "completed": true })
    };
    changed(model, answer, 200, Some(task), &fields);
}

fn undone(model: &mut Model, answer: &Answer, id: &str, task: Value) {
    let completions = model.completions.entry(id.to_owned()).or_default();
    let is_of_now =
        |last: &&Value| task["completed"] == false || last["completed_at"] == task["completed_at"];
    let mut fields = json!({ "completed": false });
    match completions.first().filter(is_of_now).cloned() {
        None if task["completed"] == false => return answer.assert_problem(409),
        None => {}
        Some(last) => {
            completions.remove(0);
            for name in ["due", "start", "recurrence"] {
                fields[name] = last[name].clone();
            }
        }
    }
    changed(model, answer, 200, Some(task), &fields);
}

fn has_completed(model: &Model, answer: &Answer, id: &str) {
    let items = model.completions.get(id).cloned().unwrap_or_default();
    let page = json!({ "items": items, "next": null });
    assert_eq!((answer.status.as_u16(), &answer.json), (200, &page));
}

/// What makes a task come back twice.
fn twice() -> Value {
    json!({
        "due": { "date": "2030-01-01" },
        "recurrence": { "rule": "FREQ=DAILY;COUNT=2", "base": "due" },
    })
}

/// Which list a step names: of the one so many people behind the asker.
fn list_of(step: &Step, behind: Option<usize>) -> Option<String> {
    let whose = PEOPLE[(step.asker + behind?) % PEOPLE.len()];
    Some(list_id_of(whose, step.number))
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
        Action::Put(behind) => {
            let list = list_of(step, *behind);
            ("PATCH", task, Some(json!({ "list_id": list })))
        }
        Action::Label(behind) => {
            let label = behind.map(|behind| label_of(step, behind, step.number));
            let labels: Vec<_> = label.into_iter().collect();
            ("PATCH", task, Some(json!({ "labels": labels })))
        }
        Action::Recur => ("PATCH", task, Some(twice())),
        Action::Undo => ("POST", format!("{task}/completions/undo"), None),
        Action::Completions => ("GET", format!("{task}/completions"), None),
        Action::Delete => ("DELETE", task, None),
        Action::Restore => ("POST", format!("{task}/restore"), None),
        Action::List(..)
        | Action::Next(_)
        | Action::Changes(..)
        | Action::NextChanges(_)
        | Action::ListIn(_)
        | Action::CreateList(_)
        | Action::ReadList
        | Action::RenameList(_)
        | Action::DeleteList(_)
        | Action::CreateLabel(_)
        | Action::ReadLabel
        | Action::RenameLabel(_)
        | Action::DeleteLabel
        | Action::MergeLabel(..)
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
        json!({
            "description": null, "priority": 4, "due": null, "start": null, "list_id": null, "labels": [],
            "recurrence": null,
            "completed": false, "completed_at": null, "created_at": answer.json["created_at"],
        })
    });
    let Value::Object(fields) = fields else {
        panic!("fields are an object")
    };
    for (name, value) in fields {
        expected[name] = value.clone();
    }
    if expected["position"].is_null() {
        let id = expected["id"].as_str().unwrap();
        #[expect(clippy::disallowed_methods, reason = "tests make owners up")]
        let position = PEOPLE.iter().find_map(|person| {
            let owner = Owner::from_subject(person).unwrap();
            TaskId::parse(id, &owner).ok()
        });
        expected["position"] = json!(OrderKey::of(position.unwrap()).as_str());
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
