use std::collections::HashMap;

use taskward_core::{
    Completing, Edit, ListId, ListPatch, NewTask, Owner, Precondition, TaskContent, TaskId,
};
use taskward_store::{ChangeError, CreateError, DeleteListError, RestoreError, Store, UndoError};

use super::support::{
    alice, all_pages, at, create, create_list, everything, new_task, owner, title,
};

/// Two people whose 32-bit tags are the same: among 2¹⁷ subjects there is almost surely a pair.
fn two_owners_of_one_tag() -> (Owner, Owner) {
    let mut seen = HashMap::new();
    (0..1 << 20)
        .find_map(|number| {
            let owner = owner(&format!("person {number}"));
            seen.insert(owner.tag(), owner.clone())
                .map(|earlier| (earlier, owner))
        })
        .unwrap()
}

pub async fn owners_whose_tags_collide_see_nothing_of_each_other(store: &dyn Store) {
    let (victim, stranger) = two_owners_of_one_tag();
    let task = create(store, &victim, 1, "private").await;
    // The id parses for the stranger too: here the scoped query is what stands between them.
    let id = TaskId::parse(&task.id.to_string(), &stranger).unwrap();
    assert_eq!(store.get(&stranger, id).await.unwrap(), None);
    assert_eq!(all_pages(store, &stranger, &everything()).await, []);
    let edited = store
        .edit(
            &stranger,
            id,
            Edit::Complete(Completing::TOGGLE),
            Precondition::None,
            at(2),
        )
        .await;
    assert!(matches!(edited, Err(ChangeError::NotFound)));
    let deleted = store
        .delete(&stranger, id, Precondition::Exists, at(2))
        .await;
    assert!(matches!(deleted, Err(ChangeError::NotFound)));
    let restored = store.restore(&stranger, id, at(2)).await;
    assert!(matches!(restored, Err(RestoreError::NotFound)));
    let undone = store
        .undo_completion(&stranger, id, Precondition::None, at(2))
        .await;
    assert!(matches!(
        undone,
        Err(UndoError::Change(ChangeError::NotFound))
    ));

    let list = create_list(store, &victim, 1, "private").await.id;
    let list = ListId::parse(&list.to_string(), &stranger).unwrap();
    assert_eq!(store.get_list(&stranger, list).await.unwrap(), None);
    assert_eq!(store.lists(&stranger).await.unwrap(), []);
    let patch = ListPatch {
        archived: Some(true),
        ..ListPatch::default()
    };
    let any = Precondition::None;
    let edited = store.edit_list(&stranger, list, patch, any.clone(), at(2));
    assert!(matches!(edited.await, Err(ChangeError::NotFound)));
    let deleted = store.delete_list(&stranger, list, None, any, at(2));
    assert!(matches!(deleted.await, Err(DeleteListError::NotFound)));
    let content = TaskContent {
        list_id: Some(list),
        ..TaskContent::titled(title("into hers"))
    };
    let new = NewTask {
        content,
        ..new_task(&stranger, 5, "x")
    };
    let put = store.create(&stranger, new, at(2)).await;
    assert!(matches!(put, Err(CreateError::NoSuchList)));

    // Even the same id may exist once for each of them.
    let own = create(store, &stranger, 1, "mine").await;
    assert_eq!(own.id.as_bytes()[6..10], task.id.as_bytes()[6..10]);
    store
        .delete(&stranger, own.id, Precondition::None, at(3))
        .await
        .unwrap();
    assert_eq!(store.get(&victim, task.id).await.unwrap(), Some(task));
}

pub async fn revisions_are_counted_for_each_owner(store: &dyn Store) {
    for number in 1..=3 {
        create(store, &alice(), number, "hers").await;
    }
    assert_eq!(
        create(store, &owner("bob"), 1, "his")
            .await
            .revision
            .number(),
        1
    );
    assert_eq!(
        create(store, &alice(), 4, "hers").await.revision.number(),
        4
    );
}
