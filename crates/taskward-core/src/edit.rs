//! What may become of a task.

use crate::{
    Base, Completion, Date, Description, Due, ListId, OrderKey, Priority, Recurrence,
    ScheduleError, Task, TaskContent, TaskLabels, Timestamp, Title, Zone,
};

/// Changed fields only, as in a JSON Merge Patch (RFC 7396).
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct TaskPatch {
    /// A new title.
    pub title: Option<Title>,
    /// A new description, or its removal.
    pub description: Option<Option<Description>>,
    /// A new priority.
    pub priority: Option<Priority>,
    /// A new due value, or its removal.
    pub due: Option<Option<Due>>,
    /// A new start, or its removal.
    pub start: Option<Option<Date>>,
    /// Another list, or the Inbox.
    pub list_id: Option<Option<ListId>>,
    /// Other labels, in place of all that it had.
    pub labels: Option<TaskLabels>,
    /// A new recurrence, or its removal.
    pub recurrence: Option<Option<Box<Recurrence>>>,
    /// Another place by hand, or the one that follows from its creation.
    pub position: Option<Option<OrderKey>>,
    /// Done or open again.
    pub completed: Option<bool>,
}

/// How a task is completed or reopened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Completing {
    /// Done or open again; `None` toggles.
    pub completed: Option<bool>,
    /// What the next occurrence is counted from, if not from what the task says.
    pub base: Option<Base>,
    /// Where its owner lives: which day it is there decides what is next for a task that is due all day.
    pub home: Zone,
}

impl Completing {
    /// Whichever it is not.
    pub const TOGGLE: Self = Self {
        completed: None,
        base: None,
        home: Zone::UTC,
    };

    /// Done, or open again.
    #[must_use]
    pub const fn to(completed: bool) -> Self {
        Self {
            completed: Some(completed),
            ..Self::TOGGLE
        }
    }
}

/// A change of an existing task by its owner.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Edit {
    /// Replaces all that the owner may edit.
    Replace(TaskContent),
    /// Changes the given fields.
    Patch(TaskPatch),
    /// Completes or reopens.
    Complete(Completing),
}

/// What an edit made of a task.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edited {
    /// The task, still with the revision it had.
    pub task: Task,
    /// What is to be recorded of it.
    pub logged: Logged,
}

/// What an edit does to the record of completed occurrences.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Logged {
    /// Nothing.
    Nothing,
    /// An occurrence was completed. It still has the revision that its task had.
    Completed(Completion),
    /// The task was reopened that was completed for good then; if that was recorded, it no longer is.
    Reopened(Timestamp),
}

impl Edit {
    /// The task after this edit, or `None` where the edit changes nothing: such an edit raises no revision and wakes
    /// nobody.
    ///
    /// A recurring task that is completed is due again, and stays open until its rule ends. In a replacement or a patch
    /// that is counted from what the task says, for an owner who lives by UTC.
    ///
    /// # Errors
    /// A recurrence that the due value does not go with, where the edit changes one of them.
    pub fn apply(&self, task: &Task, now: Timestamp) -> Result<Option<Edited>, ScheduleError> {
        let mut edited = task.clone();
        let completing = match self {
            Self::Replace(content) => {
                edited.title.clone_from(&content.title);
                edited.description.clone_from(&content.description);
                edited.priority = content.priority;
                edited.due = content.due;
                edited.start = content.start;
                edited.list_id = content.list_id;
                edited.labels.clone_from(&content.labels);
                edited.recurrence.clone_from(&content.recurrence);
                edited.position.clone_from(&content.position);
                Completing::to(content.completed)
            }
            Self::Patch(patch) => {
                if let Some(title) = &patch.title {
                    edited.title.clone_from(title);
                }
                if let Some(description) = &patch.description {
                    edited.description.clone_from(description);
                }
                if let Some(priority) = patch.priority {
                    edited.priority = priority;
                }
                if let Some(due) = patch.due {
                    edited.due = due;
                }
                if let Some(start) = patch.start {
                    edited.start = start;
                }
                if let Some(list_id) = patch.list_id {
                    edited.list_id = list_id;
                }
                if let Some(labels) = &patch.labels {
                    edited.labels.clone_from(labels);
                }
                if let Some(recurrence) = &patch.recurrence {
                    edited.recurrence.clone_from(recurrence);
                }
                if let Some(position) = &patch.position {
                    edited.position.clone_from(position);
                }
                Completing::to(patch.completed.unwrap_or(task.is_completed()))
            }
            Self::Complete(completing) => *completing,
        };
        self.check_schedule(task, &edited)?;
        let completed = completing.completed.unwrap_or(!task.is_completed());
        let logged = match (task.completed_at, completed) {
            (None, true) => complete(&mut edited, completing, now),
            // Completing a completed task keeps the time of the first completion.
            (Some(_), true) | (None, false) => Logged::Nothing,
            (Some(at), false) => {
                edited.completed_at = None;
                Logged::Reopened(at)
            }
        };
        if edited == *task {
            return Ok(None);
        }
        edited.updated_at = now;
        Ok(Some(Edited {
            task: edited,
            logged,
        }))
    }

    /// What was there before is not judged again: the rules of a zone may have changed since.
    fn check_schedule(&self, before: &Task, after: &Task) -> Result<(), ScheduleError> {
        if (after.due, &after.recurrence) == (before.due, &before.recurrence) {
            return Ok(());
        }
        let checked = Recurrence::check(after.recurrence.as_deref(), after.due);
        match (checked, self) {
            (Err(ScheduleError::NoDue), Self::Patch(patch)) if patch.recurrence.is_none() => {
                Err(ScheduleError::DueNeeded)
            }
            (checked, _) => checked,
        }
    }
}

/// Completes an open task: for good, or until its next occurrence.
fn complete(task: &mut Task, completing: Completing, now: Timestamp) -> Logged {
    let (Some(due), Some(recurrence)) = (task.due, task.recurrence.clone()) else {
        task.completed_at = Some(now);
        return Logged::Nothing;
    };
    let base = completing.base.unwrap_or(recurrence.base);
    let next = recurrence
        .counted_from(base)
        .advance(due, now, completing.home);
    let completion = Completion {
        task: task.id,
        revision: task.revision,
        completed_at: now,
        due,
        start: task.start,
        recurrence: *recurrence,
    };
    // A rule that never occurs from here on, as an earlier version may have left one, has ended.
    match next.ok().flatten() {
        None => task.completed_at = Some(now),
        Some(next) => {
            let days = next.due.date().days_since(due.date());
            task.start = task.start.and_then(|start| start.plus_days(days));
            task.due = Some(next.due);
            task.recurrence = Some(Box::new(
                next.recurrence.counted_from(completion.recurrence.base),
            ));
        }
    }
    Logged::Completed(completion)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{LabelId, NewTask, Owner, Revision, TaskId};

    fn at(millis: i64) -> Timestamp {
        Timestamp::from_unix_millis(millis).unwrap()
    }

    fn list_of(number: u64) -> ListId {
        ListId::generate(&Owner::from_subject("alice").unwrap(), at(1), number)
    }

    fn labels_of(numbers: &[u64]) -> TaskLabels {
        let owner = Owner::from_subject("alice").unwrap();
        let labels = numbers.iter();
        let labels = labels.map(|number| LabelId::generate(&owner, at(1), *number));
        TaskLabels::new(labels.collect()).unwrap()
    }

    fn task(completed: bool) -> Task {
        let owner = Owner::from_subject("alice").unwrap();
        let content = TaskContent {
            description: Description::parse("two litres".into()).unwrap(),
            priority: Priority::new(2).unwrap(),
            due: Some(Due::Date(Date::parse("2026-12-24").unwrap())),
            start: Some(Date::parse("2026-12-01").unwrap()),
            list_id: Some(list_of(1)),
            position: OrderKey::parse("a0").ok(),
            labels: labels_of(&[1, 2]),
            completed,
            ..TaskContent::titled(Title::parse("milk").unwrap())
        };
        NewTask {
            id: TaskId::generate(&owner, at(1), 1),
            content,
        }
        .into_task(at(1), Revision::new(1).unwrap())
    }

    /// What becomes of a task that does not recur: nothing is recorded of it.
    fn applied(edit: &Edit, task: &Task, millis: i64) -> Option<Task> {
        let edited = edit.apply(task, at(millis)).unwrap()?;
        assert!(!matches!(edited.logged, Logged::Completed(_)));
        Some(edited.task)
    }

    #[test]
    fn toggling_twice_opens_the_task_again() {
        let done = applied(&Edit::Complete(Completing::TOGGLE), &task(false), 5).unwrap();
        assert_eq!(done.completed_at, Some(at(5)));
        assert_eq!(
            (done.updated_at, done.revision),
            (at(5), task(false).revision)
        );
        let open = applied(&Edit::Complete(Completing::TOGGLE), &done, 6).unwrap();
        assert_eq!(open.completed_at, None);
    }

    #[test]
    fn an_edit_that_changes_nothing_is_no_edit() {
        let done = Edit::Complete(Completing::to(true));
        assert_eq!(applied(&done, &task(true), 5), None);
        let nothing = Edit::Patch(TaskPatch::default());
        assert_eq!(applied(&nothing, &task(true), 5), None);
    }

    #[test]
    fn replacing_drops_what_is_not_given() {
        let content = TaskContent::titled(Title::parse("bread").unwrap());
        let edited = applied(&Edit::Replace(content), &task(true), 5).unwrap();
        assert_eq!(edited.title.as_str(), "bread");
        assert_eq!((edited.description, edited.completed_at), (None, None));
        assert_eq!((edited.priority, edited.list_id), (Priority::NONE, None));
        assert_eq!((edited.due, edited.start), (None, None));
        assert!(edited.labels.is_empty());
        assert_eq!(edited.created_at, at(1));
    }

    fn any_day() -> impl Strategy<Value = Option<Date>> {
        let first = Date::parse("2026-12-20").unwrap();
        prop::option::of((0..10).prop_map(move |days| first.plus_days(days).unwrap()))
    }

    proptest! {
        #[test]
        fn a_patch_changes_the_fields_it_names_and_no_others(
            was_completed: bool,
            title in proptest::option::of("[a-z]{1,9}"),
            description in proptest::option::of("[a-z]{0,9}"),
            priority in proptest::option::of(prop::sample::select(&Priority::ALL[..])),
            (due, start) in (prop::option::of(any_day()), prop::option::of(any_day())),
            list in proptest::option::of(proptest::option::of(0..3_u64)),
            position in proptest::option::of(proptest::option::of("a[0-9]")),
            labels in proptest::option::of(prop::sample::subsequence(vec![2, 1, 3], 0..3)),
            completed: Option<bool>,
        ) {
            let before = task(was_completed);
            let patch = TaskPatch {
                title: title.as_deref().map(|text| Title::parse(text).unwrap()),
                description: description.clone().map(|text| Description::parse(text).unwrap()),
                priority,
                due: due.map(|day| day.map(Due::Date)),
                start,
                list_id: list.map(|list| list.map(list_of)),
                labels: labels.as_deref().map(labels_of),
                recurrence: None,
                position: position.map(|key| key.map(|key| OrderKey::parse(&key).unwrap())),
                completed,
            };
            let edit = Edit::Patch(patch.clone());
            let after = applied(&edit, &before, 5).unwrap_or(before.clone());
            prop_assert_eq!(&after.title, patch.title.as_ref().unwrap_or(&before.title));
            prop_assert_eq!(&after.description, patch.description.as_ref().unwrap_or(&before.description));
            prop_assert_eq!(after.priority, priority.unwrap_or(before.priority));
            prop_assert_eq!(after.due, patch.due.unwrap_or(before.due));
            prop_assert_eq!(after.start, start.unwrap_or(before.start));
            prop_assert_eq!(after.list_id, patch.list_id.unwrap_or(before.list_id));
            prop_assert_eq!(&after.position, patch.position.as_ref().unwrap_or(&before.position));
            prop_assert_eq!(&after.labels, patch.labels.as_ref().unwrap_or(&before.labels));
            prop_assert_eq!(after.is_completed(), completed.unwrap_or(was_completed));
            prop_assert_eq!(applied(&edit, &after, 6), None, "a patch is idempotent");
        }
    }
}
