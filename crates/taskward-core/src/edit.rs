//! What may become of a task.

use crate::{Date, Description, Due, ListId, Priority, Task, TaskContent, Timestamp, Title};

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
    /// Done or open again.
    pub completed: Option<bool>,
}

/// A change of an existing task by its owner.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Edit {
    /// Replaces all that the owner may edit.
    Replace(TaskContent),
    /// Changes the given fields.
    Patch(TaskPatch),
    /// Completes or reopens; `None` toggles.
    Complete(Option<bool>),
}

impl Edit {
    /// The task after this edit, still with the revision it had, or `None` where the edit changes
    /// nothing: such an edit raises no revision and wakes nobody.
    #[must_use]
    pub fn apply(&self, task: &Task, now: Timestamp) -> Option<Task> {
        let mut edited = task.clone();
        match self {
            Self::Replace(content) => {
                edited.title.clone_from(&content.title);
                edited.description.clone_from(&content.description);
                edited.priority = content.priority;
                edited.due = content.due;
                edited.start = content.start;
                edited.list_id = content.list_id;
                set_completed(&mut edited, content.completed, now);
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
                if let Some(completed) = patch.completed {
                    set_completed(&mut edited, completed, now);
                }
            }
            Self::Complete(completed) => {
                set_completed(&mut edited, completed.unwrap_or(!task.is_completed()), now);
            }
        }
        if edited == *task {
            return None;
        }
        edited.updated_at = now;
        Some(edited)
    }
}

/// Completing a completed task keeps the time of the first completion.
fn set_completed(task: &mut Task, completed: bool, now: Timestamp) {
    task.completed_at = completed.then(|| task.completed_at.unwrap_or(now));
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{NewTask, Owner, Revision, TaskId};

    fn at(millis: i64) -> Timestamp {
        Timestamp::from_unix_millis(millis).unwrap()
    }

    fn list_of(number: u64) -> ListId {
        ListId::generate(&Owner::from_subject("alice").unwrap(), at(1), number)
    }

    fn task(completed: bool) -> Task {
        let owner = Owner::from_subject("alice").unwrap();
        let content = TaskContent {
            description: Description::parse("two litres".into()).unwrap(),
            priority: Priority::new(2).unwrap(),
            due: Some(Due::Date(Date::parse("2026-12-24").unwrap())),
            start: Some(Date::parse("2026-12-01").unwrap()),
            list_id: Some(list_of(1)),
            completed,
            ..TaskContent::titled(Title::parse("milk").unwrap())
        };
        NewTask {
            id: TaskId::generate(&owner, at(1), 1),
            content,
        }
        .into_task(at(1), Revision::new(1).unwrap())
    }

    #[test]
    fn toggling_twice_opens_the_task_again() {
        let done = Edit::Complete(None).apply(&task(false), at(5)).unwrap();
        assert_eq!(done.completed_at, Some(at(5)));
        assert_eq!(
            (done.updated_at, done.revision),
            (at(5), task(false).revision)
        );
        let open = Edit::Complete(None).apply(&done, at(6)).unwrap();
        assert_eq!(open.completed_at, None);
    }

    #[test]
    fn an_edit_that_changes_nothing_is_no_edit() {
        assert_eq!(Edit::Complete(Some(true)).apply(&task(true), at(5)), None);
        assert_eq!(
            Edit::Patch(TaskPatch::default()).apply(&task(true), at(5)),
            None
        );
    }

    #[test]
    fn replacing_drops_what_is_not_given() {
        let content = TaskContent::titled(Title::parse("bread").unwrap());
        let edited = Edit::Replace(content).apply(&task(true), at(5)).unwrap();
        assert_eq!(edited.title.as_str(), "bread");
        assert_eq!((edited.description, edited.completed_at), (None, None));
        assert_eq!((edited.priority, edited.list_id), (Priority::NONE, None));
        assert_eq!((edited.due, edited.start), (None, None));
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
                completed,
            };
            let edit = Edit::Patch(patch.clone());
            let after = edit.apply(&before, at(5)).unwrap_or(before.clone());
            prop_assert_eq!(&after.title, patch.title.as_ref().unwrap_or(&before.title));
            prop_assert_eq!(&after.description, patch.description.as_ref().unwrap_or(&before.description));
            prop_assert_eq!(after.priority, priority.unwrap_or(before.priority));
            prop_assert_eq!(after.due, patch.due.unwrap_or(before.due));
            prop_assert_eq!(after.start, start.unwrap_or(before.start));
            prop_assert_eq!(after.list_id, patch.list_id.unwrap_or(before.list_id));
            prop_assert_eq!(after.is_completed(), completed.unwrap_or(was_completed));
            prop_assert_eq!(edit.apply(&after, at(6)), None, "a patch is idempotent");
        }
    }
}
