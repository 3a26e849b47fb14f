use taskward_core::{
    ChangeQuery, Colour, Completing, Deleted, Edit, List, ListFilter, ListId, ListPatch, NewList,
    NewTask, Order, OrderKey, Owner, PageSize, Precondition, Revision, Task, TaskContent, TaskId,
    TaskPatch, TaskQuery, TasksOfList,
};
use taskward_store::{ChangeError, CreateError, CreateListError, Created, DeleteListError, Store};

use super::support::{
    alice, all_pages, at, create, create_list, everything, new_list, new_task, owner, title, titles,
};

async fn create_in(store: &dyn Store, list: Option<ListId>, number: i64, text: &str) -> Task {
    let new = NewTask {
        content: TaskContent {
            list_id: list,
            ..TaskContent::titled(title(text))
        },
        ..new_task(&alice(), number, text)
    };
    match store.create(&alice(), new, at(number)).await.unwrap() {
        Created::New(task) => task,
        Created::Existing(task) => panic!("{task:?} was there already"),
    }
}

fn moving(list_id: Option<ListId>) -> Edit {
    Edit::Patch(TaskPatch {
        list_id: Some(list_id),
        ..TaskPatch::default()
    })
}

async fn names(store: &dyn Store) -> Vec<String> {
    let lists = store.lists(&alice()).await.unwrap();
    lists
        .iter()
        .map(|list| list.name.as_str().to_owned())
        .collect()
}

async fn revision(store: &dyn Store) -> u64 {
    store.revision(&alice()).await.unwrap().number()
}

async fn delete(
    store: &dyn Store,
    list: &List,
    tasks: Option<TasksOfList>,
) -> Result<(), DeleteListError> {
    let any = Precondition::None;
    store
        .delete_list(&alice(), list.id, tasks, any, at(900))
        .await
}

pub async fn a_created_list_reads_back(store: &dyn Store) {
    let new = NewList {
        colour: Colour::Teal,
        position: Some(OrderKey::parse("a1V").unwrap()),
        archived: true,
        ..new_list(&alice(), 1, "Ünïcödé \u{1F3E0}")
    };
    let expected = new
        .clone()
        .into_list(None, at(5), Revision::new(1).unwrap());
    let created = store.create_list(&alice(), new.clone(), at(5)).await;
    assert_eq!(created.unwrap(), Created::New(expected.clone()));
    let again = NewList {
        colour: Colour::Red,
        ..new
    };
    let answer = store.create_list(&alice(), again, at(6)).await.unwrap();
    assert_eq!(answer, Created::Existing(expected.clone()));
    let found = store.get_list(&alice(), expected.id).await.unwrap();
    assert_eq!(found.as_ref(), Some(&expected));
    assert_eq!(store.lists(&alice()).await.unwrap(), [expected]);
    assert_eq!(revision(store).await, 1, "no revision was used up");
}

pub async fn lists_come_in_their_owners_order(store: &dyn Store) {
    let mut lists = Vec::new();
    for (number, name) in (1..).zip(["one", "two", "three"]) {
        lists.push(create_list(store, &alice(), number, name).await);
    }
    create_list(store, &owner("bob"), 1, "his").await;
    assert_eq!(names(store).await, ["one", "two", "three"]);
    // Two devices put "three" and "one" between the same two; then ids decide.
    let between = OrderKey::between(Some(&lists[0].position), Some(&lists[1].position));
    for list in [&lists[2], &lists[0]] {
        let patch = ListPatch {
            position: between.clone(),
            ..ListPatch::default()
        };
        let any = Precondition::None;
        let edited = store.edit_list(&alice(), list.id, patch, any, at(9)).await;
        assert_eq!(Some(edited.unwrap().position), between);
    }
    assert_eq!(names(store).await, ["one", "three", "two"]);
}

pub async fn a_list_is_changed_under_a_precondition(store: &dyn Store) {
    let alice = &alice();
    let list = create_list(store, alice, 1, "House").await;
    let archive = ListPatch {
        archived: Some(true),
        ..ListPatch::default()
    };
    let edit = async |id, patch: &ListPatch, precondition| {
        store
            .edit_list(alice, id, patch.clone(), precondition, at(7))
            .await
    };
    let stale = Precondition::OneOf(vec![Revision::new(9).unwrap()]);
    let refused = edit(list.id, &archive, stale.clone()).await;
    assert!(matches!(refused, Err(ChangeError::PreconditionFailed)));
    let seen = Precondition::OneOf(vec![list.revision]);
    let edited = edit(list.id, &archive, seen).await.unwrap();
    assert_eq!((edited.archived, edited.revision.number()), (true, 2));
    assert_eq!((edited.updated_at, edited.created_at), (at(7), at(1)));
    let same = edit(list.id, &archive, Precondition::Exists).await.unwrap();
    assert_eq!((same, revision(store).await), (edited, 2));
    let missing = new_list(alice, 2, "x").id;
    let refused = edit(missing, &archive, Precondition::None).await;
    assert!(matches!(refused, Err(ChangeError::NotFound)));
    let refused = store.delete_list(alice, list.id, None, stale, at(8));
    assert!(matches!(
        refused.await,
        Err(DeleteListError::PreconditionFailed)
    ));
}

pub async fn there_is_an_end_to_the_number_of_lists(store: &dyn Store) {
    let alice = &alice();
    for number in 1..=i64::try_from(List::MAX_COUNT).unwrap() {
        create_list(store, alice, number, "one of many").await;
    }
    let refused = store.create_list(alice, new_list(alice, 999, "x"), at(999));
    assert!(matches!(refused.await, Err(CreateListError::TooMany)));
    let again = store.create_list(alice, new_list(alice, 1, "x"), at(999));
    assert!(matches!(again.await, Ok(Created::Existing(_))));
}

pub async fn tasks_are_in_lists_that_are_there(store: &dyn Store) {
    let alice = &alice();
    let [house, work] = ["House", "Work"];
    let house = create_list(store, alice, 1, house).await.id;
    let work = create_list(store, alice, 2, work).await.id;
    let his = create_list(store, &owner("bob"), 3, "his").await.id;
    let missing = new_list(alice, 9, "x").id;
    let dishes = create_in(store, Some(house), 11, "dishes").await;
    assert_eq!(dishes.list_id, Some(house));
    let stored = store.get(alice, dishes.id).await.unwrap();
    assert_eq!(stored, Some(dishes.clone()));
    create_in(store, Some(house), 12, "windows").await;
    create_in(store, None, 13, "thought").await;
    let before = revision(store).await;
    for list in [missing, his] {
        let new = NewTask {
            content: TaskContent {
                list_id: Some(list),
                ..TaskContent::titled(title("x"))
            },
            ..new_task(alice, 99, "x")
        };
        let refused = store.create(alice, new, at(99)).await;
        assert!(matches!(refused, Err(CreateError::NoSuchList)));
        let refused = store.edit(
            alice,
            dishes.id,
            moving(Some(list)),
            Precondition::None,
            at(99),
        );
        assert!(matches!(refused.await, Err(ChangeError::NoSuchList)));
    }
    assert_eq!(revision(store).await, before);
    let moved = store.edit(
        alice,
        dishes.id,
        moving(Some(work)),
        Precondition::None,
        at(20),
    );
    assert_eq!(moved.await.unwrap().list_id, Some(work));
    for order in Order::ALL {
        let found = async |list| {
            let query = TaskQuery {
                list: Some(list),
                order,
                limit: PageSize::new(1).unwrap(),
                ..everything()
            };
            let tasks = all_pages(store, alice, &query).await;
            titles(&tasks).join(", ")
        };
        assert_eq!(found(ListFilter::List(house)).await, "windows");
        assert_eq!(found(ListFilter::List(work)).await, "dishes");
        assert_eq!(found(ListFilter::Inbox).await, "thought");
        assert_eq!(found(ListFilter::List(missing)).await, "");
    }
    let out = store.edit(alice, dishes.id, moving(None), Precondition::None, at(21));
    assert_eq!(out.await.unwrap().list_id, None);
}

pub async fn a_list_with_tasks_is_not_deleted_unasked(store: &dyn Store) {
    let alice = &alice();
    let list = create_list(store, alice, 1, "House").await;
    let task = create_in(store, Some(list.id), 2, "dishes").await;
    let refused = delete(store, &list, None).await;
    assert!(matches!(refused, Err(DeleteListError::HasTasks)));
    assert_eq!((names(store).await.len(), revision(store).await), (1, 2));
    store
        .delete(alice, task.id, Precondition::None, at(3))
        .await
        .unwrap();
    delete(store, &list, None).await.unwrap();
    assert_eq!(store.get_list(alice, list.id).await.unwrap(), None);
    let again = delete(store, &list, None).await;
    assert!(matches!(again, Err(DeleteListError::NotFound)));
    let again = store.create_list(alice, new_list(alice, 1, "again"), at(9));
    assert!(matches!(again.await, Err(CreateListError::Deleted)));
    // A task that was in it comes back, without it.
    let restored = store.restore(alice, task.id, at(10)).await.unwrap();
    assert_eq!((restored.list_id, restored.title), (None, task.title));
}

/// Two tasks in a list, one of them done, one in another and one in none.
async fn filled(store: &dyn Store) -> (List, [TaskId; 4]) {
    let alice = &alice();
    let list = create_list(store, alice, 1, "House").await;
    let other = create_list(store, alice, 2, "Work").await;
    let mut ids = Vec::new();
    for (number, list) in (11..).zip([Some(list.id), Some(list.id), Some(other.id), None]) {
        ids.push(create_in(store, list, number, "task").await.id);
    }
    let done = Edit::Complete(Completing::to(true));
    let done = store.edit(alice, ids[1], done, Precondition::None, at(20));
    done.await.unwrap();
    (list, ids.try_into().unwrap())
}

async fn told(store: &dyn Store, since: u64) -> (Vec<Task>, Vec<(Deleted, u64)>) {
    let query = ChangeQuery {
        since: Revision::new(since).unwrap(),
        after: None,
        limit: PageSize::default(),
    };
    let page = store.changes(&alice(), &query).await.unwrap();
    assert_eq!(page.revision.number(), revision(store).await);
    let deleted = page.tombstones.iter();
    let deleted = deleted.map(|dead| (dead.deleted, dead.revision.number()));
    (page.tasks, deleted.collect())
}

pub async fn tasks_of_a_deleted_list_move_to_the_inbox(store: &dyn Store) {
    let (list, ids) = filled(store).await;
    let bobs = create(store, &owner("bob"), 11, "his").await;
    let (before, untouched) = (
        revision(store).await,
        store.get(&alice(), ids[2]).await.unwrap(),
    );
    delete(store, &list, Some(TasksOfList::MoveToInbox))
        .await
        .unwrap();
    assert_eq!(
        revision(store).await,
        before + 3,
        "one for each task and one for the list"
    );
    let (tasks, deleted) = told(store, before).await;
    assert_eq!(deleted, [(Deleted::List(list.id), before + 3)]);
    let moved: Vec<_> = tasks
        .iter()
        .map(|task| {
            (
                task.id,
                task.list_id,
                task.revision.number(),
                task.updated_at,
            )
        })
        .collect();
    let expected = [
        (ids[0], None, before + 1, at(900)),
        (ids[1], None, before + 2, at(900)),
    ];
    assert_eq!(moved, expected);
    assert!(tasks[1].is_completed());
    assert_eq!(store.get(&alice(), ids[2]).await.unwrap(), untouched);
    assert_eq!(store.get(&owner("bob"), bobs.id).await.unwrap(), Some(bobs));
    assert_eq!(names(store).await, ["Work"]);
}

pub async fn tasks_of_a_deleted_list_are_deleted_with_it_and_come_back_one_by_one(
    store: &dyn Store,
) {
    let (list, ids) = filled(store).await;
    let before = revision(store).await;
    delete(store, &list, Some(TasksOfList::Delete))
        .await
        .unwrap();
    let (tasks, deleted) = told(store, before).await;
    assert_eq!(tasks, []);
    let expected = [
        (Deleted::Task(ids[0]), before + 1),
        (Deleted::Task(ids[1]), before + 2),
        (Deleted::List(list.id), before + 3),
    ];
    assert_eq!(deleted, expected);
    assert_eq!(all_pages(store, &alice(), &everything()).await.len(), 2);
    let restored = store.restore(&alice(), ids[0], at(901)).await.unwrap();
    assert_eq!(restored.list_id, None);
    assert_eq!(store.get(&alice(), ids[0]).await.unwrap(), Some(restored));
    // An empty one needs no word on its tasks, and takes any.
    let empty = create_list(store, &alice(), 3, "Empty").await;
    delete(store, &empty, Some(TasksOfList::Delete))
        .await
        .unwrap();
}

pub async fn lists_of_others_are_not_there(store: &dyn Store) {
    let list = create_list(store, &alice(), 1, "House").await;
    let bob: Owner = owner("bob");
    let own = create_list(store, &bob, 1, "his").await;
    assert_eq!(own.revision.number(), 1);
    assert_eq!(store.lists(&bob).await.unwrap(), std::slice::from_ref(&own));
    store
        .delete_list(&bob, own.id, None, Precondition::None, at(2))
        .await
        .unwrap();
    assert_eq!(store.lists(&alice()).await.unwrap(), [list]);
}
