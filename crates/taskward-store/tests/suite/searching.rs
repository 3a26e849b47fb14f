use std::collections::BTreeSet;

use taskward_core::{
    Completing, Edit, NewTask, Order, Owner, PageSize, Precondition, Search, Selection, Task,
    TaskContent, TaskPatch, TaskQuery,
};
use taskward_store::{Created, Store};

use super::support::{
    alice, all_pages, at, create, description, everything, new_task, owner, title, titles,
};

fn searching(text: &str, limit: u64) -> TaskQuery {
    TaskQuery {
        search: Search::parse(text).unwrap(),
        order: Order::BEST_FIRST,
        limit: PageSize::new(limit).unwrap(),
        ..everything()
    }
}

/// Pages of one, joined.
async fn found(store: &dyn Store, owner: &Owner, text: &str) -> String {
    titles(&all_pages(store, owner, &searching(text, 1)).await).join(", ")
}

async fn create_with(store: &dyn Store, number: i64, content: TaskContent) -> Task {
    let id = new_task(&alice(), number, "x").id;
    let new = NewTask { id, content };
    let created = store.create(&alice(), new, at(number)).await.unwrap();
    let (Created::New(task) | Created::Existing(task)) = created;
    task
}

async fn patch(store: &dyn Store, task: &Task, patch: TaskPatch) {
    let edit = Edit::Patch(patch);
    let (owner, now) = (alice(), at(1_000_000));
    let edited = store.edit(&owner, task.id, edit, Precondition::None, now);
    edited.await.unwrap();
}

pub async fn words_are_found_without_case_and_diacritics(store: &dyn Store) {
    create(store, &alice(), 1, "Buy CRÈME fraîche").await;
    let task = create(store, &alice(), 2, "Call the bakery").await;
    create(store, &alice(), 3, "100% _sure_").await;
    create(store, &alice(), 4, "明日は東京タワーへ").await;
    create(store, &owner("bob"), 5, "creme of the crop").await;
    let described = TaskPatch {
        description: Some(description("Crème brûlée?")),
        ..Default::default()
    };
    patch(store, &task, described).await;
    // By reading, then by words, then by words of which some have been written twice.
    for _ in 0..3 {
        for (text, expected) in [
            ("creme", "Buy CRÈME fraîche, Call the bakery"),
            ("cr", "Buy CRÈME fraîche, Call the bakery"),
            ("BRULEE bak", "Call the bakery"),
            ("reme", ""),
            ("100%", "100% _sure_"),
            ("sure", "100% _sure_"),
            ("%", "100% _sure_"),
            ("_", "100% _sure_"),
            ("creme missing", ""),
            ("東京", "明日は東京タワーへ"),
            ("東", "明日は東京タワーへ"),
            ("京東", ""),
        ] {
            assert_eq!(found(store, &alice(), text).await, expected, "{text}");
        }
        store.write_words(&alice()).await.unwrap();
    }
}

pub async fn the_best_come_first_and_of_them_the_newest(store: &dyn Store) {
    let texts = [
        "milk",
        "milkshake",
        "tea | milk",
        "tea | milky",
        "oat milk",
        "tea",
    ];
    for (number, text) in (1..).zip(texts) {
        let (name, more) = text.split_once(" | ").unwrap_or((text, ""));
        let content = TaskContent {
            description: description(more),
            ..TaskContent::titled(title(name))
        };
        create_with(store, number, content).await;
    }
    for _ in 0..2 {
        assert_eq!(
            found(store, &alice(), "milk").await,
            "oat milk, milk, milkshake, tea, tea"
        );
        let descriptions = all_pages(store, &alice(), &searching("milk tea", 2)).await;
        let descriptions = descriptions.iter().map(|task| task.description.clone());
        assert_eq!(
            descriptions.collect::<Vec<_>>(),
            ["milk", "milky"].map(description)
        );
        store.write_words(&alice()).await.unwrap();
    }
}

pub async fn what_was_changed_is_found_as_it_is_now(store: &dyn Store) {
    let owner = alice();
    let task = create(store, &alice(), 1, "buy milk").await;
    create(store, &alice(), 2, "buy bread").await;
    // Each change meets words that are written, and is seen before and after it is written itself.
    for written in [false, true] {
        let settle = async || {
            if written {
                store.write_words(&alice()).await.unwrap();
            }
        };
        store.write_words(&alice()).await.unwrap();
        let renamed = TaskPatch {
            title: Some(title("pour tea")),
            ..Default::default()
        };
        patch(store, &task, renamed).await;
        settle().await;
        assert_eq!(found(store, &alice(), "milk").await, "");
        assert_eq!(found(store, &alice(), "tea").await, "pour tea");
        store.write_words(&alice()).await.unwrap();
        let complete = Edit::Complete(Completing::TOGGLE);
        let toggled = store.edit(&owner, task.id, complete, Precondition::None, at(5));
        toggled.await.unwrap();
        settle().await;
        assert_eq!(found(store, &alice(), "tea").await, "pour tea");
        let deleted = store.delete(&owner, task.id, Precondition::None, at(6));
        deleted.await.unwrap();
        settle().await;
        assert_eq!(found(store, &alice(), "tea").await, "");
        store.restore(&alice(), task.id, at(7)).await.unwrap();
        settle().await;
        assert_eq!(found(store, &alice(), "tea").await, "pour tea");
        let back = TaskPatch {
            title: Some(title("buy milk")),
            ..Default::default()
        };
        patch(store, &task, back).await;
        settle().await;
        assert_eq!(found(store, &alice(), "buy").await, "buy bread, buy milk");
    }
}

/// More than are read one by one, so that words alone tell which come first.
pub async fn many_are_found_in_every_order(store: &dyn Store) {
    let creations = (1..=1100).map(|number: usize| {
        let text = format!("{} {number}", ["milk", "milky", "oat milk"][number % 3]);
        let content = TaskContent {
            // Only the last of all that are found are completed.
            completed: number % 3 == 1 && number < 30,
            ..TaskContent::titled(title(&text))
        };
        create_with(store, i64::try_from(number).unwrap(), content)
    });
    let mut tasks = futures_util::future::join_all(creations).await;
    store.write_words(&alice()).await.unwrap();
    let late = create(store, &alice(), 1101, "milk, unwritten").await;
    tasks.push(late);
    for text in ["milk", "mil", "mi m milk mil o", "milk ,", "oat mil", "11"] {
        for order in Order::ALL.into_iter().chain([Order::BEST_FIRST]) {
            for completed in [None, Some(true)] {
                let query = TaskQuery {
                    order,
                    completed,
                    limit: PageSize::new(7).unwrap(),
                    ..searching(text, 1)
                };
                let context = format!("{text}, {order:?}, {completed:?}");
                let mut query = query;
                for _ in 0..2 {
                    let mut expected = Selection::new(&query);
                    for task in &tasks {
                        expected.offer(task.clone());
                    }
                    let mut expected = expected.finish();
                    expected.truncate(query.limit.get());
                    let page = store.list(&alice(), &query).await.unwrap();
                    assert_eq!(titles(&page.items), titles(&expected), "{context}");
                    let Some(next) = page.next else { break };
                    query.after = Some(next.position_in(&query).unwrap());
                }
            }
        }
    }
}

pub async fn pages_neither_skip_nor_repeat_while_others_write(store: &dyn Store) {
    let mut before = BTreeSet::new();
    for number in 1..=30 {
        let text = ["milk", "milky", "tea | milk"][usize::try_from(number).unwrap() % 3];
        before.insert(create(store, &alice(), number * 10, text).await.id);
    }
    let mut query = searching("milk", 4);
    let mut seen = Vec::new();
    for step in 0.. {
        let page = store.list(&alice(), &query).await.unwrap();
        seen.extend(page.items.iter().map(|task| task.id));
        let Some(next) = page.next else { break };
        query.after = Some(next.position_in(&query).unwrap());
        if step < 8 {
            create(store, &alice(), step * 40 + 1, "milk, again").await;
            if step % 3 == 1 {
                store.write_words(&alice()).await.unwrap();
            }
        }
    }
    let distinct: BTreeSet<_> = seen.iter().copied().collect();
    assert_eq!(distinct.len(), seen.len(), "repeated");
    assert!(distinct.is_superset(&before), "skipped");
}

pub async fn others_change_neither_what_is_found_nor_its_order(store: &dyn Store) {
    for (number, text) in (1..).zip(["oat milk", "milk", "rare milk", "rare", "milky"]) {
        create(store, &alice(), number, text).await;
    }
    store.write_words(&alice()).await.unwrap();
    let ask = async || {
        let texts = ["milk", "rare", "milk rare", "mil"].map(str::to_owned);
        let mut answers = Vec::new();
        for text in texts {
            answers.push(found(store, &alice(), &text).await);
        }
        answers
    };
    let alone = ask().await;
    let bob = owner("bob");
    for number in 1..=100 {
        create(store, &bob, number, "rare rare rare").await;
    }
    store.write_words(&bob).await.unwrap();
    assert_eq!(ask().await, alone);
    assert_eq!(found(store, &bob, "milk").await, "");
}
