use taskward_core::{
    ChangeQuery, Colour, Deleted, Edit, Label, LabelId, LabelName, LabelPatch, NewLabel, NewTask,
    Owner, PageSize, Precondition, Revision, Task, TaskContent, TaskLabels, TaskPatch, TaskQuery,
    Zone,
    filter::{AskedFilter, Moment, NamedLabel},
};
use taskward_store::{
    ChangeError, CreateError, CreateLabelError, Created, EditLabelError, MergeLabelError, Store,
};

use super::support::{
    alice, all_pages, at, create_label, everything, new_label, new_task, owner, title, titles,
};

fn labels(labels: &[LabelId]) -> TaskLabels {
    TaskLabels::new(labels.to_vec()).unwrap()
}

fn labelled(owner: &Owner, number: i64, text: &str, of: &[LabelId]) -> NewTask {
    NewTask {
        content: TaskContent {
            labels: labels(of),
            ..TaskContent::titled(title(text))
        },
        ..new_task(owner, number, text)
    }
}

async fn create_with(store: &dyn Store, of: &[LabelId], number: i64, text: &str) -> Task {
    let new = labelled(&alice(), number, text, of);
    match store.create(&alice(), new, at(number)).await.unwrap() {
        Created::New(task) => task,
        Created::Existing(task) => panic!("{task:?} was there already"),
    }
}

fn putting(of: &[LabelId]) -> Edit {
    Edit::Patch(TaskPatch {
        labels: Some(labels(of)),
        ..TaskPatch::default()
    })
}

fn named(name: &str) -> LabelPatch {
    LabelPatch {
        name: Some(LabelName::parse(name).unwrap()),
        ..LabelPatch::default()
    }
}

async fn names(store: &dyn Store) -> Vec<String> {
    let labels = store.labels(&alice()).await.unwrap();
    labels
        .iter()
        .map(|label| label.name.as_str().to_owned())
        .collect()
}

async fn revision(store: &dyn Store) -> u64 {
    store.revision(&alice()).await.unwrap().number()
}

/// The titles that a filter lets through, by creation.
async fn found(store: &dyn Store, owner: &Owner, filter: &str) -> String {
    let of_owner = store.labels(owner).await.unwrap();
    let query = TaskQuery {
        filter: Some(AskedFilter {
            filter: filter.parse().unwrap(),
            moment: Moment {
                now: at(1000),
                zone: Zone::UTC,
            },
            lists: Vec::new(),
            labels: of_owner.iter().map(NamedLabel::of).collect(),
        }),
        limit: PageSize::new(1).unwrap(),
        ..everything()
    };
    titles(&all_pages(store, owner, &query).await).join(", ")
}

pub async fn a_created_label_reads_back(store: &dyn Store) {
    let new = NewLabel {
        colour: Colour::Teal,
        ..new_label(&alice(), 1, "Ünïcödé \u{1F3E0}")
    };
    let expected = new.clone().into_label(at(5), Revision::new(1).unwrap());
    let created = store.create_label(&alice(), new.clone(), at(5)).await;
    assert_eq!(created.unwrap(), Created::New(expected.clone()));
    let again = NewLabel {
        colour: Colour::Red,
        ..new
    };
    let answer = store.create_label(&alice(), again, at(6)).await.unwrap();
    assert_eq!(answer, Created::Existing(expected.clone()));
    let one = store.get_label(&alice(), expected.id).await.unwrap();
    assert_eq!(one.as_ref(), Some(&expected));
    assert_eq!(store.labels(&alice()).await.unwrap(), [expected]);
    assert_eq!(revision(store).await, 1, "no revision was used up");
}

pub async fn labels_come_by_their_names_and_no_two_have_the_same(store: &dyn Store) {
    let alice = &alice();
    create_label(store, alice, 1, "work").await;
    create_label(store, alice, 2, "Büro").await;
    create_label(store, &owner("bob"), 3, "work").await;
    assert_eq!(names(store).await, ["Büro", "work"]);
    let same = store.create_label(alice, new_label(alice, 4, " WÖRK "), at(4));
    assert!(matches!(same.await, Err(CreateLabelError::NameTaken)));
    let buro = new_label(alice, 2, "x").id;
    let rename = async |name| {
        store
            .edit_label(alice, buro, named(name), Precondition::None, at(9))
            .await
    };
    let refused = rename("Work").await;
    assert!(matches!(refused, Err(EditLabelError::NameTaken)));
    assert_eq!(revision(store).await, 2);
    // Its own name in other letters.
    assert_eq!(rename("buro").await.unwrap().name.as_str(), "buro");
    rename("zoo").await.unwrap();
    assert_eq!(names(store).await, ["work", "zoo"]);
}

pub async fn a_label_is_changed_under_a_precondition_and_its_tasks_stay(store: &dyn Store) {
    let alice = &alice();
    let label = create_label(store, alice, 1, "work").await;
    let task = create_with(store, &[label.id], 2, "report").await;
    let edit = async |id, precondition| {
        store
            .edit_label(alice, id, named("office"), precondition, at(7))
            .await
    };
    let stale = Precondition::OneOf(vec![Revision::new(9).unwrap()]);
    let refused = edit(label.id, stale.clone()).await;
    assert!(matches!(
        refused,
        Err(EditLabelError::Change(ChangeError::PreconditionFailed))
    ));
    let seen = Precondition::OneOf(vec![label.revision]);
    let edited = edit(label.id, seen).await.unwrap();
    assert_eq!(edited.revision.number(), 3);
    assert_eq!((edited.updated_at, edited.created_at), (at(7), at(1)));
    let same = edit(label.id, Precondition::Exists).await.unwrap();
    assert_eq!((same, revision(store).await), (edited, 3));
    assert_eq!(store.get(alice, task.id).await.unwrap(), Some(task));
    assert_eq!(found(store, alice, "#office").await, "report");
    assert_eq!(found(store, alice, "#work").await, "");
    let missing = new_label(alice, 2, "x").id;
    let refused = edit(missing, Precondition::None).await;
    assert!(matches!(
        refused,
        Err(EditLabelError::Change(ChangeError::NotFound))
    ));
    let refused = store.delete_label(alice, label.id, stale.clone(), at(8));
    assert!(matches!(
        refused.await,
        Err(ChangeError::PreconditionFailed)
    ));
    let refused = store.merge_label(alice, label.id, missing, stale, at(8));
    assert!(matches!(
        refused.await,
        Err(MergeLabelError::Change(ChangeError::PreconditionFailed))
    ));
}

pub async fn there_is_an_end_to_the_number_of_labels(store: &dyn Store) {
    let alice = &alice();
    for number in 1..=i64::try_from(Label::MAX_COUNT).unwrap() {
        create_label(store, alice, number, &format!("label {number}")).await;
    }
    let refused = store.create_label(alice, new_label(alice, 999, "x"), at(999));
    assert!(matches!(refused.await, Err(CreateLabelError::TooMany)));
    let again = store.create_label(alice, new_label(alice, 1, "x"), at(999));
    assert!(matches!(again.await, Ok(Created::Existing(_))));
}

pub async fn tasks_have_labels_that_are_there(store: &dyn Store) {
    let alice = &alice();
    let work = create_label(store, alice, 1, "Work").await.id;
    let home = create_label(store, alice, 2, "home").await.id;
    let his = create_label(store, &owner("bob"), 3, "his").await.id;
    let missing = new_label(alice, 9, "x").id;
    let both = create_with(store, &[home, work], 11, "both").await;
    assert_eq!(both.labels.as_slice(), [home, work]);
    let stored = store.get(alice, both.id).await.unwrap();
    assert_eq!(stored, Some(both.clone()));
    let one = create_with(store, &[work], 12, "one").await;
    create_with(store, &[], 13, "none").await;
    let before = revision(store).await;
    for label in [missing, his] {
        let of = [work, label];
        let refused = store.create(alice, labelled(alice, 99, "x", &of), at(99));
        assert!(matches!(refused.await, Err(CreateError::NoSuchLabel)));
        let any = Precondition::None;
        let refused = store.edit(alice, one.id, putting(&of), any, at(99));
        assert!(matches!(refused.await, Err(ChangeError::NoSuchLabel)));
    }
    assert_eq!(revision(store).await, before);
    for (filter, expected) in [
        ("#work", "both, one"),
        ("#HÖME", "both"),
        ("#work -#home", "one"),
        ("-#work", "none"),
        ("no:label", "none"),
        ("#missing or #home", "both"),
        ("-(#missing or #home)", "one, none"),
        ("has:label one", "one"),
        ("one #work", "one"),
    ] {
        assert_eq!(found(store, alice, filter).await, expected, "{filter}");
    }
    let any = || Precondition::None;
    let put = async |of: &[LabelId]| {
        let put = store.edit(alice, both.id, putting(of), any(), at(20));
        put.await.unwrap().labels
    };
    assert_eq!(put(&[work]).await, labels(&[work]));
    assert_eq!(found(store, alice, "#home").await, "");
    assert_eq!(put(&[work, home]).await, labels(&[work, home]));
    assert_eq!(put(&[]).await, labels(&[]));
    assert_eq!(found(store, alice, "#work or #home").await, "one");
    let last = revision(store).await;
    assert_eq!(put(&[]).await, labels(&[]));
    assert_eq!(revision(store).await, last, "nothing changed");
    // A deleted task comes back with its labels.
    store.delete(alice, one.id, any(), at(21)).await.unwrap();
    assert_eq!(found(store, alice, "#work").await, "");
    let restored = store.restore(alice, one.id, at(22)).await.unwrap();
    assert_eq!(restored.labels, labels(&[work]));
    assert_eq!(found(store, alice, "#work").await, "one");
}

/// Tasks that have both of two labels, one, the other, none, and a deleted one that has both.
async fn filled(store: &dyn Store) -> (LabelId, LabelId, Vec<Task>) {
    let work = create_label(store, &alice(), 1, "work").await.id;
    let home = create_label(store, &alice(), 2, "home").await.id;
    let mut tasks = Vec::new();
    for (number, of) in (11..).zip([&[home, work][..], &[work], &[home], &[], &[work, home]]) {
        tasks.push(create_with(store, of, number, &format!("task {number}")).await);
    }
    let any = Precondition::None;
    let deleted = store.delete(&alice(), tasks[4].id, any, at(20)).await;
    deleted.unwrap();
    // Bob's are the same and not hers.
    let bob = owner("bob");
    let his = create_label(store, &bob, 1, "work").await.id;
    let task = labelled(&bob, 11, "his", &[his]);
    store.create(&bob, task, at(11)).await.unwrap();
    (work, home, tasks)
}

/// The tasks that changed since, and the label that was deleted last of all.
async fn told(store: &dyn Store, since: u64) -> (Vec<Task>, LabelId) {
    let query = ChangeQuery {
        since: Revision::new(since).unwrap(),
        after: None,
        limit: PageSize::default(),
    };
    let page = store.changes(&alice(), &query).await.unwrap();
    assert_eq!(page.revision.number(), revision(store).await);
    assert_eq!(page.labels, []);
    match page.tombstones.as_slice() {
        [dead] => match dead.deleted {
            Deleted::Label(label) if dead.revision == page.revision => (page.tasks, label),
            other => panic!("{other:?}"),
        },
        other => panic!("{other:?}"),
    }
}

pub async fn a_deleted_label_is_taken_from_its_tasks(store: &dyn Store) {
    let alice = &alice();
    let (work, home, tasks) = filled(store).await;
    let before = revision(store).await;
    let delete = async || {
        let any = Precondition::None;
        store.delete_label(alice, work, any, at(900)).await
    };
    delete().await.unwrap();
    let (changed, deleted) = told(store, before).await;
    assert_eq!(deleted, work);
    let expected = [(0, &[home][..]), (1, &[])].map(|(index, left)| Task {
        labels: labels(left),
        updated_at: at(900),
        revision: Revision::new(before + 1 + index).unwrap(),
        ..tasks[usize::try_from(index).unwrap()].clone()
    });
    assert_eq!(changed, expected);
    assert_eq!(revision(store).await, before + 3);
    assert_eq!(names(store).await, ["home"]);
    assert!(matches!(delete().await, Err(ChangeError::NotFound)));
    let again = store.create_label(alice, new_label(alice, 1, "again"), at(901));
    assert!(matches!(again.await, Err(CreateLabelError::Deleted)));
    let restored = store.restore(alice, tasks[4].id, at(902)).await.unwrap();
    assert_eq!(restored.labels, labels(&[home]));
    assert_eq!(found(store, &owner("bob"), "#work").await, "his");
    // Another one may have its name.
    create_label(store, alice, 3, "work").await;
    assert_eq!(found(store, alice, "#work").await, "");
}

pub async fn a_merged_label_leaves_its_tasks_to_the_other(store: &dyn Store) {
    let alice = &alice();
    let (work, home, tasks) = filled(store).await;
    let before = revision(store).await;
    let merge = async |label, into| {
        let any = Precondition::None;
        store.merge_label(alice, label, into, any, at(900)).await
    };
    let (missing, his) = (
        new_label(alice, 9, "x").id,
        new_label(&owner("bob"), 1, "x").id,
    );
    for into in [missing, his, work] {
        let refused = merge(work, into).await;
        assert!(matches!(refused, Err(MergeLabelError::NoSuchTarget)));
    }
    assert_eq!(revision(store).await, before);
    let merged = merge(work, home).await.unwrap();
    assert_eq!(store.get_label(alice, home).await.unwrap(), Some(merged));
    let (changed, deleted) = told(store, before).await;
    assert_eq!(deleted, work);
    let expected = [0, 1].map(|index| Task {
        labels: labels(&[home]),
        updated_at: at(900),
        revision: Revision::new(before + 1 + index).unwrap(),
        ..tasks[usize::try_from(index).unwrap()].clone()
    });
    assert_eq!(changed, expected);
    assert_eq!(
        found(store, alice, "#home").await,
        "task 11, task 12, task 13"
    );
    let restored = store.restore(alice, tasks[4].id, at(902)).await.unwrap();
    assert_eq!(restored.labels, labels(&[home]));
    assert_eq!(
        found(store, alice, "#home").await,
        "task 11, task 12, task 13, task 15"
    );
    let again = merge(work, home).await;
    assert!(matches!(
        again,
        Err(MergeLabelError::Change(ChangeError::NotFound))
    ));
    assert_eq!(found(store, &owner("bob"), "#work").await, "his");
}

pub async fn labels_of_others_are_not_there(store: &dyn Store) {
    let label = create_label(store, &alice(), 1, "work").await;
    let bob: Owner = owner("bob");
    let own = create_label(store, &bob, 1, "work").await;
    assert_eq!(own.revision.number(), 1);
    assert_eq!(
        store.labels(&bob).await.unwrap(),
        std::slice::from_ref(&own)
    );
    let deleted = store.delete_label(&bob, own.id, Precondition::None, at(2));
    deleted.await.unwrap();
    assert_eq!(store.labels(&alice()).await.unwrap(), [label]);
}
