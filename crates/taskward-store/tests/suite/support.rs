//! Makers of owners, times and tasks.

use taskward_core::{
    Base, Colour, Date, Description, Direction, Due, Label, LabelId, LabelName, List, ListId,
    ListName, NewLabel, NewList, NewTask, Order, Owner, PageSize, Priority, Recurrence, Rule,
    SortKey, Task, TaskContent, TaskId, TaskQuery, Timestamp, Title,
};
use taskward_store::{Created, LabelStore, Store};

pub fn owner(name: &str) -> Owner {
    Owner::from_subject(name).unwrap()
}

pub fn alice() -> Owner {
    owner("alice")
}

pub fn at(millis: i64) -> Timestamp {
    Timestamp::from_unix_millis(millis).unwrap()
}

pub fn title(text: &str) -> Title {
    Title::parse(text).unwrap()
}

pub fn priority(number: u64) -> Priority {
    Priority::new(number).unwrap()
}

pub fn day(text: &str) -> Date {
    Date::parse(text).unwrap()
}

/// By this rule, counted from when it was due.
pub fn every(rule: &str) -> Recurrence {
    let rule = Rule::parse(rule).unwrap();
    let base = Base::Due;
    Recurrence { rule, base }
}

/// At nine in the morning in Berlin.
pub fn due(text: &str) -> Due {
    Due::from_parts(&format!("{text}T09:00"), Some("Europe/Berlin")).unwrap()
}

pub fn description(text: &str) -> Option<Description> {
    Description::parse(text.into()).unwrap()
}

/// An open task whose id is made of the number alone.
pub fn new_task(owner: &Owner, number: i64, text: &str) -> NewTask {
    NewTask {
        id: TaskId::generate(owner, at(number), number.unsigned_abs()),
        content: TaskContent::titled(title(text)),
    }
}

/// A list whose id is made of the number alone.
pub fn new_list(owner: &Owner, number: i64, name: &str) -> NewList {
    NewList {
        id: ListId::generate(owner, at(number), number.unsigned_abs()),
        name: ListName::parse(name).unwrap(),
        colour: Colour::default(),
        position: None,
        archived: false,
    }
}

pub async fn create_list(store: &dyn Store, owner: &Owner, number: i64, name: &str) -> List {
    let new = new_list(owner, number, name);
    match store.create_list(owner, new, at(number)).await.unwrap() {
        Created::New(list) => list,
        Created::Existing(list) => panic!("{list:?} was there already"),
    }
}

/// A label whose id is made of the number alone.
pub fn new_label(owner: &Owner, number: i64, name: &str) -> NewLabel {
    NewLabel {
        id: LabelId::generate(owner, at(number), number.unsigned_abs()),
        name: LabelName::parse(name).unwrap(),
        colour: Colour::default(),
    }
}

pub async fn create_label(
    store: &(impl LabelStore + ?Sized),
    owner: &Owner,
    number: i64,
    name: &str,
) -> Label {
    let new = new_label(owner, number, name);
    match store.create_label(owner, new, at(number)).await.unwrap() {
        Created::New(label) => label,
        Created::Existing(label) => panic!("{label:?} was there already"),
    }
}

pub async fn create(store: &dyn Store, owner: &Owner, number: i64, text: &str) -> Task {
    match store
        .create(owner, new_task(owner, number, text), at(number))
        .await
        .unwrap()
    {
        Created::New(task) => task,
        Created::Existing(task) => panic!("{task:?} was there already"),
    }
}

pub const BY_CREATION: Order = Order {
    key: SortKey::Created,
    direction: Direction::Ascending,
};

/// All tasks, oldest first.
pub fn everything() -> TaskQuery {
    TaskQuery {
        order: BY_CREATION,
        limit: PageSize::new(200).unwrap(),
        ..TaskQuery::default()
    }
}

/// Follows the cursors to the last page, through the texts that clients see.
pub async fn all_pages(store: &dyn Store, owner: &Owner, query: &TaskQuery) -> Vec<Task> {
    let mut query = query.clone();
    let mut tasks = Vec::new();
    loop {
        let page = store.list(owner, &query).await.unwrap();
        assert!(page.items.len() <= query.limit.get());
        tasks.extend(page.items);
        let Some(next) = page.next else { return tasks };
        let next = taskward_core::Cursor::decode(&next.encode(owner), owner).unwrap();
        query.after = Some(next.position_in(&query).unwrap());
    }
}

pub fn titles(tasks: &[Task]) -> Vec<&str> {
    tasks.iter().map(|task| task.title.as_str()).collect()
}
