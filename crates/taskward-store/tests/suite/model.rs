//! Random operations of several owners, held against a model of a few lines.

use std::collections::{BTreeMap, BTreeSet};

use proptest::{
    prelude::*,
    strategy::ValueTree,
    test_runner::{Config, RngAlgorithm, TestRng, TestRunner},
};
use taskward_core::{
    Base, Completing, Completion, Date, Due, Edit, Edited, Label, LabelId, LabelName, LabelPatch,
    List, ListFilter, ListId, Logged, Order, OrderKey, Owner, PageSize, Precondition, Recurrence,
    Revision, Search, Task, TaskContent, TaskId, TaskLabels, TaskPatch, TaskQuery, TasksOfList,
    undo_completion,
};
use taskward_store::{
    ChangeError, CreateError, CreateLabelError, CreateListError, Created, DeleteListError,
    EditLabelError, RestoreError, Store, UndoError,
};

use super::{
    listing::sort,
    recurring::all_completions,
    support::{
        all_pages, at, day, description, due, every, everything, new_label, new_list, new_task,
        owner, priority, title,
    },
};

const OPERATIONS: usize = 600;

#[derive(Clone, Debug)]
enum Operation {
    Create {
        number: i64,
        text: String,
    },
    Edit {
        number: i64,
        edit: Edit,
        precondition: Precondition,
    },
    Delete {
        number: i64,
        precondition: Precondition,
    },
    Restore {
        number: i64,
    },
    CreateList {
        number: i64,
    },
    Move {
        number: i64,
        list: Option<i64>,
    },
    DeleteList {
        number: i64,
        tasks: Option<TasksOfList>,
    },
    CreateLabel {
        number: i64,
        name: String,
    },
    RenameLabel {
        number: i64,
        name: String,
    },
    /// Puts these on a task.
    Put {
        number: i64,
        labels: Vec<i64>,
    },
    /// Deletes a label, or merges it into another one.
    EndLabel {
        number: i64,
        into: Option<i64>,
    },
    UndoCompletion {
        number: i64,
        precondition: Precondition,
    },
    Completions {
        number: i64,
    },
    List {
        order: Order,
        completed: Option<bool>,
        priority: Option<u64>,
        /// 0 is the Inbox.
        list: Option<i64>,
        changed_since: Option<u64>,
        limit: u64,
    },
    Search {
        text: String,
        order: Order,
        limit: u64,
    },
    WriteWords,
}

fn operation() -> impl Strategy<Value = (usize, Operation)> {
    let number = 1..12_i64;
    // Few enough that tasks meet in them, and enough that some stay when others are deleted for good.
    let list = 1..20_i64;
    let text = "[a-zA-Zäé ]{0,6}[a-z]";
    let label = 1..9_i64;
    let name = "[a-eA-E]";
    let edit = prop_oneof![
        (text, any::<bool>()).prop_map(|(text, completed)| Edit::Replace(TaskContent {
            completed,
            ..TaskContent::titled(title(&text))
        })),
        (
            prop::option::of(text),
            prop::option::of("[a-z]{0,3}"),
            prop::option::of(1..=4_u64),
            prop::option::of(any_due()),
            prop::option::of(prop::option::of(any_day())),
            prop::option::of(any_recurrence()),
            prop::option::of(prop::option::of(any_place())),
            any::<Option<bool>>()
        )
            .prop_map(
                |(text, more, urgent, due, start, recurrence, position, completed)| {
                    Edit::Patch(TaskPatch {
                        title: text.as_deref().map(title),
                        description: more.as_deref().map(description),
                        priority: urgent.map(priority),
                        due,
                        start,
                        list_id: None,
                        labels: None,
                        recurrence,
                        position,
                        completed,
                    })
                }
            ),
        (any::<Option<bool>>(), prop::option::of(any_base())).prop_map(|(completed, base)| {
            Edit::Complete(Completing {
                completed,
                base,
                ..Completing::TOGGLE
            })
        }),
        // Tasks that recur are completed often enough that their rules end.
        Just(Edit::Complete(Completing::to(true))),
    ];
    let precondition = prop_oneof![
        3 => Just(Precondition::None),
        1 => Just(Precondition::Exists),
        2 => prop::collection::vec(0..40_u64, 0..3).prop_map(|numbers| {
            Precondition::OneOf(numbers.into_iter().filter_map(Revision::new).collect())
        }),
    ];
    let operation = prop_oneof![
        4 => (number.clone(), text).prop_map(|(number, text)| Operation::Create { number, text }),
        6 => (number.clone(), edit, precondition.clone()).prop_map(|(number, edit, precondition)| {
            Operation::Edit { number, edit, precondition }
        }),
        2 => (number.clone(), precondition.clone())
            .prop_map(|(number, precondition)| Operation::Delete { number, precondition }),
        2 => number.clone().prop_map(|number| Operation::Restore { number }),
        2 => (number.clone(), precondition)
            .prop_map(|(number, precondition)| Operation::UndoCompletion { number, precondition }),
        1 => number.clone().prop_map(|number| Operation::Completions { number }),
        2 => list.clone().prop_map(|number| Operation::CreateList { number }),
        4 => (number.clone(), prop::option::of(list.clone()))
            .prop_map(|(number, list)| Operation::Move { number, list }),
        2 => (label.clone(), name).prop_map(|(number, name)| Operation::CreateLabel { number, name }),
        1 => (label.clone(), name).prop_map(|(number, name)| Operation::RenameLabel { number, name }),
        5 => (number, prop::sample::subsequence((1..9_i64).collect::<Vec<_>>(), 0..3))
            .prop_map(|(number, labels)| Operation::Put { number, labels }),
        1 => (label.clone(), prop::option::weighted(0.7, label))
            .prop_map(|(number, into)| Operation::EndLabel { number, into }),
        1 => (list.clone(), any_fate()).prop_map(|(number, tasks)| Operation::DeleteList { number, tasks }),
        3 => (
            any_order(),
            any::<Option<bool>>(),
            prop::option::of(1..=4_u64),
            prop::option::of(0..20_i64),
            prop::option::of(0..40_u64),
            1..5_u64,
        )
            .prop_map(|(order, completed, priority, list, changed_since, limit)| Operation::List {
                order, completed, priority, list, changed_since, limit,
            }),
        2 => (
            "[a-zäé]{1,2}( [a-zé])?",
            prop_oneof![Just(Order::BEST_FIRST), any_order()],
            1..5_u64,
        )
            .prop_map(|(text, order, limit)| Operation::Search { text, order, limit }),
        1 => Just(Operation::WriteWords),
    ];
    (0..3_usize, operation)
}

fn any_day() -> impl Strategy<Value = Date> {
    (0..3).prop_map(|days| day("2026-12-23").plus_days(days).unwrap())
}

/// Few, so that tasks share them; some among the places that ids have by themselves.
pub fn any_place() -> impl Strategy<Value = OrderKey> {
    prop::sample::select(&["a0", "a0V", "b00", "i000000001", "i0000000050000000V", "z0"][..])
        .prop_filter_map("a place", |text| OrderKey::parse(text).ok())
}

/// Every order without a search.
pub fn any_order() -> impl Strategy<Value = Order> {
    prop_oneof![3 => Just(Order::BY_HAND), 6 => prop::sample::select(&Order::ALL[..])]
}

fn any_fate() -> impl Strategy<Value = Option<TasksOfList>> {
    prop::sample::select(vec![
        None,
        Some(TasksOfList::MoveToInbox),
        Some(TasksOfList::Delete),
    ])
}

fn any_due() -> impl Strategy<Value = Option<Due>> {
    prop_oneof![
        Just(None),
        any_day().prop_map(|day| Some(Due::Date(day))),
        any_day().prop_map(|day| Some(due(&day.to_string()))),
    ]
}

fn any_base() -> impl Strategy<Value = Base> {
    prop::sample::select(&Base::ALL[..])
}

fn any_recurrence() -> impl Strategy<Value = Option<Box<Recurrence>>> {
    let rule = prop::sample::select(
        &[
            "FREQ=DAILY",
            "FREQ=DAILY;COUNT=2",
            "FREQ=WEEKLY;BYDAY=TU,FR;UNTIL=20270101",
            "FREQ=MONTHLY;BYMONTHDAY=31;COUNT=3",
            // Of a task with a time of day only.
            "FREQ=DAILY;UNTIL=20261226T080000Z",
            // From some days, never.
            "FREQ=DAILY;INTERVAL=7;BYDAY=TH",
        ][..],
    );
    let recurrence =
        (rule, any_base()).prop_map(|(rule, base)| Some(Box::new(every(rule).counted_from(base))));
    prop_oneof![1 => Just(None), 4 => recurrence]
}

/// What one owner has.
#[derive(Default)]
struct Model {
    revision: u64,
    /// What was completed of recurring tasks, last completed first.
    completions: BTreeMap<TaskId, Vec<Completion>>,
    live: BTreeMap<TaskId, Task>,
    deleted: BTreeMap<TaskId, Task>,
    lists: BTreeMap<ListId, List>,
    deleted_lists: BTreeSet<ListId>,
    labels: BTreeMap<LabelId, Label>,
    deleted_labels: BTreeSet<LabelId>,
}

impl Model {
    fn next(&self) -> Revision {
        Revision::new(self.revision + 1).unwrap()
    }

    fn completions(&self, task: TaskId) -> &[Completion] {
        self.completions.get(&task).map_or(&[], Vec::as_slice)
    }

    fn log(&mut self, id: TaskId, revision: Revision, logged: Logged) {
        let completions = self.completions.entry(id).or_default();
        match logged {
            Logged::Nothing => {}
            Logged::Completed(completion) => completions.insert(
                0,
                Completion {
                    revision,
                    ..completion
                },
            ),
            Logged::Reopened(at) => completions.retain(|it| it.completed_at != at),
        }
    }

    fn put(&mut self, task: Task) {
        self.revision = task.revision.number();
        self.live.insert(task.id, task);
    }

    /// The tasks of a list, in the order in which they are ended with it.
    fn tasks_of(&self, list: ListId) -> Vec<Task> {
        let tasks = self.live.values();
        let mut tasks: Vec<_> = tasks
            .filter(|task| task.list_id == Some(list))
            .cloned()
            .collect();
        tasks.sort_by_key(|task| (task.created_at, task.id));
        tasks
    }

    /// Whether a label other than this one has the name.
    fn has_taken(&self, name: &LabelName, label: LabelId) -> bool {
        let mut labels = self.labels.values();
        labels.any(|it| it.id != label && it.name.key() == name.key())
    }

    /// A label goes, and leaves its tasks another one or none.
    fn end_label(&mut self, label: LabelId, by: Option<LabelId>, now: i64) {
        let mut tasks: Vec<_> = self.live.values().cloned().collect();
        tasks.retain(|task| task.labels.contains(label));
        tasks.sort_by_key(|task| (task.created_at, task.id));
        for task in tasks {
            self.put(Task {
                labels: left(&task.labels, label, by),
                updated_at: at(now),
                revision: self.next(),
                ..task
            });
        }
        for task in self.deleted.values_mut() {
            task.labels = left(&task.labels, label, by);
        }
        self.labels.remove(&label);
        self.deleted_labels.insert(label);
        self.revision += 1;
    }

    /// A list goes, with what becomes of its tasks.
    fn end_list(&mut self, list: ListId, tasks: Option<TasksOfList>, now: i64) {
        for task in self.tasks_of(list) {
            let task = Task {
                list_id: None,
                ..task
            };
            if tasks == Some(TasksOfList::Delete) {
                self.revision += 1;
                self.live.remove(&task.id);
                self.deleted.insert(task.id, task);
            } else {
                self.put(Task {
                    updated_at: at(now),
                    revision: self.next(),
                    ..task
                });
            }
        }
        for task in self.deleted.values_mut() {
            if task.list_id == Some(list) {
                task.list_id = None;
            }
        }
        self.lists.remove(&list);
        self.deleted_lists.insert(list);
        self.revision += 1;
    }
}

/// What is left of labels when one goes, and another comes in its place.
fn left(labels: &TaskLabels, label: LabelId, by: Option<LabelId>) -> TaskLabels {
    let mut left = labels.as_slice().to_vec();
    if let Some(place) = left.iter().position(|it| *it == label) {
        match by.filter(|by| !left.contains(by)) {
            Some(by) => left[place] = by,
            None => drop(left.remove(place)),
        }
    }
    TaskLabels::new(left).unwrap()
}

pub async fn random_operations_agree_with_a_simple_model(store: &dyn Store) {
    let owners = ["alice", "bob", "carol"].map(owner);
    let mut models: [Model; 3] = Default::default();
    let seed = TestRng::from_seed(RngAlgorithm::ChaCha, &seed());
    let mut runner = TestRunner::new_with_rng(Config::default(), seed);
    for step in 1..=OPERATIONS {
        let (who, operation) = operation().new_tree(&mut runner).unwrap().current();
        let now = i64::try_from(step).unwrap();
        check(store, &owners[who], &mut models[who], operation, now).await;
    }
}

/// A new seed for every run, told so that a failure can be run again with `STORE_MODEL_SEED`.
pub fn seed() -> [u8; 32] {
    let given = std::env::var("STORE_MODEL_SEED")
        .ok()
        .and_then(|text| text.parse().ok());
    let seed: u64 = given.unwrap_or_else(|| std::process::id().into());
    println!("STORE_MODEL_SEED={seed}");
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed.to_be_bytes());
    bytes
}

#[expect(
    clippy::too_many_lines,
    reason = "an arm for each operation, side by side"
)]
async fn check(
    store: &dyn Store,
    owner: &Owner,
    model: &mut Model,
    operation: Operation,
    now: i64,
) {
    let id = |number| new_task(owner, number, "x").id;
    let list_id = |number| new_list(owner, number, "x").id;
    let label_id = |number| new_label(owner, number, "x").id;
    let context = format!("{owner:?} {operation:?}");
    match operation {
        Operation::Create { number, text } => {
            let new = new_task(owner, number, &text);
            let answer = store.create(owner, new.clone(), at(now)).await;
            if model.deleted.contains_key(&new.id) {
                assert!(matches!(answer, Err(CreateError::Deleted)), "{context}");
            } else if let Some(existing) = model.live.get(&new.id) {
                assert_eq!(
                    answer.unwrap(),
                    Created::Existing(existing.clone()),
                    "{context}"
                );
            } else {
                let expected = new.into_task(at(now), model.next());
                assert_eq!(answer.unwrap(), Created::New(expected.clone()), "{context}");
                model.put(expected);
            }
        }
        Operation::Edit {
            number,
            edit,
            precondition,
        } => {
            let answer = store
                .edit(
                    owner,
                    id(number),
                    edit.clone(),
                    precondition.clone(),
                    at(now),
                )
                .await;
            match model.live.get(&id(number)) {
                None => assert!(matches!(answer, Err(ChangeError::NotFound)), "{context}"),
                Some(task) if !precondition.holds_for(task.revision) => {
                    assert!(
                        matches!(answer, Err(ChangeError::PreconditionFailed)),
                        "{context}"
                    );
                }
                Some(task) => match edit.apply(task, at(now)) {
                    Err(expected) => assert!(
                        matches!(answer, Err(ChangeError::Schedule(found)) if found == expected),
                        "{context}"
                    ),
                    Ok(None) => assert_eq!(&answer.unwrap(), task, "{context}"),
                    Ok(Some(Edited { mut task, logged })) => {
                        task.revision = model.next();
                        assert_eq!(answer.unwrap(), task, "{context}");
                        model.log(task.id, task.revision, logged);
                        model.put(task);
                    }
                },
            }
        }
        Operation::Delete {
            number,
            precondition,
        } => {
            let answer = store
                .delete(owner, id(number), precondition.clone(), at(now))
                .await;
            match model.live.remove(&id(number)) {
                None => assert!(matches!(answer, Err(ChangeError::NotFound)), "{context}"),
                Some(task) if !precondition.holds_for(task.revision) => {
                    assert!(
                        matches!(answer, Err(ChangeError::PreconditionFailed)),
                        "{context}"
                    );
                    model.live.insert(task.id, task);
                }
                Some(task) => {
                    answer.unwrap();
                    model.revision += 1;
                    model.deleted.insert(task.id, task);
                }
            }
        }
        Operation::Restore { number } => {
            let answer = store.restore(owner, id(number), at(now)).await;
            match (
                model.live.get(&id(number)),
                model.deleted.remove(&id(number)),
            ) {
                (Some(live), _) => assert_eq!(&answer.unwrap(), live, "{context}"),
                (None, None) => assert!(matches!(answer, Err(RestoreError::NotFound)), "{context}"),
                (None, Some(deleted)) => {
                    let restored = Task {
                        revision: model.next(),
                        ..deleted
                    };
                    assert_eq!(answer.unwrap(), restored, "{context}");
                    model.put(restored);
                }
            }
        }
        Operation::CreateList { number } => {
            let new = new_list(owner, number, "list");
            let answer = store.create_list(owner, new.clone(), at(now)).await;
            if model.deleted_lists.contains(&new.id) {
                assert!(matches!(answer, Err(CreateListError::Deleted)), "{context}");
            } else if let Some(existing) = model.lists.get(&new.id) {
                let expected = Created::Existing(existing.clone());
                assert_eq!(answer.unwrap(), expected, "{context}");
            } else {
                let last = model.lists.values().map(|list| &list.position).max();
                let expected = new.into_list(last, at(now), model.next());
                assert_eq!(answer.unwrap(), Created::New(expected.clone()), "{context}");
                model.revision += 1;
                model.lists.insert(expected.id, expected);
            }
            let mut lists: Vec<_> = model.lists.values().cloned().collect();
            lists.sort_by_key(|list| (list.position.clone(), list.id));
            assert_eq!(store.lists(owner).await.unwrap(), lists, "{context}");
        }
        Operation::Move { number, list } => {
            let list = list.map(list_id);
            let edit = Edit::Patch(TaskPatch {
                list_id: Some(list),
                ..TaskPatch::default()
            });
            let answer = store
                .edit(owner, id(number), edit.clone(), Precondition::None, at(now))
                .await;
            let is_there = list.is_none_or(|list| model.lists.contains_key(&list));
            let task = model.live.get(&id(number));
            let moved = |task| edit.apply(task, at(now)).unwrap().map(|moved| moved.task);
            match task.map(|task| (task, moved(task))) {
                None => assert!(matches!(answer, Err(ChangeError::NotFound)), "{context}"),
                Some((task, None)) => assert_eq!(&answer.unwrap(), task, "{context}"),
                Some(_) if !is_there => {
                    assert!(matches!(answer, Err(ChangeError::NoSuchList)), "{context}");
                }
                Some((_, Some(mut moved))) => {
                    moved.revision = model.next();
                    assert_eq!(answer.unwrap(), moved, "{context}");
                    model.put(moved);
                }
            }
        }
        Operation::DeleteList { number, tasks } => {
            let list = list_id(number);
            let answer = store
                .delete_list(owner, list, tasks, Precondition::None, at(now))
                .await;
            if !model.lists.contains_key(&list) {
                assert!(
                    matches!(answer, Err(DeleteListError::NotFound)),
                    "{context}"
                );
            } else if tasks.is_none() && !model.tasks_of(list).is_empty() {
                assert!(
                    matches!(answer, Err(DeleteListError::HasTasks)),
                    "{context}"
                );
            } else {
                answer.unwrap();
                model.end_list(list, tasks, now);
            }
            let revision = store.revision(owner).await.unwrap().number();
            assert_eq!(revision, model.revision, "{context}");
        }
        Operation::CreateLabel { number, name } => {
            let new = new_label(owner, number, &name);
            let answer = store.create_label(owner, new.clone(), at(now)).await;
            if let Some(existing) = model.labels.get(&new.id) {
                let expected = Created::Existing(existing.clone());
                assert_eq!(answer.unwrap(), expected, "{context}");
            } else if model.deleted_labels.contains(&new.id) {
                assert!(
                    matches!(answer, Err(CreateLabelError::Deleted)),
                    "{context}"
                );
            } else if model.has_taken(&new.name, new.id) {
                assert!(
                    matches!(answer, Err(CreateLabelError::NameTaken)),
                    "{context}"
                );
            } else {
                let expected = new.into_label(at(now), model.next());
                assert_eq!(answer.unwrap(), Created::New(expected.clone()), "{context}");
                model.revision += 1;
                model.labels.insert(expected.id, expected);
            }
        }
        Operation::RenameLabel { number, name } => {
            let patch = LabelPatch {
                name: Some(LabelName::parse(&name).unwrap()),
                ..LabelPatch::default()
            };
            let any = Precondition::None;
            let label = label_id(number);
            let answer = store
                .edit_label(owner, label, patch.clone(), any, at(now))
                .await;
            let before = model.labels.get(&label).cloned();
            match before.map(|label| (patch.apply(&label, at(now)), label)) {
                None => assert!(
                    matches!(answer, Err(EditLabelError::Change(ChangeError::NotFound))),
                    "{context}"
                ),
                Some((None, label)) => assert_eq!(answer.unwrap(), label, "{context}"),
                Some((Some(after), _)) if model.has_taken(&after.name, label) => assert!(
                    matches!(answer, Err(EditLabelError::NameTaken)),
                    "{context}"
                ),
                Some((Some(mut after), _)) => {
                    after.revision = model.next();
                    assert_eq!(answer.unwrap(), after, "{context}");
                    model.revision += 1;
                    model.labels.insert(label, after);
                }
            }
            let mut labels: Vec<_> = model.labels.values().cloned().collect();
            labels.sort_by(|one, other| one.name.key().cmp(other.name.key()));
            assert_eq!(store.labels(owner).await.unwrap(), labels, "{context}");
        }
        Operation::Put { number, labels } => {
            let labels: Vec<_> = labels.into_iter().map(label_id).collect();
            let are_there = labels.iter().all(|label| model.labels.contains_key(label));
            let edit = Edit::Patch(TaskPatch {
                labels: Some(TaskLabels::new(labels).unwrap()),
                ..TaskPatch::default()
            });
            let any = Precondition::None;
            let answer = store
                .edit(owner, id(number), edit.clone(), any, at(now))
                .await;
            let task = model.live.get(&id(number)).cloned();
            let edited = task.as_ref().map(|task| edit.apply(task, at(now)).unwrap());
            match edited.map(|edited| edited.map(|it| it.task)).zip(task) {
                None => assert!(matches!(answer, Err(ChangeError::NotFound)), "{context}"),
                Some((None, task)) => assert_eq!(answer.unwrap(), task, "{context}"),
                Some(_) if !are_there => {
                    assert!(matches!(answer, Err(ChangeError::NoSuchLabel)), "{context}");
                }
                Some((Some(mut labelled), _)) => {
                    labelled.revision = model.next();
                    assert_eq!(answer.unwrap(), labelled, "{context}");
                    model.put(labelled);
                }
            }
        }
        Operation::EndLabel { number, into } => {
            let (label, into) = (label_id(number), into.map(label_id));
            let any = Precondition::None;
            let found = match into {
                None => {
                    let answer = store.delete_label(owner, label, any, at(now)).await;
                    answer.is_ok()
                }
                Some(into) => {
                    let answer = store.merge_label(owner, label, into, any, at(now)).await;
                    if let Ok(merged) = &answer {
                        assert_eq!(Some(merged), model.labels.get(&into), "{context}");
                    }
                    answer.is_ok()
                }
            };
            let target_is_there =
                into.is_none_or(|into| into != label && model.labels.contains_key(&into));
            let expected = model.labels.contains_key(&label) && target_is_there;
            assert_eq!(found, expected, "{context}");
            if found {
                model.end_label(label, into, now);
            }
            let revision = store.revision(owner).await.unwrap().number();
            assert_eq!(revision, model.revision, "{context}");
        }
        Operation::UndoCompletion {
            number,
            precondition,
        } => {
            let answer = store
                .undo_completion(owner, id(number), precondition.clone(), at(now))
                .await;
            match model.live.get(&id(number)) {
                None => assert!(
                    matches!(answer, Err(UndoError::Change(ChangeError::NotFound))),
                    "{context}"
                ),
                Some(task) if !precondition.holds_for(task.revision) => assert!(
                    matches!(
                        answer,
                        Err(UndoError::Change(ChangeError::PreconditionFailed))
                    ),
                    "{context}"
                ),
                Some(task) => {
                    let last = model.completions(id(number)).first();
                    match undo_completion(task, last, at(now)) {
                        None => {
                            assert!(matches!(answer, Err(UndoError::NothingToUndo)), "{context}");
                        }
                        Some(mut undone) => {
                            undone.task.revision = model.next();
                            assert_eq!(answer.unwrap(), undone.task, "{context}");
                            let completions = model.completions.entry(id(number)).or_default();
                            completions.retain(|it| Some(it.revision) != undone.forgotten);
                            model.put(undone.task);
                        }
                    }
                }
            }
        }
        Operation::Completions { number } => {
            if model.live.contains_key(&id(number)) {
                let found = all_completions(store, owner, id(number)).await;
                assert_eq!(found, model.completions(id(number)), "{context}");
            }
        }
        Operation::List {
            order,
            completed,
            priority: urgent,
            list,
            changed_since,
            limit,
        } => {
            let urgent = urgent.map(priority);
            let list = list.map(|number| match number {
                0 => ListFilter::Inbox,
                number => ListFilter::List(list_id(number)),
            });
            let changed_since = changed_since.and_then(Revision::new);
            let limit = PageSize::new(limit).unwrap();
            let query = TaskQuery {
                order,
                completed,
                priority: urgent,
                list,
                changed_since,
                limit,
                ..everything()
            };
            let mut expected: Vec<_> = model.live.values().cloned().collect();
            expected.retain(|task| completed.is_none_or(|done| done == task.is_completed()));
            expected.retain(|task| urgent.is_none_or(|urgent| task.priority == urgent));
            expected.retain(|task| match list {
                None => true,
                Some(ListFilter::Inbox) => task.list_id.is_none(),
                Some(ListFilter::List(id)) => task.list_id == Some(id),
            });
            expected.retain(|task| changed_since.is_none_or(|since| task.revision > since));
            sort(&mut expected, order);
            assert_eq!(all_pages(store, owner, &query).await, expected, "{context}");
        }
        Operation::Search { text, order, limit } => {
            let query = TaskQuery {
                search: Search::parse(&text).unwrap(),
                order,
                limit: PageSize::new(limit).unwrap(),
                ..everything()
            };
            let mut expected: Vec<_> = model.live.values().cloned().collect();
            expected.retain(|task| query.admits(task));
            if order == Order::BEST_FIRST {
                expected.sort_by_key(|task| std::cmp::Reverse(query.position_of(task)));
            } else {
                sort(&mut expected, order);
            }
            assert_eq!(all_pages(store, owner, &query).await, expected, "{context}");
        }
        Operation::WriteWords => store.write_words(owner).await.unwrap(),
    }
}
