//! Everything that a store can be asked on behalf of one owner.

use taskward_core::{
    Base, ChangeCursor, ChangeQuery, Colour, Completing, CompletionQuery, Cursor, Due, Edit,
    LabelId, LabelName, LabelPatch, ListFilter, ListId, ListName, ListPatch, NewLabel, NewList,
    NewTask, Order, OrderKey, Owner, PageSize, Precondition, Priority, Recurrence, Revision, Rule,
    Search, TaskContent, TaskId, TaskLabels, TaskPatch, TaskQuery, TasksOfList, Timestamp, Title,
    Zone,
    filter::{AskedFilter, Moment, NamedLabel},
};
use taskward_store::{ChangesError, RESTORABLE_MILLIS, Store, TOMBSTONE_MILLIS};

fn at(millis: i64) -> Timestamp {
    Timestamp::from_unix_millis(millis).unwrap()
}

fn new_task(owner: &Owner, number: i64) -> NewTask {
    NewTask {
        id: TaskId::generate(owner, at(number), number.unsigned_abs()),
        content: TaskContent {
            completed: number % 2 == 0,
            due: (number <= 4).then(|| Due::from_parts("2026-12-24", None).unwrap()),
            ..TaskContent::titled(Title::parse("milk").unwrap())
        },
    }
}

/// Does everything there is to do, to tasks that are there, to deleted ones and to missing ones.
pub async fn everything(store: &dyn Store, owner: &Owner) {
    let any = Precondition::None;
    for number in 1..=6 {
        let now = at(number);
        store
            .create(owner, new_task(owner, number), now)
            .await
            .unwrap();
        // Again: as it is.
        store
            .create(owner, new_task(owner, number), now)
            .await
            .unwrap();
    }
    let [live, deleted, missing] = [1, 2, 99].map(|number| new_task(owner, number).id);
    let now = at(10);
    for id in [live, missing] {
        let patch = TaskPatch {
            title: Some(Title::parse("bread").unwrap()),
            ..TaskPatch::default()
        };
        let edits = [
            Edit::Patch(patch),
            Edit::Complete(Completing::TOGGLE),
            Edit::Replace(new_task(owner, 1).content),
        ];
        for edit in edits {
            let _ = store.edit(owner, id, edit, any.clone(), now).await;
        }
    }
    for id in [deleted, missing] {
        let _ = store.delete(owner, id, any.clone(), now).await;
        assert_eq!(store.get(owner, id).await.unwrap(), None);
    }
    assert!(store.create(owner, new_task(owner, 2), now).await.is_err());
    for id in [live, deleted, missing] {
        let _ = store.restore(owner, id, now).await;
    }
    assert!(store.get(owner, deleted).await.unwrap().is_some());
    // First, since a connection keeps no more of filters when it keeps many statements.
    labels(store, owner).await;
    pages(store, owner).await;
    recurring(store, owner).await;
    lists(store, owner).await;
    by_hand(store, owner).await;
    // By words that are written, of tasks of which one is about to change.
    store.write_words(owner).await.unwrap();
    pages(store, owner).await;
    filters(store, owner).await;
    store.write_words(owner).await.unwrap();
    let renamed = Edit::Replace(new_task(owner, 7).content);
    let renamed = store.edit(owner, live, renamed, any.clone(), now).await;
    renamed.unwrap();
    // Long after a deletion the next one forgets its text.
    let late = at(20 + RESTORABLE_MILLIS);
    store.delete(owner, live, any.clone(), now).await.unwrap();
    store.delete(owner, deleted, any, late).await.unwrap();
    assert!(store.restore(owner, live, late).await.is_err());
    changes(store, owner).await;
    // Still longer after it the next one forgets the deletion itself.
    let last = new_task(owner, 3).id;
    let later = at(20 + TOMBSTONE_MILLIS);
    let any = Precondition::None;
    store.delete(owner, last, any, later).await.unwrap();
    let first = changes_since(1);
    let gone = store.changes(owner, &first).await;
    assert!(matches!(gone, Err(ChangesError::Gone(_))));
}

/// A task that comes back twice, completed, reopened and undone.
async fn recurring(store: &dyn Store, owner: &Owner) {
    let mut new = new_task(owner, 9);
    new.content.due = Due::from_parts("2026-11-20", None).ok();
    new.content.recurrence = Rule::parse("FREQ=DAILY;COUNT=3").ok().map(|rule| {
        let base = Base::Due;
        Box::new(Recurrence { rule, base })
    });
    let id = new.id;
    store.create(owner, new, at(9)).await.unwrap();
    let any = || Precondition::None;
    for completed in [true, true, true, false] {
        let edit = Edit::Complete(Completing::to(completed));
        store.edit(owner, id, edit, any(), at(10)).await.unwrap();
    }
    let again = Edit::Complete(Completing::to(true));
    store.edit(owner, id, again, any(), at(11)).await.unwrap();
    let mut query = CompletionQuery {
        task: id,
        after: None,
        limit: PageSize::new(1).unwrap(),
    };
    for expected in [1, 0] {
        let page = store.completions(owner, &query).await.unwrap().unwrap();
        assert_eq!(page.items.len(), expected);
        query.after = Some(Revision::new(1).unwrap());
    }
    query.task = new_task(owner, 99).id;
    assert_eq!(store.completions(owner, &query).await.unwrap(), None);
    for task in [id, query.task] {
        let undone = store.undo_completion(owner, task, any(), at(12)).await;
        assert_eq!(undone.is_ok(), task == id);
    }
    assert!(
        store
            .undo_completion(owner, id, any(), at(12))
            .await
            .is_err()
    );
    store.delete(owner, id, any(), at(13)).await.unwrap();
}

fn changes_since(revision: u64) -> ChangeQuery {
    ChangeQuery {
        since: Revision::new(revision).unwrap(),
        after: None,
        limit: PageSize::new(1).unwrap(),
    }
}

/// Everything that ever changed, page by page.
async fn changes(store: &dyn Store, owner: &Owner) {
    let _watch = store.watch(owner);
    let revision = store.revision(owner).await.unwrap();
    let mut query = changes_since(1);
    loop {
        let page = store.changes(owner, &query).await.unwrap();
        let Some(next) = page.next else {
            assert_eq!(page.revision, revision);
            return;
        };
        let next = ChangeCursor::decode(&next.encode(owner), owner).unwrap();
        query.after = Some(next.position_in(&query).unwrap());
    }
}

/// Every kind of thing that a filter may ask for.
const FILTERS: [&str; 7] = [
    "#work or -#home no:label",
    "milk or bread -\"x\"",
    "overdue or -overdue",
    "-(due:today start:<mon created:<today)",
    "created:<=9998-12-31 -updated:yesterday -due:>9998-12-31",
    "no:due no:start no:priority -(priority:2..3 completed)",
    "m (completed or -completed)",
];

async fn filters(store: &dyn Store, owner: &Owner) {
    let work = new_label(owner, 9, "work");
    store.create_label(owner, work, at(9)).await.unwrap();
    let labels = store.labels(owner).await.unwrap();
    for text in FILTERS {
        for order in [Order::default(), Order::BEST_FIRST] {
            let moment = Moment {
                now: at(1000),
                zone: Zone::UTC,
            };
            let filter = text.parse().unwrap();
            let query = TaskQuery {
                filter: Some(AskedFilter {
                    filter,
                    moment,
                    lists: Vec::new(),
                    labels: labels.iter().map(NamedLabel::of).collect(),
                }),
                order,
                ..TaskQuery::default()
            };
            let found = store.list(owner, &query).await.unwrap();
            assert!(!found.items.is_empty(), "{text}");
        }
    }
}

fn new_list(owner: &Owner, number: i64) -> NewList {
    NewList {
        id: ListId::generate(owner, at(number), number.unsigned_abs()),
        name: ListName::parse("House").unwrap(),
        colour: Colour::default(),
        position: None,
        archived: false,
    }
}

/// Everything that can be done to lists and to tasks in them, which is undone again.
async fn lists(store: &dyn Store, owner: &Owner) {
    let any = || Precondition::None;
    let now = at(11);
    for (number, tasks) in [
        (1, None),
        (2, Some(TasksOfList::MoveToInbox)),
        (3, Some(TasksOfList::Delete)),
    ] {
        let new = new_list(owner, number);
        let id = new.id;
        store.create_list(owner, new.clone(), now).await.unwrap();
        store.create_list(owner, new.clone(), now).await.unwrap();
        let patch = ListPatch {
            archived: Some(true),
            ..ListPatch::default()
        };
        let edited = store.edit_list(owner, id, patch, any(), now).await;
        assert_eq!(store.get_list(owner, id).await.unwrap(), edited.ok());
        if let Some(tasks) = tasks {
            let mut task = new_task(owner, 50 + number);
            task.content.list_id = Some(id);
            let task_id = task.id;
            store.create(owner, task, now).await.unwrap();
            for list_id in [None, Some(id)] {
                let edit = Edit::Patch(TaskPatch {
                    list_id: Some(list_id),
                    ..TaskPatch::default()
                });
                store.edit(owner, task_id, edit, any(), now).await.unwrap();
            }
            let unasked = store.delete_list(owner, id, None, any(), now).await;
            assert!(unasked.is_err());
            store
                .delete_list(owner, id, Some(tasks), any(), now)
                .await
                .unwrap();
            let _ = store.delete(owner, task_id, any(), now).await;
        } else {
            store
                .delete_list(owner, id, None, any(), now)
                .await
                .unwrap();
        }
        assert!(store.create_list(owner, new, now).await.is_err());
    }
    assert_eq!(store.lists(owner).await.unwrap(), []);
}

/// The order by hand of a list and of the Inbox, with tasks that were put somewhere, and the pages behind each.
async fn by_hand(store: &dyn Store, owner: &Owner) {
    let list = create_list(store, owner).await;
    for (number, list_id) in [(61, None), (62, None), (63, Some(list)), (64, Some(list))] {
        let mut task = new_task(owner, number);
        task.content.list_id = list_id;
        let id = task.id;
        store.create(owner, task, at(12)).await.unwrap();
        if number % 2 == 0 {
            let edit = Edit::Patch(TaskPatch {
                position: Some(Some(OrderKey::behind(None))),
                ..TaskPatch::default()
            });
            let put = store.edit(owner, id, edit, Precondition::None, at(13));
            put.await.unwrap();
        }
    }
    for filter in [ListFilter::Inbox, ListFilter::List(list)] {
        let mut query = TaskQuery {
            list: Some(filter),
            order: Order::BY_HAND,
            limit: PageSize::new(1).unwrap(),
            ..TaskQuery::default()
        };
        loop {
            let page = store.list(owner, &query).await.unwrap();
            let Some(next) = page.next else { break };
            query.after = Some(next.position_in(&query).unwrap());
        }
    }
    let with_tasks = Some(TasksOfList::Delete);
    let any = Precondition::None;
    let deleted = store.delete_list(owner, list, with_tasks, any, at(14));
    deleted.await.unwrap();
    for number in [61, 62] {
        let id = new_task(owner, number).id;
        let any = Precondition::None;
        store.delete(owner, id, any, at(15)).await.unwrap();
    }
}

async fn create_list(store: &dyn Store, owner: &Owner) -> ListId {
    let new = new_list(owner, 9);
    let id = new.id;
    store.create_list(owner, new, at(11)).await.unwrap();
    id
}

fn new_label(owner: &Owner, number: i64, name: &str) -> NewLabel {
    NewLabel {
        id: LabelId::generate(owner, at(number), number.unsigned_abs()),
        name: LabelName::parse(name).unwrap(),
        colour: Colour::default(),
    }
}

/// Everything that can be done to labels and to tasks that have them, live and deleted.
async fn labels(store: &dyn Store, owner: &Owner) {
    let any = || Precondition::None;
    let now = at(12);
    let [one, two] = [(1, "one"), (2, "two")].map(|(number, name)| new_label(owner, number, name));
    let both = TaskLabels::new(vec![one.id, two.id]).unwrap();
    for new in [&one, &two] {
        for _ in 0..2 {
            let created = store.create_label(owner, new.clone(), now).await;
            created.unwrap();
        }
        let patch = LabelPatch {
            colour: Some(Colour::Red),
            ..LabelPatch::default()
        };
        let edited = store.edit_label(owner, new.id, patch, any(), now).await;
        assert_eq!(store.get_label(owner, new.id).await.unwrap(), edited.ok());
    }
    let mut ids = Vec::new();
    for number in [71, 72, 73] {
        let mut task = new_task(owner, number);
        task.content.labels = if number == 73 {
            TaskLabels::new(vec![one.id]).unwrap()
        } else {
            both.clone()
        };
        ids.push(task.id);
        store.create(owner, task, now).await.unwrap();
    }
    store.delete(owner, ids[1], any(), now).await.unwrap();
    for labels in [TaskLabels::default(), both] {
        let edit = Edit::Patch(TaskPatch {
            labels: Some(labels),
            ..TaskPatch::default()
        });
        store.edit(owner, ids[0], edit, any(), now).await.unwrap();
    }
    let of_label = TaskQuery {
        filter: Some(AskedFilter {
            filter: "#one -#two".parse().unwrap(),
            moment: Moment {
                now,
                zone: Zone::UTC,
            },
            lists: Vec::new(),
            labels: store
                .labels(owner)
                .await
                .unwrap()
                .iter()
                .map(NamedLabel::of)
                .collect(),
        }),
        ..TaskQuery::default()
    };
    let found = store.list(owner, &of_label).await.unwrap();
    assert_eq!(found.items.len(), 1);
    let merged = store.merge_label(owner, one.id, two.id, any(), now).await;
    assert_eq!(merged.unwrap().id, two.id);
    store.delete_label(owner, two.id, any(), now).await.unwrap();
    assert!(store.create_label(owner, one, now).await.is_err());
    assert_eq!(store.labels(owner).await.unwrap(), []);
    for id in [ids[0], ids[2]] {
        store.delete(owner, id, any(), now).await.unwrap();
    }
}

/// Every list of tasks there is, and its second page.
async fn pages(store: &dyn Store, owner: &Owner) {
    for order in Order::ALL.into_iter().chain([Order::BEST_FIRST]) {
        for completed in [None, Some(true), Some(false)] {
            for search in [None, Search::parse("milk").unwrap()] {
                for changed_since in [None, Some(Revision::ZERO)] {
                    let mut query = TaskQuery {
                        completed,
                        priority: completed.map(|_| Priority::NONE),
                        list: None,
                        search: search.clone(),
                        filter: None,
                        changed_since,
                        order,
                        after: None,
                        limit: PageSize::new(1).unwrap(),
                    };
                    let list = ListFilter::List(new_list(owner, 1).id);
                    let of_list = TaskQuery {
                        list: Some(list),
                        ..query.clone()
                    };
                    assert_eq!(store.list(owner, &of_list).await.unwrap().items, []);
                    query.list = completed.map(|_| ListFilter::Inbox);
                    let page = store.list(owner, &query).await.unwrap();
                    let next = page.next.expect("a second page");
                    let next = Cursor::decode(&next.encode(owner), owner).unwrap();
                    query.after = Some(next.position_in(&query).unwrap());
                    assert!(!store.list(owner, &query).await.unwrap().items.is_empty());
                }
            }
        }
    }
}
