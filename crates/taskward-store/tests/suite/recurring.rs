use std::collections::BTreeSet;

use taskward_core::{
    Base, Completing, Completion, CompletionCursor, CompletionQuery, Due, Edit, Owner, PageSize,
    Precondition, Revision, ScheduleError, Task, TaskContent, TaskId, TaskPatch,
};
use taskward_store::{ChangeError, Created, Store, TOMBSTONE_MILLIS, UndoError};

use super::support::{alice, at, create, day, due, every, new_task, owner};

async fn recurring(store: &dyn Store, owner: &Owner, number: i64, rule: &str) -> Task {
    let mut new = new_task(owner, number, "water the plants");
    new.content = TaskContent {
        due: Some(due("2026-11-20")),
        start: Some(day("2026-11-18")),
        recurrence: Some(every(rule).into()),
        ..new.content
    };
    match store.create(owner, new, at(number)).await.unwrap() {
        Created::New(task) => task,
        Created::Existing(task) => panic!("{task:?} was there already"),
    }
}

async fn complete(store: &dyn Store, task: &Task, millis: i64) -> Task {
    let done = Edit::Complete(Completing::to(true));
    store
        .edit(&alice(), task.id, done, Precondition::None, at(millis))
        .await
        .unwrap()
}

async fn undo(store: &dyn Store, task: &Task, millis: i64) -> Result<Task, UndoError> {
    store
        .undo_completion(&alice(), task.id, Precondition::None, at(millis))
        .await
}

/// Follows the cursors to the last page, through the texts that clients see.
pub async fn all_completions(store: &dyn Store, owner: &Owner, task: TaskId) -> Vec<Completion> {
    let mut query = CompletionQuery {
        task,
        after: None,
        limit: PageSize::new(2).unwrap(),
    };
    let mut completions = Vec::new();
    loop {
        let page = store.completions(owner, &query).await.unwrap().unwrap();
        assert!(page.items.len() <= query.limit.get());
        completions.extend(page.items);
        let Some(next) = page.next else {
            return completions;
        };
        let next = CompletionCursor::decode(&next.encode(owner), owner).unwrap();
        query.after = Some(next.position_in(task).unwrap());
    }
}

pub async fn a_completed_occurrence_is_recorded_and_the_task_moves_on(store: &dyn Store) {
    let task = recurring(store, &alice(), 1, "FREQ=WEEKLY").await;
    let next = complete(store, &task, 5).await;
    assert_eq!(
        (next.due, next.start),
        (Some(due("2026-11-27")), Some(day("2026-11-25")))
    );
    assert_eq!((next.completed_at, next.revision.number()), (None, 2));
    assert_eq!(
        store.get(&alice(), task.id).await.unwrap(),
        Some(next.clone())
    );
    let recorded = Completion {
        task: task.id,
        revision: next.revision,
        completed_at: at(5),
        due: due("2026-11-20"),
        start: task.start,
        recurrence: *task.recurrence.clone().unwrap(),
    };
    assert_eq!(all_completions(store, &alice(), task.id).await, [recorded]);
}

pub async fn the_end_of_a_rule_completes_its_task(store: &dyn Store) {
    let task = recurring(store, &alice(), 1, "FREQ=DAILY;COUNT=3").await;
    let mut last = task.clone();
    for millis in 2..=4 {
        assert!(!last.is_completed());
        last = complete(store, &last, millis).await;
    }
    assert_eq!(last.completed_at, Some(at(4)));
    assert_eq!(last.due, Some(due("2026-11-22")));
    let completions = all_completions(store, &alice(), task.id).await;
    let days: Vec<_> = completions.iter().map(|it| it.due).collect();
    assert_eq!(days, ["2026-11-22", "2026-11-21", "2026-11-20"].map(due));
    // Completing what is completed records nothing.
    assert_eq!(complete(store, &last, 9).await, last);
    assert_eq!(all_completions(store, &alice(), task.id).await.len(), 3);
    // Reopening takes the last one back.
    let open = Edit::Complete(Completing::to(false));
    let open = store
        .edit(&alice(), task.id, open, Precondition::None, at(10))
        .await;
    let open = open.unwrap();
    assert_eq!((open.due, open.completed_at), (last.due, None));
    assert_eq!(
        all_completions(store, &alice(), task.id).await,
        completions[1..]
    );
}

pub async fn the_last_completion_is_undone_one_after_the_other(store: &dyn Store) {
    let mut task = recurring(store, &alice(), 1, "FREQ=DAILY;COUNT=3").await;
    let mut before = vec![];
    for millis in 2..=4 {
        before.push(task.clone());
        task = complete(store, &task, millis).await;
    }
    let stale = Precondition::OneOf(vec![Revision::ZERO]);
    let refused = store.undo_completion(&alice(), task.id, stale, at(5)).await;
    let changed = ChangeError::PreconditionFailed;
    assert!(
        matches!(refused, Err(UndoError::Change(found)) if found.to_string() == changed.to_string())
    );
    for was in before.into_iter().rev() {
        let revision = Revision::new(task.revision.number() + 1).unwrap();
        task = undo(store, &task, 6).await.unwrap();
        let updated_at = at(6);
        assert_eq!(
            task,
            Task {
                revision,
                updated_at,
                ..was
            }
        );
        assert_eq!(
            store.get(&alice(), task.id).await.unwrap(),
            Some(task.clone())
        );
    }
    assert_eq!(all_completions(store, &alice(), task.id).await, []);
    let refused = undo(store, &task, 7).await;
    assert!(matches!(refused, Err(UndoError::NothingToUndo)));
    assert_eq!(store.revision(&alice()).await.unwrap(), task.revision);
}

pub async fn undoing_opens_a_task_that_does_not_recur(store: &dyn Store) {
    let task = create(store, &alice(), 1, "milk").await;
    let done = complete(store, &task, 2).await;
    let open = undo(store, &done, 3).await.unwrap();
    assert_eq!((open.completed_at, open.revision.number()), (None, 3));
    assert_eq!(all_completions(store, &alice(), task.id).await, []);
    let missing = new_task(&alice(), 99, "x").id;
    let refused = store
        .undo_completion(&alice(), missing, Precondition::None, at(4))
        .await;
    assert!(matches!(
        refused,
        Err(UndoError::Change(ChangeError::NotFound))
    ));
}

pub async fn a_recurrence_that_cannot_be_is_refused_and_changes_nothing(store: &dyn Store) {
    let task = recurring(store, &alice(), 1, "FREQ=DAILY").await;
    let plain = create(store, &alice(), 2, "milk").await;
    let without_due = TaskPatch {
        due: Some(None),
        ..TaskPatch::default()
    };
    let recurrence = TaskPatch {
        recurrence: Some(Some(every("FREQ=DAILY").into())),
        ..TaskPatch::default()
    };
    for (id, patch, expected) in [
        (task.id, without_due, ScheduleError::DueNeeded),
        (plain.id, recurrence, ScheduleError::NoDue),
    ] {
        let edit = Edit::Patch(patch);
        let refused = store
            .edit(&alice(), id, edit, Precondition::None, at(3))
            .await;
        assert!(matches!(refused, Err(ChangeError::Schedule(found)) if found == expected));
    }
    assert_eq!(store.get(&alice(), task.id).await.unwrap(), Some(task));
    assert_eq!(store.get(&alice(), plain.id).await.unwrap(), Some(plain));
    assert_eq!(store.revision(&alice()).await.unwrap().number(), 2);
}

pub async fn completions_go_and_come_back_with_their_task(store: &dyn Store) {
    let task = recurring(store, &alice(), 1, "FREQ=DAILY").await;
    complete(store, &task, 2).await;
    let completions = all_completions(store, &alice(), task.id).await;
    let delete = async |id, now| {
        let deleted = store
            .delete(&alice(), id, Precondition::None, at(now))
            .await;
        deleted.unwrap();
    };
    let query = CompletionQuery {
        task: task.id,
        after: None,
        limit: PageSize::default(),
    };
    delete(task.id, 3).await;
    assert_eq!(store.completions(&alice(), &query).await.unwrap(), None);
    store.restore(&alice(), task.id, at(4)).await.unwrap();
    assert_eq!(all_completions(store, &alice(), task.id).await, completions);
    // The tombstone goes, and then the id may be created again: nothing is left of what was.
    delete(task.id, 5).await;
    let other = create(store, &alice(), 2, "milk").await;
    delete(other.id, 6 + TOMBSTONE_MILLIS).await;
    let again = recurring(store, &alice(), 1, "FREQ=DAILY").await;
    assert_eq!(again.id, task.id);
    assert_eq!(all_completions(store, &alice(), task.id).await, []);
}

pub async fn completions_of_others_are_not_told(store: &dyn Store) {
    let task = recurring(store, &alice(), 1, "FREQ=DAILY").await;
    complete(store, &task, 2).await;
    let bob = owner("bob");
    // An id of his own that is hers in all but the tag, and his own task of that id.
    let id = new_task(&bob, 1, "x").id;
    let query = CompletionQuery {
        task: id,
        after: None,
        limit: PageSize::default(),
    };
    assert_eq!(store.completions(&bob, &query).await.unwrap(), None);
    let own = recurring(store, &bob, 1, "FREQ=DAILY").await;
    assert_eq!(own.id, id);
    assert_eq!(all_completions(store, &bob, id).await, []);
    let undone = store
        .undo_completion(&bob, id, Precondition::None, at(3))
        .await;
    assert!(matches!(undone, Err(UndoError::NothingToUndo)));
    assert_eq!(all_completions(store, &alice(), task.id).await.len(), 1);
}

pub async fn of_two_who_complete_at_once_each_completes_an_occurrence(store: &dyn Store) {
    let task = recurring(store, &alice(), 1, "FREQ=DAILY").await;
    let both = (2..=9).map(|millis| complete(store, &task, millis));
    let days: BTreeSet<_> = futures_util::future::join_all(both)
        .await
        .iter()
        .filter_map(|task| task.due.map(Due::when))
        .collect();
    assert_eq!(days.len(), 8, "{days:?}");
    let completions = all_completions(store, &alice(), task.id).await;
    let recorded: BTreeSet<_> = completions.iter().map(|it| it.due.when()).collect();
    assert_eq!(recorded.len(), 8);
    assert!(completions.iter().all(|it| it.recurrence.base == Base::Due));
}
