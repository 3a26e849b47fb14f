use taskward_core::{Completing, Edit, Precondition, Revision, Task, TaskPatch};
use taskward_store::{ChangeError, CreateError, RESTORABLE_MILLIS, RestoreError, Store};

use super::support::{alice, all_pages, at, create, description, everything, new_task, title};

fn rename(text: &str) -> Edit {
    Edit::Patch(TaskPatch {
        title: Some(title(text)),
        ..TaskPatch::default()
    })
}

async fn edit(store: &dyn Store, task: &Task, edit: Edit, millis: i64) -> Task {
    store
        .edit(&alice(), task.id, edit, Precondition::None, at(millis))
        .await
        .unwrap()
}

pub async fn an_edit_raises_the_revision_by_one(store: &dyn Store) {
    let created = create(store, &alice(), 1, "milk").await;
    let renamed = edit(store, &created, rename("bread"), 2).await;
    assert_eq!(renamed.title, title("bread"));
    assert_eq!((renamed.revision.number(), renamed.updated_at), (2, at(2)));
    assert_eq!(renamed.created_at, created.created_at);
    let described = TaskPatch {
        description: Some(description("rye")),
        ..TaskPatch::default()
    };
    let described = edit(store, &created, Edit::Patch(described), 3).await;
    let completed = edit(store, &created, Edit::Complete(Completing::TOGGLE), 4).await;
    assert_eq!(completed.description, described.description);
    assert_eq!(
        (completed.revision.number(), completed.completed_at),
        (4, Some(at(4)))
    );
    assert_eq!(
        store.get(&alice(), created.id).await.unwrap(),
        Some(completed)
    );
}

pub async fn an_edit_that_changes_nothing_raises_no_revision(store: &dyn Store) {
    let created = create(store, &alice(), 1, "milk").await;
    assert_eq!(edit(store, &created, rename("milk"), 2).await, created);
    assert_eq!(
        edit(store, &created, Edit::Complete(Completing::to(false)), 3).await,
        created
    );
    assert_eq!(
        create(store, &alice(), 4, "next").await.revision.number(),
        2
    );
}

pub async fn a_precondition_protects_what_was_not_seen(store: &dyn Store) {
    let seen = create(store, &alice(), 1, "milk").await;
    let now = edit(store, &seen, rename("bread"), 2).await;
    let stale = Precondition::OneOf(vec![seen.revision]);
    let refused = store
        .edit(&alice(), seen.id, rename("butter"), stale.clone(), at(3))
        .await;
    assert!(matches!(refused, Err(ChangeError::PreconditionFailed)));
    let refused = store.delete(&alice(), seen.id, stale, at(3)).await;
    assert!(matches!(refused, Err(ChangeError::PreconditionFailed)));
    assert_eq!(
        store.get(&alice(), seen.id).await.unwrap(),
        Some(now.clone())
    );
    let fresh = Precondition::OneOf(vec![Revision::ZERO, now.revision]);
    store
        .edit(&alice(), seen.id, rename("butter"), fresh, at(4))
        .await
        .unwrap();
    store
        .delete(&alice(), seen.id, Precondition::Exists, at(5))
        .await
        .unwrap();
}

pub async fn a_deleted_task_is_gone_and_comes_back_whole(store: &dyn Store) {
    let task = create(store, &alice(), 1, "milk").await;
    let task = edit(store, &task, Edit::Complete(Completing::to(true)), 2).await;
    store
        .delete(&alice(), task.id, Precondition::None, at(3))
        .await
        .unwrap();
    assert_eq!(store.get(&alice(), task.id).await.unwrap(), None);
    assert_eq!(all_pages(store, &alice(), &everything()).await, []);
    let again = store
        .delete(&alice(), task.id, Precondition::None, at(3))
        .await;
    assert!(matches!(again, Err(ChangeError::NotFound)));
    let restored = store
        .restore(&alice(), task.id, at(3 + RESTORABLE_MILLIS))
        .await
        .unwrap();
    assert_eq!(restored.revision.number(), 4);
    assert_eq!(
        restored,
        Task {
            revision: restored.revision,
            ..task
        }
    );
    assert_eq!(all_pages(store, &alice(), &everything()).await, [restored]);
}

pub async fn a_task_deleted_long_ago_stays_deleted(store: &dyn Store) {
    let task = create(store, &alice(), 1, "milk").await;
    store
        .delete(&alice(), task.id, Precondition::None, at(3))
        .await
        .unwrap();
    let restored = store
        .restore(&alice(), task.id, at(4 + RESTORABLE_MILLIS))
        .await;
    assert!(matches!(restored, Err(RestoreError::NotFound)));
}

pub async fn old_deletions_lose_their_texts_and_keep_their_ids(store: &dyn Store) {
    let old = create(store, &alice(), 1, "long gone").await;
    let young = create(store, &alice(), 2, "just gone").await;
    store
        .delete(&alice(), old.id, Precondition::None, at(3))
        .await
        .unwrap();
    let later = 4 + RESTORABLE_MILLIS;
    store
        .delete(&alice(), young.id, Precondition::None, at(later))
        .await
        .unwrap();
    let again = store
        .create(&alice(), new_task(&alice(), 1, "again"), at(later))
        .await;
    assert!(matches!(again, Err(CreateError::Deleted)));
    // Even by a clock that was set back: there is nothing left to restore.
    let restored = store.restore(&alice(), old.id, at(4)).await;
    assert!(matches!(restored, Err(RestoreError::NotFound)));
    let restored = store.restore(&alice(), young.id, at(later)).await.unwrap();
    assert_eq!(restored.title, young.title);
}

pub async fn restoring_a_live_task_changes_nothing(store: &dyn Store) {
    let task = create(store, &alice(), 1, "milk").await;
    assert_eq!(store.restore(&alice(), task.id, at(9)).await.unwrap(), task);
}

pub async fn what_is_missing_is_not_found(store: &dyn Store) {
    let id = new_task(&alice(), 1, "never stored").id;
    assert_eq!(store.get(&alice(), id).await.unwrap(), None);
    let edited = store
        .edit(&alice(), id, rename("x"), Precondition::None, at(1))
        .await;
    assert!(matches!(edited, Err(ChangeError::NotFound)));
    let deleted = store.delete(&alice(), id, Precondition::None, at(1)).await;
    assert!(matches!(deleted, Err(ChangeError::NotFound)));
    let restored = store.restore(&alice(), id, at(1)).await;
    assert!(matches!(restored, Err(RestoreError::NotFound)));
}
