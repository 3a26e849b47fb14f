//! What changed since a revision, as replicas follow it.

use std::collections::{BTreeMap, BTreeSet};

use futures_util::FutureExt;
use proptest::{
    prelude::*,
    strategy::ValueTree,
    test_runner::{Config, RngAlgorithm, TestRng, TestRunner},
};
use taskward_core::{
    ChangeCursor, ChangePage, ChangePosition, ChangeQuery, Completing, Deleted, Edit, Label,
    LabelId, List, ListId, ListPatch, Owner, PageSize, Precondition, Revision, Task, TaskId,
    TaskLabels, TaskPatch, TasksOfList,
};
use taskward_store::{ChangesError, PURGED_AT_ONCE, Store, TOMBSTONE_MILLIS};

use super::{
    model::seed,
    support::{alice, all_pages, at, create, everything, new_label, new_list, new_task, owner},
};

fn since(revision: u64) -> ChangeQuery {
    ChangeQuery {
        since: Revision::new(revision).unwrap(),
        after: None,
        limit: PageSize::new(200).unwrap(),
    }
}

async fn changes(store: &dyn Store, query: &ChangeQuery) -> ChangePage {
    store.changes(&alice(), query).await.unwrap()
}

async fn is_gone(store: &dyn Store, query: &ChangeQuery) -> bool {
    match store.changes(&alice(), query).await {
        Ok(_) => false,
        Err(ChangesError::Gone(_)) => true,
        Err(error) => panic!("{error}"),
    }
}

/// The next page's position, through the text that clients see.
fn position(page: &ChangePage, query: &ChangeQuery, owner: &Owner) -> Option<ChangePosition> {
    let cursor = ChangeCursor::decode(&page.next?.encode(owner), owner).unwrap();
    Some(cursor.position_in(query).unwrap())
}

async fn delete(store: &dyn Store, id: TaskId, millis: i64) {
    let now = at(millis);
    store
        .delete(&alice(), id, Precondition::None, now)
        .await
        .unwrap();
}

async fn toggle(store: &dyn Store, id: TaskId, millis: i64) -> Task {
    let (edit, now) = (Edit::Complete(Completing::TOGGLE), at(millis));
    store
        .edit(&alice(), id, edit, Precondition::None, now)
        .await
        .unwrap()
}

fn told(page: &ChangePage) -> (Vec<u64>, Vec<u64>) {
    let tasks = page.tasks.iter().map(|task| task.revision.number());
    let tombstones = page.tombstones.iter().map(|dead| dead.revision.number());
    (tasks.collect(), tombstones.collect())
}

pub async fn nothing_has_changed_at_the_beginning(store: &dyn Store) {
    assert_eq!(store.revision(&alice()).await.unwrap(), Revision::ZERO);
    let page = changes(store, &since(0)).await;
    assert_eq!((page.revision, page.next), (Revision::ZERO, None));
    assert_eq!(told(&page), (vec![], vec![]));
}

pub async fn each_task_comes_once_as_it_is_by_revision(store: &dyn Store) {
    let first = create(store, &alice(), 1, "first").await;
    let second = create(store, &alice(), 2, "second").await;
    let first = toggle(store, first.id, 3).await;
    let page = changes(store, &since(0)).await;
    assert_eq!(page.tasks, [second, first.clone()]);
    assert_eq!((page.revision.number(), page.next), (3, None));
    assert_eq!(store.revision(&alice()).await.unwrap(), page.revision);
    let page_of_one = changes(store, &since(2)).await;
    assert_eq!(page_of_one.tasks.as_slice(), std::slice::from_ref(&first));
    assert_eq!(changes(store, &since(3)).await.tasks, []);
    let done = Edit::Complete(Completing::to(true));
    store
        .edit(&alice(), first.id, done, Precondition::None, at(4))
        .await
        .unwrap();
    assert_eq!(
        store.revision(&alice()).await.unwrap(),
        page.revision,
        "an edit that changes nothing"
    );
}

pub async fn deletions_come_as_tombstones_until_they_are_undone(store: &dyn Store) {
    let task = create(store, &alice(), 1, "milk").await;
    delete(store, task.id, 2).await;
    let page = changes(store, &since(1)).await;
    assert_eq!(told(&page), (vec![], vec![2]));
    assert_eq!(page.tombstones[0].deleted, Deleted::Task(task.id));
    let page = changes(store, &since(0)).await;
    assert_eq!(
        told(&page),
        (vec![], vec![]),
        "who begins with nothing has nothing to delete"
    );
    let restored = store.restore(&alice(), task.id, at(3)).await.unwrap();
    let page = changes(store, &since(1)).await;
    assert_eq!((page.tasks, page.tombstones), (vec![restored], vec![]));
}

pub async fn pages_follow_each_other_while_others_write(store: &dyn Store) {
    let mut ids = Vec::new();
    for number in 1..=9 {
        ids.push(create(store, &alice(), number, "task").await.id);
    }
    let first = ChangeQuery {
        limit: PageSize::new(4).unwrap(),
        ..since(0)
    };
    let page = changes(store, &first).await;
    assert_eq!(told(&page), (vec![1, 2, 3, 4], vec![]));
    assert_eq!(page.revision.number(), 4);
    // One that was told, one that will be told later, one deleted of each.
    toggle(store, ids[0], 10).await;
    toggle(store, ids[4], 11).await;
    delete(store, ids[1], 12).await;
    delete(store, ids[8], 13).await;
    let second = ChangeQuery {
        after: position(&page, &first, &alice()),
        ..first.clone()
    };
    let page = changes(store, &second).await;
    assert_eq!(told(&page), (vec![6, 7, 8, 10], vec![]));
    let third = ChangeQuery {
        after: position(&page, &second, &alice()),
        ..first
    };
    let page = changes(store, &third).await;
    assert_eq!(told(&page), (vec![11], vec![12, 13]));
    assert_eq!((page.revision.number(), page.next), (13, None));
}

pub async fn a_revision_that_was_not_reached_is_gone(store: &dyn Store) {
    assert!(is_gone(store, &since(1)).await);
    create(store, &alice(), 1, "milk").await;
    assert!(!is_gone(store, &since(1)).await);
    assert!(is_gone(store, &since(2)).await);
}

pub async fn old_tombstones_are_purged_and_readers_who_need_them_are_told(store: &dyn Store) {
    let mut ids = Vec::new();
    for number in 1..=4 {
        ids.push(create(store, &alice(), number, "task").await.id);
    }
    delete(store, ids[0], 5).await;
    delete(store, ids[1], 7).await;
    assert_eq!(told(&changes(store, &since(4)).await).1, [5, 6]);
    // The first is older than is kept, the second is as old as that.
    delete(store, ids[2], 7 + TOMBSTONE_MILLIS).await;
    assert!(is_gone(store, &since(4)).await);
    let page = changes(store, &since(5)).await;
    assert_eq!(told(&page), (vec![], vec![6, 7]));
    let page = changes(store, &since(0)).await;
    assert_eq!(told(&page), (vec![4], vec![]));
    delete(store, ids[3], 8 + TOMBSTONE_MILLIS).await;
    assert!(is_gone(store, &since(5)).await);
    assert_eq!(told(&changes(store, &since(6)).await).1, [7, 8]);
}

pub async fn a_deletion_purges_a_bounded_number_and_the_next_one_goes_on(store: &dyn Store) {
    let old = PURGED_AT_ONCE + 10;
    let mut ids = Vec::new();
    for number in 1..=i64::try_from(old).unwrap() + 2 {
        ids.push(create(store, &alice(), number, "task").await.id);
    }
    let live = ids.split_off(old);
    for id in ids {
        delete(store, id, 1).await;
    }
    let begin = u64::try_from(old).unwrap() + 2;
    let step = u64::try_from(PURGED_AT_ONCE).unwrap();
    assert!(!is_gone(store, &since(begin)).await);
    delete(store, live[0], 2 + TOMBSTONE_MILLIS).await;
    assert!(is_gone(store, &since(begin + step - 1)).await);
    let page = changes(store, &since(begin + step)).await;
    assert_eq!(page.tombstones.len(), 11, "ten old ones and the new one");
    delete(store, live[1], 2 + TOMBSTONE_MILLIS).await;
    assert!(is_gone(store, &since(begin + step)).await);
    assert!(is_gone(store, &since(begin + step + 9)).await);
    let page = changes(store, &since(begin + step + 10)).await;
    assert_eq!(page.tombstones.len(), 2);
}

pub async fn a_run_from_nothing_goes_on_over_a_purge(store: &dyn Store) {
    let mut ids = Vec::new();
    for number in 1..=5 {
        ids.push(create(store, &alice(), number, "task").await.id);
    }
    delete(store, ids[0], 6).await;
    let runs = [0, 1].map(|revision| ChangeQuery {
        limit: PageSize::new(2).unwrap(),
        ..since(revision)
    });
    let [from_nothing, from_one] = runs.each_ref().map(|query| async {
        let page = changes(store, query).await;
        let after = position(&page, query, &alice());
        ChangeQuery {
            after,
            ..query.clone()
        }
    });
    let (from_nothing, from_one) = (from_nothing.await, from_one.await);
    let late = 7 + TOMBSTONE_MILLIS;
    delete(store, ids[1], late).await;
    assert!(is_gone(store, &from_one).await, "it misses a tombstone");
    let page = changes(store, &from_nothing).await;
    assert_eq!(told(&page), (vec![4, 5], vec![]));
    let rest = ChangeQuery {
        after: position(&page, &from_nothing, &alice()),
        ..from_nothing.clone()
    };
    assert_eq!(told(&changes(store, &rest).await), (vec![], vec![7]));
    // Now a tombstone is purged that came after the run's first page.
    delete(store, ids[2], 1 + late + TOMBSTONE_MILLIS).await;
    assert!(is_gone(store, &from_nothing).await);
}

pub async fn a_purged_id_may_be_created_again(store: &dyn Store) {
    let task = create(store, &alice(), 1, "milk").await;
    let other = create(store, &alice(), 2, "bread").await;
    delete(store, task.id, 3).await;
    delete(store, other.id, 4 + TOMBSTONE_MILLIS).await;
    let again = create(store, &alice(), 1, "milk again").await;
    assert_eq!((again.id, again.revision.number()), (task.id, 5));
    assert_eq!(changes(store, &since(4)).await.tasks, [again]);
}

pub async fn a_change_wakes_its_owners_watches_once_it_can_be_read(store: &dyn Store) {
    let mut watches = [store.watch(&alice()), store.watch(&alice())];
    let mut other = store.watch(&owner("bob"));
    assert_eq!(watches[0].changed().now_or_never(), None);
    let task = create(store, &alice(), 1, "milk").await;
    for watch in &mut watches {
        watch.changed().await;
    }
    assert_eq!(store.revision(&alice()).await.unwrap().number(), 1);
    toggle(store, task.id, 2).await;
    watches[0].changed().await;
    delete(store, task.id, 3).await;
    watches[0].changed().await;
    store.restore(&alice(), task.id, at(4)).await.unwrap();
    watches[0].changed().await;
    assert_eq!(other.changed().now_or_never(), None);
    let late = store.watch(&alice()).changed().now_or_never();
    assert_eq!(late, None, "what was before is not waited for");
}

pub async fn changes_of_others_are_not_told(store: &dyn Store) {
    let bob = owner("bob");
    for number in 1..=3 {
        create(store, &bob, number, "his").await;
    }
    create(store, &alice(), 1, "hers").await;
    let page = changes(store, &since(0)).await;
    assert_eq!(told(&page), (vec![1], vec![]));
    assert_eq!(page.revision.number(), 1);
    assert_eq!(store.revision(&bob).await.unwrap().number(), 3);
    assert!(is_gone(store, &since(3)).await, "his revision is not hers");
}

#[derive(Clone, Debug)]
enum Step {
    Create(i64),
    Toggle(i64),
    Delete(i64),
    Restore(i64),
    CreateList(i64),
    EditList(i64),
    DeleteList(i64, TasksOfList),
    /// Into a list.
    Move(i64, i64),
    CreateLabel(i64),
    /// Puts a label on a task.
    Label(i64, i64),
    /// Deletes a label, or merges it into another one.
    EndLabel(i64, Option<i64>),
    /// So many days go by.
    Wait(i64),
    /// A replica reads one page of so many.
    Read(usize, u64),
}

const STEPS: usize = 1500;
const DAY: i64 = 24 * 60 * 60 * 1000;

fn step() -> impl Strategy<Value = Step> {
    let number = 1..20_i64;
    prop_oneof![
        4 => number.clone().prop_map(Step::Create),
        4 => number.clone().prop_map(Step::Toggle),
        4 => number.clone().prop_map(Step::Delete),
        2 => number.clone().prop_map(Step::Restore),
        2 => (1..5_i64).prop_map(Step::CreateList),
        2 => (1..5_i64).prop_map(Step::EditList),
        1 => (1..5_i64, prop_oneof![Just(TasksOfList::Delete), Just(TasksOfList::MoveToInbox)])
            .prop_map(|(list, tasks)| Step::DeleteList(list, tasks)),
        3 => (number.clone(), 1..5_i64).prop_map(|(task, list)| Step::Move(task, list)),
        2 => (1..5_i64).prop_map(Step::CreateLabel),
        3 => (number, 0..4_i64).prop_map(|(task, label)| Step::Label(task, label)),
        1 => (0..4_i64, prop::option::of(0..4_i64))
            .prop_map(|(label, into)| Step::EndLabel(label, into)),
        1 => (1..50_i64).prop_map(Step::Wait),
        8 => (0..3_usize, 1..8_u64).prop_map(|(replica, limit)| Step::Read(replica, limit)),
    ]
}

/// What a client keeps.
#[derive(Default)]
struct Replica {
    tasks: BTreeMap<TaskId, Task>,
    lists: BTreeMap<ListId, List>,
    labels: BTreeMap<LabelId, Label>,
    since: u64,
    after: Option<ChangePosition>,
    began_anew: usize,
}

impl Replica {
    /// Reads one page. Gives whether another follows.
    async fn read(&mut self, store: &dyn Store, limit: u64) -> bool {
        let query = ChangeQuery {
            after: self.after,
            limit: PageSize::new(limit).unwrap(),
            ..since(self.since)
        };
        let page = match store.changes(&alice(), &query).await {
            Ok(page) => page,
            Err(ChangesError::Gone(_)) => {
                let began_anew = self.began_anew + 1;
                *self = Self {
                    began_anew,
                    ..Self::default()
                };
                return true;
            }
            Err(error) => panic!("{error}"),
        };
        let told = page.tasks.len() + page.lists.len() + page.labels.len() + page.tombstones.len();
        assert!(told <= query.limit.get());
        self.after = position(&page, &query, &alice());
        for task in page.tasks {
            self.tasks.insert(task.id, task);
        }
        for list in page.lists {
            self.lists.insert(list.id, list);
        }
        for label in page.labels {
            self.labels.insert(label.id, label);
        }
        for tombstone in page.tombstones {
            match tombstone.deleted {
                Deleted::Task(id) => drop(self.tasks.remove(&id)),
                Deleted::List(id) => drop(self.lists.remove(&id)),
                Deleted::Label(id) => drop(self.labels.remove(&id)),
            }
        }
        if self.after.is_none() {
            self.since = page.revision.number();
        }
        self.after.is_some()
    }
}

#[expect(clippy::too_many_lines, reason = "an arm for each step, side by side")]
pub async fn a_replica_that_follows_equals_the_store(store: &dyn Store) {
    let random = TestRng::from_seed(RngAlgorithm::ChaCha, &seed());
    let mut runner = TestRunner::new_with_rng(Config::default(), random);
    let mut replicas: [Replica; 3] = Default::default();
    let mut now = 1;
    for _ in 0..STEPS {
        now += 1;
        let alice = alice();
        let id = |number| new_task(&alice, number, "x").id;
        // Refusals are as good as changes here.
        match step().new_tree(&mut runner).unwrap().current() {
            Step::Create(number) => {
                let new = new_task(&alice, number, "x");
                let _ = store.create(&alice, new, at(now)).await;
            }
            Step::Toggle(number) => {
                let edit = Edit::Complete(Completing::TOGGLE);
                let _ = store
                    .edit(&alice, id(number), edit, Precondition::None, at(now))
                    .await;
            }
            Step::Delete(number) => {
                let _ = store
                    .delete(&alice, id(number), Precondition::None, at(now))
                    .await;
            }
            Step::Restore(number) => {
                let _ = store.restore(&alice, id(number), at(now)).await;
            }
            Step::CreateList(number) => {
                // A deleted one does not come back, so there are more and more of them.
                let new = new_list(&alice, number * 10_000 + now % 7, "House");
                let _ = store.create_list(&alice, new, at(now)).await;
            }
            Step::EditList(number) => {
                let lists = store.lists(&alice).await.unwrap();
                let Some(list) = lists.get(usize::try_from(number).unwrap()) else {
                    continue;
                };
                let archived = Some(!list.archived);
                let patch = ListPatch {
                    archived,
                    ..ListPatch::default()
                };
                let edited = store.edit_list(&alice, list.id, patch, Precondition::None, at(now));
                edited.await.unwrap();
            }
            Step::DeleteList(number, tasks) => {
                let lists = store.lists(&alice).await.unwrap();
                let Some(list) = lists.get(usize::try_from(number).unwrap()) else {
                    continue;
                };
                let id = list.id;
                let deleted =
                    store.delete_list(&alice, id, Some(tasks), Precondition::None, at(now));
                deleted.await.unwrap();
            }
            Step::Move(task, number) => {
                let lists = store.lists(&alice).await.unwrap();
                let list = lists.get(usize::try_from(number).unwrap());
                let patch = TaskPatch {
                    list_id: Some(list.map(|list| list.id)),
                    ..TaskPatch::default()
                };
                let (edit, any) = (Edit::Patch(patch), Precondition::None);
                let _ = store.edit(&alice, id(task), edit, any, at(now)).await;
            }
            Step::CreateLabel(number) => {
                let new = new_label(&alice, number * 10_000 + now % 7, &format!("{number}"));
                let _ = store.create_label(&alice, new, at(now)).await;
            }
            Step::Label(task, number) => {
                let labels = store.labels(&alice).await.unwrap();
                let label = labels.get(usize::try_from(number).unwrap());
                let labels = label.iter().map(|label| label.id).collect();
                let patch = TaskPatch {
                    labels: TaskLabels::new(labels).ok(),
                    ..TaskPatch::default()
                };
                let (edit, any) = (Edit::Patch(patch), Precondition::None);
                let _ = store.edit(&alice, id(task), edit, any, at(now)).await;
            }
            Step::EndLabel(number, into) => {
                let labels = store.labels(&alice).await.unwrap();
                let label = |number| labels.get(usize::try_from(number).unwrap());
                let any = Precondition::None;
                match (label(number), into.and_then(label)) {
                    (Some(label), None) => {
                        let deleted = store.delete_label(&alice, label.id, any, at(now));
                        deleted.await.unwrap();
                    }
                    (Some(label), Some(into)) => {
                        let merged = store.merge_label(&alice, label.id, into.id, any, at(now));
                        let _ = merged.await;
                    }
                    (None, _) => {}
                }
            }
            Step::Wait(days) => now += days * DAY,
            // The third one reads seldom, so that it is left behind.
            Step::Read(2, limit) if limit < 7 => {}
            Step::Read(replica, limit) => {
                replicas[replica].read(store, limit).await;
            }
        }
    }
    let expected: BTreeSet<_> = all_pages(store, &alice(), &everything())
        .await
        .into_iter()
        .map(|task| (task.id, task.revision))
        .collect();
    let mut lists = store.lists(&alice()).await.unwrap();
    lists.sort_by_key(|list| list.id);
    let mut labels = store.labels(&alice()).await.unwrap();
    labels.sort_by_key(|label| label.id);
    for replica in &mut replicas {
        while replica.read(store, 3).await {}
        let has: BTreeSet<_> = replica
            .tasks
            .values()
            .map(|task| (task.id, task.revision))
            .collect();
        assert!(replica.lists.values().eq(&lists));
        assert!(replica.labels.values().eq(&labels));
        assert_eq!(has, expected, "began anew {} times", replica.began_anew);
        assert_eq!(
            store.revision(&alice()).await.unwrap().number(),
            replica.since
        );
    }
}
