//! What was completed of a task that comes back, and how that is undone.

use crate::{
    CursorError, Date, Due, Owner, PageSize, Recurrence, Revision, Task, TaskId, Timestamp,
    envelope::Envelope,
};

/// An occurrence of a recurring task that was completed, with all that it takes to undo that.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Completion {
    /// The task.
    pub task: TaskId,
    /// The owner's revision of the change that completed it.
    pub revision: Revision,
    /// When.
    pub completed_at: Timestamp,
    /// When it was due.
    pub due: Due,
    /// From when on there was something to do about it.
    pub start: Option<Date>,
    /// How it recurred: a `COUNT` is what was left of it.
    pub recurrence: Recurrence,
}

/// What undoing a task's last completion makes of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Undone {
    /// The task, open, still with the revision it had.
    pub task: Task,
    /// The revision of the completion that never was, if one was recorded.
    pub forgotten: Option<Revision>,
}

/// The task as it was due before it was last completed, open; its texts and its priority stay as they are. `last` is the
/// last of its occurrences that were completed. `None` where nothing is to be undone.
#[must_use]
pub fn undo_completion(task: &Task, last: Option<&Completion>, now: Timestamp) -> Option<Undone> {
    let mut undone = task.clone();
    undone.completed_at = None;
    undone.updated_at = now;
    let last = match (task.completed_at, last) {
        (None, None) => return None,
        // It was completed for good without being recorded: its rule was taken away before, or it never had one.
        (Some(at), last) if last.is_none_or(|last| last.completed_at != at) => {
            return Some(Undone {
                task: undone,
                forgotten: None,
            });
        }
        (_, last) => last?,
    };
    undone.due = Some(last.due);
    undone.start = last.start;
    undone.recurrence = Some(Box::new(last.recurrence.clone()));
    Some(Undone {
        task: undone,
        forgotten: Some(last.revision),
    })
}

/// Which completed occurrences of a task, from where and how many. The last one comes first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CompletionQuery {
    /// Whose.
    pub task: TaskId,
    /// Where the page begins: behind the one of this revision. `None` for the first page.
    pub after: Option<Revision>,
    /// How many at most.
    pub limit: PageSize,
}

/// A page of completed occurrences.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CompletionPage {
    /// The occurrences, last completed first.
    pub items: Vec<Completion>,
    /// Where the next page begins; `None` on the last.
    pub next: Option<CompletionCursor>,
}

impl CompletionPage {
    /// The page of what a store found: one more than the page holds, if there are so many.
    #[must_use]
    pub fn from_one_more(query: &CompletionQuery, mut items: Vec<Completion>) -> Self {
        let more = items.len() > query.limit.get();
        items.truncate(query.limit.get());
        let last = items.last().filter(|_| more);
        let next = last.map(|last| CompletionCursor {
            task: fingerprint(query.task),
            after: last.revision,
        });
        Self { items, next }
    }
}

/// Where the next page of completed occurrences begins, as a text for clients to hand back.
///
/// Like a list's [`Cursor`](crate::Cursor) it is opaque, names its owner and holds no permission.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CompletionCursor {
    task: [u8; 8],
    after: Revision,
}

// Beside those of other cursors.
const KIND: u8 = 16;

/// The random half of an id: what tells an owner's tasks apart.
fn fingerprint(task: TaskId) -> [u8; 8] {
    task.as_bytes().last_chunk().copied().unwrap_or_default()
}

impl CompletionCursor {
    /// The text for the client.
    #[must_use]
    pub fn encode(&self, owner: &Owner) -> String {
        let envelope = Envelope {
            kind: KIND,
            query: self.task,
            position: self.after.number().to_be_bytes().to_vec(),
        };
        envelope.encode(owner)
    }

    /// Reads a client's text.
    ///
    /// # Errors
    /// [`CursorError::Foreign`] for a cursor of another owner, [`CursorError::Malformed`] for anything
    /// that is none.
    pub fn decode(text: &str, owner: &Owner) -> Result<Self, CursorError> {
        Self::of(&Envelope::decode(text, owner)?).ok_or(CursorError::Malformed)
    }

    fn of(envelope: &Envelope) -> Option<Self> {
        let after = envelope.position.as_slice().try_into().ok()?;
        (envelope.kind == KIND).then_some(Self {
            task: envelope.query,
            after: Revision::new(u64::from_be_bytes(after))?,
        })
    }

    /// The position, if the cursor belongs to the pages of this task.
    ///
    /// # Errors
    /// [`CursorError::OtherQuery`] if it is another task's.
    pub fn position_in(self, task: TaskId) -> Result<Revision, CursorError> {
        if self.task == fingerprint(task) {
            Ok(self.after)
        } else {
            Err(CursorError::OtherQuery)
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{
        Base, Completing, Edit, Edited, Logged, NewTask, Rule, ScheduleError, TaskContent,
        TaskPatch, Title, Zone,
    };

    fn owner(name: &str) -> Owner {
        Owner::from_subject(name).unwrap()
    }

    fn at(time: &str) -> Timestamp {
        let instant: jiff::Timestamp = time.parse().unwrap();
        Timestamp::from_unix_millis(instant.as_millisecond()).unwrap()
    }

    fn day(text: &str) -> Date {
        Date::parse(text).unwrap()
    }

    fn recurring(rule: &str, base: Base) -> Task {
        let content = TaskContent {
            due: Some(Due::Date(day("2026-11-20"))),
            start: Some(day("2026-11-18")),
            recurrence: Some(Box::new(Recurrence {
                rule: Rule::parse(rule).unwrap(),
                base,
            })),
            ..TaskContent::titled(Title::parse("water the plants").unwrap())
        };
        content.check().unwrap();
        let id = TaskId::generate(&owner("alice"), Timestamp::UNIX_EPOCH, 1);
        let new = NewTask { id, content };
        new.into_task(at("2026-11-01T08:00:00Z"), Revision::new(1).unwrap())
    }

    fn complete(task: &Task, now: &str, how: Completing) -> (Task, Completion) {
        let edited = Edit::Complete(how).apply(task, at(now)).unwrap().unwrap();
        match edited.logged {
            Logged::Completed(completion) => (edited.task, completion),
            other => panic!("{other:?}"),
        }
    }

    fn due_of(task: &Task) -> String {
        task.due.map(Due::when).unwrap()
    }

    #[test]
    fn a_completed_occurrence_moves_the_task_on_with_its_start() {
        let task = recurring("FREQ=WEEKLY", Base::Due);
        let (next, completion) = complete(&task, "2026-11-20T12:00:00Z", Completing::TOGGLE);
        assert!(!next.is_completed());
        assert_eq!(next.due, Some(Due::Date(day("2026-11-27"))));
        assert_eq!(next.start, Some(day("2026-11-25")));
        assert_eq!(next.recurrence, task.recurrence);
        assert_eq!(completion.completed_at, next.updated_at);
        assert_eq!(
            (
                Some(completion.due),
                completion.start,
                Some(Box::new(completion.recurrence))
            ),
            (task.due, task.start, task.recurrence)
        );
    }

    #[test]
    fn whoever_finishes_late_may_say_what_to_count_from_and_the_task_keeps_its_own_base() {
        let late = "2026-11-24T12:00:00Z";
        for own in Base::ALL {
            let task = recurring("FREQ=WEEKLY", own);
            let next = |base| {
                let how = Completing {
                    base,
                    ..Completing::TOGGLE
                };
                let (next, _) = complete(&task, late, how);
                assert_eq!(next.recurrence, task.recurrence);
                due_of(&next)
            };
            assert_eq!(next(Some(Base::Due)), "2026-11-27");
            assert_eq!(next(Some(Base::Completion)), "2026-12-01");
            assert_eq!(next(None), next(Some(own)));
        }
    }

    #[test]
    fn which_day_it_is_where_the_owner_lives_decides() {
        let task = recurring("FREQ=DAILY", Base::Due);
        let next = |home| {
            let home = Zone::parse(home).unwrap();
            let how = Completing {
                home,
                ..Completing::to(true)
            };
            due_of(&complete(&task, "2026-11-21T03:00:00Z", how).0)
        };
        assert_eq!(next("America/New_York"), "2026-11-21");
        assert_eq!(next("UTC"), "2026-11-22");
    }

    #[test]
    fn the_end_of_a_rule_completes_the_task_and_reopening_takes_that_back() {
        for rule in ["FREQ=DAILY;COUNT=2", "FREQ=DAILY;UNTIL=20261121"] {
            let task = recurring(rule, Base::Due);
            let (last, _) = complete(&task, "2026-11-20T12:00:00Z", Completing::TOGGLE);
            assert_eq!(
                (due_of(&last).as_str(), last.is_completed()),
                ("2026-11-21", false)
            );
            let (done, completion) = complete(&last, "2026-11-21T12:00:00Z", Completing::TOGGLE);
            assert!(done.is_completed());
            assert_eq!((done.due, &done.recurrence), (last.due, &last.recurrence));
            let now = at("2026-11-21T12:05:00Z");
            let open = Edit::Complete(Completing::to(false)).apply(&done, now);
            let open = open.unwrap().unwrap();
            assert_eq!(open.logged, Logged::Reopened(completion.completed_at));
            assert_eq!((open.task.due, open.task.completed_at), (last.due, None));
            let undone = undo_completion(&done, Some(&completion), now).unwrap();
            assert_eq!(undone.task, open.task);
            assert_eq!(undone.forgotten, Some(completion.revision));
        }
    }

    #[test]
    fn a_task_completed_for_good_without_a_record_is_opened_and_nothing_is_forgotten() {
        let task = recurring("FREQ=DAILY", Base::Due);
        let (task, earlier) = complete(&task, "2026-11-20T12:00:00Z", Completing::TOGGLE);
        let patch = TaskPatch {
            recurrence: Some(None),
            completed: Some(true),
            ..TaskPatch::default()
        };
        let now = at("2026-11-21T12:00:00Z");
        let done = Edit::Patch(patch).apply(&task, now).unwrap().unwrap();
        assert_eq!(done.logged, Logged::Nothing);
        let undone = undo_completion(&done.task, Some(&earlier), now).unwrap();
        assert_eq!((undone.forgotten, undone.task.due), (None, task.due));
        assert!(!undone.task.is_completed());
    }

    #[test]
    fn a_rule_needs_a_due_value_that_it_goes_with() {
        let task = recurring("FREQ=DAILY;UNTIL=20261224", Base::Due);
        let refused = |patch| {
            Edit::Patch(patch)
                .apply(&task, Timestamp::UNIX_EPOCH)
                .unwrap_err()
        };
        let none = TaskPatch::default;
        let due = Some(None);
        assert_eq!(
            refused(TaskPatch { due, ..none() }),
            ScheduleError::DueNeeded
        );
        let (recurrence, rule) = (task.recurrence.clone(), |text| Rule::parse(text).unwrap());
        let kept = Some(recurrence.clone());
        let patch = TaskPatch {
            due,
            recurrence: kept,
            ..none()
        };
        assert_eq!(refused(patch), ScheduleError::NoDue);
        for never in [
            "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
            "FREQ=DAILY;UNTIL=20261224T080000Z",
        ] {
            let recurrence = recurrence.clone().map(|it| {
                Box::new(Recurrence {
                    rule: rule(never),
                    ..*it
                })
            });
            let patch = TaskPatch {
                recurrence: Some(recurrence),
                ..none()
            };
            assert!(matches!(refused(patch), ScheduleError::Rule(_)), "{never}");
        }
        let both = TaskPatch {
            due,
            recurrence: Some(None),
            ..none()
        };
        let freed = Edit::Patch(both).apply(&task, Timestamp::UNIX_EPOCH);
        let Edited { task: freed, .. } = freed.unwrap().unwrap();
        assert_eq!((freed.due, freed.recurrence), (None, None));
    }

    proptest! {
        #[test]
        fn what_is_completed_and_undone_is_as_it_was(
            rule in prop::sample::select(&[
                "FREQ=DAILY", "FREQ=DAILY;INTERVAL=3;COUNT=4", "FREQ=WEEKLY;BYDAY=MO,TH",
                "FREQ=MONTHLY;BYMONTHDAY=31", "FREQ=MONTHLY;BYDAY=-1FR;UNTIL=20270131", "FREQ=YEARLY",
            ][..]),
            own in prop::sample::select(&Base::ALL[..]),
            base in prop::option::of(prop::sample::select(&Base::ALL[..])),
            days in prop::collection::vec(0..90_i64, 1..6),
        ) {
            let mut task = recurring(rule, own);
            let mut now = at("2026-11-20T12:00:00Z").unix_millis();
            let mut before = Vec::new();
            for days in days {
                now += days * 86_400_000;
                let how = Completing { base, ..Completing::to(true) };
                let edit = Edit::Complete(how).apply(&task, Timestamp::from_unix_millis(now).unwrap());
                let Some(Edited { task: next, logged }) = edit.unwrap() else { break };
                let Logged::Completed(completion) = logged else { panic!("{logged:?}") };
                prop_assert!(next.is_completed() || next.due.unwrap().date() > task.due.unwrap().date());
                before.push((task, completion));
                task = next;
            }
            while let Some((was, completion)) = before.pop() {
                let undone = undo_completion(&task, Some(&completion), was.updated_at).unwrap();
                prop_assert_eq!(&undone.task, &was);
                task = undone.task;
            }
            prop_assert_eq!(undo_completion(&task, None, Timestamp::UNIX_EPOCH), None);
        }

        #[test]
        fn a_cursor_comes_back_for_its_owner_and_its_task_only(number in 0..1_000_u64, after in 0..1_000_u64) {
            let (alice, bob) = (owner("alice"), owner("bob"));
            let task = TaskId::generate(&alice, Timestamp::UNIX_EPOCH, number);
            let other = TaskId::generate(&alice, Timestamp::UNIX_EPOCH, number + 1);
            let after = Revision::new(after).unwrap();
            let cursor = CompletionCursor { task: fingerprint(task), after };
            let text = cursor.encode(&alice);
            prop_assert_eq!(CompletionCursor::decode(&text, &alice), Ok(cursor));
            prop_assert_eq!(CompletionCursor::decode(&text, &bob), Err(CursorError::Foreign));
            prop_assert_eq!(cursor.position_in(task), Ok(after));
            prop_assert_eq!(cursor.position_in(other), Err(CursorError::OtherQuery));
            // In the place of another cursor.
            prop_assert_eq!(crate::Cursor::decode(&text, &alice), Err(CursorError::Malformed));
            prop_assert_eq!(crate::ChangeCursor::decode(&text, &alice), Err(CursorError::Malformed));
        }
    }
}
