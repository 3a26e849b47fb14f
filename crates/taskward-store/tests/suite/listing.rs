use std::collections::BTreeSet;

use taskward_core::{
    Completing, Direction, Due, Edit, Order, PageSize, Precondition, Revision, SortKey, Task,
    TaskPatch, TaskQuery,
};
use taskward_store::Store;

use super::support::{
    BY_CREATION, alice, all_pages, at, create, day, due, everything, new_task, owner, priority,
    title, titles,
};

/// Sorts as the contract says, by other means than the stores.
pub fn sort(tasks: &mut [Task], order: Order) {
    match order.key {
        SortKey::Created => tasks.sort_by_key(|task| (task.created_at, task.id)),
        SortKey::Updated => tasks.sort_by_key(|task| task.revision),
        SortKey::Title => tasks.sort_by_key(|task| (task.title.key(), task.id)),
        SortKey::Due => tasks.sort_by_key(|task| (task.due.map(Due::when), task.id)),
        SortKey::Priority => tasks.sort_by_key(|task| (task.priority, task.id)),
        SortKey::ByHand => tasks.sort_by_key(|task| (task.place(), task.id)),
        // Without a search.
        SortKey::Relevance => tasks.sort_by_key(|task| task.id),
    }
    if order.direction == Direction::Descending {
        tasks.reverse();
    }
    // What has no due date or priority comes last in both directions.
    let lacks = |task: &Task| match order.key {
        SortKey::Due => task.due.is_none(),
        SortKey::Priority => task.priority.number() == 4,
        _ => false,
    };
    tasks.sort_by_key(lacks);
    let first = tasks.partition_point(|task| !lacks(task));
    let last = &mut tasks[first..];
    if !last.is_empty() && lacks(&last[0]) {
        last.sort_by_key(|task| (task.created_at, task.id));
        if order.direction == Direction::Descending {
            last.reverse();
        }
    }
}

pub async fn pages_follow_each_other_in_every_order(store: &dyn Store) {
    let mut tasks = Vec::new();
    let texts = ["Zebra", "ähre", "apple", "Apple", "zebra"]
        .into_iter()
        .cycle();
    let days = ["2026-12-24", "2026-12-23", "2026-12-31"].into_iter();
    let days = days.cycle().map(day).map(Due::Date);
    for ((number, text), date) in (1..=23).zip(texts).zip(days) {
        // Three tasks share each millisecond, so that ties are broken.
        let task = create(store, &alice(), number / 3 * 1000 + number, text).await;
        let patch = TaskPatch {
            due: match number % 3 {
                0 => None,
                1 => Some(Some(date)),
                _ => Some(Some(due("2026-12-24"))),
            },
            priority: Some(priority(number.unsigned_abs() % 4 + 1)),
            ..Default::default()
        };
        let (alice, edit) = (alice(), Edit::Patch(patch));
        let edited = store.edit(&alice, task.id, edit, Precondition::None, at(99_999));
        tasks.push(edited.await.unwrap());
        create(store, &owner("bob"), number, "not hers").await;
    }
    for order in Order::ALL.into_iter().chain([Order::BY_HAND]) {
        sort(&mut tasks, order);
        for limit in [1, 2, 7, 22, 23, 24] {
            let query = TaskQuery {
                order,
                limit: PageSize::new(limit).unwrap(),
                ..everything()
            };
            assert_eq!(
                all_pages(store, &alice(), &query).await,
                tasks,
                "{order:?} by {limit}"
            );
        }
    }
}

pub async fn filters_narrow_the_list(store: &dyn Store) {
    for number in 1..=6 {
        let task = create(store, &alice(), number, &format!("task {number}")).await;
        if number % 2 == 0 {
            let done = Edit::Complete(Completing::to(true));
            store
                .edit(&alice(), task.id, done, Precondition::None, at(9))
                .await
                .unwrap();
        }
    }
    let found = async |query: TaskQuery| {
        titles(&all_pages(store, &alice(), &query).await)
            .join(", ")
            .replace("task ", "")
    };
    let narrow = TaskQuery {
        limit: PageSize::new(2).unwrap(),
        ..everything()
    };
    assert_eq!(
        found(TaskQuery {
            completed: Some(true),
            ..narrow.clone()
        })
        .await,
        "2, 4, 6"
    );
    assert_eq!(
        found(TaskQuery {
            completed: Some(false),
            ..narrow.clone()
        })
        .await,
        "1, 3, 5"
    );
    // Revisions: 1, 2, then 3 completes task 2, 4, 5, then 6 completes task 4, 7, 8, 9.
    let since = |number| TaskQuery {
        changed_since: Revision::new(number),
        ..narrow.clone()
    };
    assert_eq!(found(since(5)).await, "4, 5, 6");
    assert_eq!(
        found(TaskQuery {
            completed: Some(false),
            ..since(5)
        })
        .await,
        "5"
    );
    assert_eq!(found(since(9)).await, "");
    for (number, urgent) in [(1, 1), (4, 1), (5, 3)] {
        let patch = TaskPatch {
            priority: Some(priority(urgent)),
            ..Default::default()
        };
        let id = new_task(&alice(), number, "x").id;
        store
            .edit(&alice(), id, Edit::Patch(patch), Precondition::None, at(9))
            .await
            .unwrap();
    }
    let of = |number| TaskQuery {
        priority: Some(priority(number)),
        ..narrow.clone()
    };
    assert_eq!(found(of(1)).await, "1, 4");
    assert_eq!(found(of(3)).await, "5");
    assert_eq!(found(of(4)).await, "2, 3, 6");
    assert_eq!(
        found(TaskQuery {
            completed: Some(true),
            ..of(1)
        })
        .await,
        "4"
    );
}

pub async fn tasks_inserted_between_pages_neither_skip_nor_repeat_others(store: &dyn Store) {
    let mut before = BTreeSet::new();
    for number in 1..=30 {
        before.insert(
            create(store, &alice(), number * 10, &format!("t{number:02}"))
                .await
                .id,
        );
    }
    for (round, order) in (1..).zip(Order::ALL) {
        let mut query = TaskQuery {
            order,
            limit: PageSize::new(4).unwrap(),
            ..everything()
        };
        let mut seen = Vec::new();
        for step in 0.. {
            let page = store.list(&alice(), &query).await.unwrap();
            seen.extend(page.items.iter().map(|task| task.id));
            let Some(next) = page.next else { break };
            query.after = Some(next.position_in(&query).unwrap());
            if step < 8 {
                // In front of, among and behind what was seen, in every order.
                let number = round * 100_000 + step * 37 % 11 * 100 + step;
                create(store, &alice(), number, &format!("t{:02}x", step * 7 % 30)).await;
            }
        }
        let distinct: BTreeSet<_> = seen.iter().copied().collect();
        assert_eq!(distinct.len(), seen.len(), "repeated in {order:?}");
        assert!(distinct.is_superset(&before), "skipped in {order:?}");
    }
}

pub async fn paging_goes_on_behind_a_deleted_task(store: &dyn Store) {
    for number in 1..=4 {
        create(store, &alice(), number, &format!("task {number}")).await;
    }
    let query = TaskQuery {
        order: BY_CREATION,
        limit: PageSize::new(2).unwrap(),
        ..everything()
    };
    let page = store.list(&alice(), &query).await.unwrap();
    let last = page.items.last().unwrap().id;
    store
        .delete(&alice(), last, Precondition::None, at(9))
        .await
        .unwrap();
    let after = Some(page.next.unwrap().position_in(&query).unwrap());
    let rest = store
        .list(&alice(), &TaskQuery { after, ..query })
        .await
        .unwrap();
    assert_eq!(
        rest.items
            .iter()
            .map(|task| &task.title)
            .collect::<Vec<_>>(),
        [&title("task 3"), &title("task 4")]
    );
    assert_eq!(rest.next, None);
}
