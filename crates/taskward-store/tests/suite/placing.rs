//! The order that an owner makes by hand.

use proptest::{
    prelude::*,
    strategy::ValueTree,
    test_runner::{Config, RngAlgorithm, TestRng, TestRunner},
};
use taskward_core::{
    Edit, ListFilter, ListId, NewTask, Order, OrderKey, PageSize, Precondition, Task, TaskContent,
    TaskId, TaskPatch, TaskQuery,
};
use taskward_store::{Created, Store};

use super::{
    model::seed,
    support::{alice, all_pages, at, create_list, everything, new_task, title},
};

const MOVES: usize = 150;

async fn create_in(store: &dyn Store, list: Option<ListId>, number: i64) -> Task {
    let new = NewTask {
        content: TaskContent {
            list_id: list,
            ..TaskContent::titled(title(&number.to_string()))
        },
        ..new_task(&alice(), number, "x")
    };
    match store.create(&alice(), new, at(number)).await.unwrap() {
        Created::New(task) => task,
        Created::Existing(task) => panic!("{task:?} was there already"),
    }
}

async fn put(store: &dyn Store, id: TaskId, position: Option<OrderKey>) -> Task {
    let edit = Edit::Patch(TaskPatch {
        position: Some(position),
        ..TaskPatch::default()
    });
    let put = store
        .edit(&alice(), id, edit, Precondition::None, at(900))
        .await;
    put.unwrap()
}

/// The tasks of a list or of the Inbox, read in pages of so many.
async fn in_order(store: &dyn Store, list: Option<ListId>, limit: u64) -> Vec<Task> {
    let query = TaskQuery {
        list: Some(list.map_or(ListFilter::Inbox, ListFilter::List)),
        order: Order::BY_HAND,
        limit: PageSize::new(limit).unwrap(),
        ..everything()
    };
    all_pages(store, &alice(), &query).await
}

fn ids(tasks: &[Task]) -> Vec<TaskId> {
    tasks.iter().map(|task| task.id).collect()
}

fn between(one: &Task, other: &Task) -> OrderKey {
    OrderKey::between(Some(&one.place()), Some(&other.place())).unwrap()
}

pub async fn a_task_stands_where_it_was_put_and_else_behind_what_was_there_before(
    store: &dyn Store,
) {
    let house = create_list(store, &alice(), 1, "House").await.id;
    for list in [None, Some(house)] {
        let mut tasks = Vec::new();
        let first = if list.is_some() { 100 } else { 10 };
        for number in first..first + 3 {
            tasks.push(create_in(store, list, number).await);
        }
        let [one, two, three] = [0, 1, 2].map(|index: usize| tasks[index].clone());
        assert_eq!(in_order(store, list, 2).await, tasks);
        assert_eq!(two.position, None, "nothing is stored for it");
        let moved = put(store, three.id, Some(between(&one, &two))).await;
        assert_eq!(moved.revision.number(), three.revision.number() + 1);
        assert_eq!(moved.place(), between(&one, &two));
        assert_eq!(store.get(&alice(), three.id).await.unwrap(), Some(moved));
        // At both ends, and a new one comes last again.
        put(store, two.id, OrderKey::between(None, Some(&one.place()))).await;
        let last = Some(OrderKey::behind(Some(&between(&one, &two))));
        put(store, one.id, last).await;
        let four = create_in(store, list, first + 3).await;
        let expected = [two.id, three.id, one.id, four.id];
        for limit in 1..6 {
            assert_eq!(ids(&in_order(store, list, limit).await), expected);
        }
        let back = put(store, one.id, None).await;
        assert_eq!((back.position, back.id), (None, one.id));
        let expected = [two.id, one.id, three.id, four.id];
        assert_eq!(ids(&in_order(store, list, 3).await), expected);
    }
}

pub async fn two_devices_put_tasks_at_the_same_place(store: &dyn Store) {
    let mut tasks = Vec::new();
    for number in 1..=4 {
        tasks.push(create_in(store, None, number).await);
    }
    let here = between(&tasks[0], &tasks[1]);
    for index in [3, 2] {
        put(store, tasks[index].id, Some(here.clone())).await;
    }
    // Their ids decide, whoever was first, and at every page's end.
    let expected = [0, 2, 3, 1].map(|index: usize| tasks[index].id);
    for limit in 1..6 {
        assert_eq!(ids(&in_order(store, None, limit).await), expected);
    }
}

/// Tasks are moved to any place of a list again and again, by the keys of their neighbours there.
pub async fn random_moves_agree_with_a_simple_list(store: &dyn Store) {
    let random = TestRng::from_seed(RngAlgorithm::ChaCha, &seed());
    let mut runner = TestRunner::new_with_rng(Config::default(), random);
    let house = create_list(store, &alice(), 1, "House").await.id;
    let mut expected = Vec::new();
    for number in 1..=8 {
        expected.push(create_in(store, Some(house), number).await);
    }
    let step = (0..8_usize, 0..8_usize, 1..9_u64);
    for _ in 0..MOVES {
        let (from, to, limit) = step.new_tree(&mut runner).unwrap().current();
        let task = expected.remove(from);
        let before = to.checked_sub(1).map(|index| expected[index].place());
        let after = expected.get(to).map(Task::place);
        let key = OrderKey::between(before.as_ref(), after.as_ref()).unwrap();
        expected.insert(to, put(store, task.id, Some(key)).await);
        assert_eq!(in_order(store, Some(house), limit).await, expected);
    }
}
