use std::collections::BTreeSet;

use futures_util::future::join_all;
use taskward_core::{NewTask, Precondition, TaskContent};
use taskward_store::{CreateError, Created, Store};

use super::support::{alice, at, create, day, description, due, every, new_task, priority, title};

pub async fn a_created_task_reads_back(store: &dyn Store) {
    let task = NewTask {
        content: TaskContent {
            description: description("# more\n\nlines"),
            priority: priority(2),
            due: Some(due("2026-12-24")),
            start: Some(day("2026-12-01")),
            recurrence: Some(every("FREQ=WEEKLY;BYDAY=TH;COUNT=3").into()),
            completed: true,
            ..TaskContent::titled(title("Ünïcödé 🦀"))
        },
        ..new_task(&alice(), 7, "x")
    };
    let Created::New(created) = store.create(&alice(), task.clone(), at(8)).await.unwrap() else {
        panic!("it is new")
    };
    assert_eq!(created.title, task.content.title);
    assert_eq!(created.description, task.content.description);
    assert_eq!(created.priority, priority(2));
    assert_eq!(created.due, Some(due("2026-12-24")));
    assert_eq!(created.start, Some(day("2026-12-01")));
    assert_eq!(
        created.recurrence,
        Some(every("FREQ=WEEKLY;BYDAY=TH;COUNT=3").into())
    );
    assert_eq!(created.completed_at, Some(at(8)));
    assert_eq!((created.created_at, created.updated_at), (at(8), at(8)));
    assert_eq!(created.revision.number(), 1);
    assert_eq!(store.get(&alice(), task.id).await.unwrap(), Some(created));
}

pub async fn creating_again_answers_with_the_task_as_it_is(store: &dyn Store) {
    let first = create(store, &alice(), 1, "first").await;
    let again = new_task(&alice(), 1, "second");
    let answer = store.create(&alice(), again, at(9)).await.unwrap();
    assert_eq!(answer, Created::Existing(first.clone()));
    let next = create(store, &alice(), 2, "next").await;
    assert_eq!(
        next.revision.number(),
        first.revision.number() + 1,
        "no revision was used up"
    );
}

pub async fn a_deleted_id_is_not_created_again(store: &dyn Store) {
    let task = create(store, &alice(), 1, "gone").await;
    store
        .delete(&alice(), task.id, Precondition::None, at(2))
        .await
        .unwrap();
    let again = store
        .create(&alice(), new_task(&alice(), 1, "again"), at(3))
        .await;
    assert!(matches!(again, Err(CreateError::Deleted)));
    assert_eq!(store.get(&alice(), task.id).await.unwrap(), None);
}

pub async fn revisions_are_gap_free_under_concurrency(store: &dyn Store) {
    let alice = alice();
    let creations = (1..=300).map(|number| create(store, &alice, number, "one of many"));
    let revisions: BTreeSet<_> = join_all(creations)
        .await
        .iter()
        .map(|task| task.revision.number())
        .collect();
    assert_eq!(revisions, (1..=300).collect());
}
