//! Asking what changed since a revision, so that a replica elsewhere can follow.
//!
//! Live tasks, lists and labels and tombstones come in the order of their revisions, page after page. Tombstones are kept
//! for a long time and not for ever: a reader who needs one that is gone is told so and begins anew.

use crate::{
    CursorError, Label, LabelId, List, ListId, Owner, PageSize, Revision, Task, TaskId,
    envelope::Envelope,
};

/// Which changes of an owner's, from where and how many.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangeQuery {
    /// Those after this revision; [`Revision::ZERO`] for a reader who has nothing yet.
    pub since: Revision,
    /// Where the page begins, within the run of pages that answers `since`; `None` for the first.
    pub after: Option<ChangePosition>,
    /// How many tasks, lists, labels and tombstones together at most.
    pub limit: PageSize,
}

/// A place within a run of pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ChangePosition {
    /// Everything up to this revision was on the pages before.
    behind: Revision,
    /// What the run's reader was complete for when it began. One who begins with nothing needs no
    /// tombstones but those that came after its first page.
    base: Revision,
}

impl ChangePosition {
    /// Live tasks, lists and labels are wanted whose revision is higher.
    #[must_use]
    pub fn live_after(self) -> Revision {
        self.behind
    }

    /// Tombstones are wanted whose revision is higher.
    #[must_use]
    pub fn tombstones_after(self) -> Revision {
        self.behind.max(self.base)
    }
}

/// What the store knows of an owner's changes when it is asked for a page. All of it is read in one
/// snapshot with the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ChangeSpan {
    /// The owner's present revision; [`Revision::ZERO`] if nothing was ever changed.
    pub revision: Revision,
    /// The highest revision whose tombstone was purged; [`Revision::ZERO`] if none was.
    pub purged: Revision,
}

impl ChangeQuery {
    /// Where the page begins, if the owner's changes still reach back to there.
    ///
    /// # Errors
    /// [`Gone`] if a tombstone that the reader needs was purged, or if the reader has seen a revision
    /// that is not there: the database was restored from a backup.
    pub fn begin(&self, span: ChangeSpan) -> Result<ChangePosition, Gone> {
        let first = ChangePosition {
            behind: self.since,
            base: if self.since == Revision::ZERO {
                span.revision
            } else {
                self.since
            },
        };
        let begin = self.after.unwrap_or(first);
        let is_known = begin.base >= span.purged && begin.behind.max(begin.base) <= span.revision;
        is_known.then_some(begin).ok_or(Gone)
    }
}

/// The changes asked for cannot be told any more; the reader drops what it has and begins at 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("what changed since this revision is no longer known")]
pub struct Gone;

/// What is left of a deleted task, list or label.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tombstone {
    /// What was deleted.
    pub deleted: Deleted,
    /// The revision of its deletion.
    pub revision: Revision,
}

/// What was deleted, by its id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deleted {
    /// A task.
    Task(TaskId),
    /// A list.
    List(ListId),
    /// A label.
    Label(LabelId),
}

/// What a store found behind a place in a run: of each kind those of the lowest revisions, one more than the page
/// holds if there are so many.
#[derive(Clone, Debug, Default)]
pub struct Changed {
    /// Live tasks, by revision.
    pub tasks: Vec<Task>,
    /// Live lists, in any order.
    pub lists: Vec<List>,
    /// Live labels, in any order.
    pub labels: Vec<Label>,
    /// Tombstones of all kinds, in any order.
    pub tombstones: Vec<Tombstone>,
}

/// A page of changes. Each task, list and label is on it as it is now, once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangePage {
    /// What a reader is complete for with this page and those before: the owner's present revision on
    /// the last page.
    pub revision: Revision,
    /// Tasks that were created, changed or restored, by revision.
    pub tasks: Vec<Task>,
    /// Lists that were created or changed, by revision.
    pub lists: Vec<List>,
    /// Labels that were created or changed, by revision.
    pub labels: Vec<Label>,
    /// Tasks, lists and labels that were deleted, by revision.
    pub tombstones: Vec<Tombstone>,
    /// Where the next page begins; `None` on the last.
    pub next: Option<ChangeCursor>,
}

impl ChangePage {
    /// The page of what a store found from `begin` on.
    #[must_use]
    pub fn from_one_more(
        query: &ChangeQuery,
        begin: ChangePosition,
        span: ChangeSpan,
        found: Changed,
    ) -> Self {
        let Changed {
            mut tasks,
            mut lists,
            mut labels,
            mut tombstones,
        } = found;
        let mut revisions: Vec<_> = tasks.iter().map(|task| task.revision).collect();
        revisions.extend(lists.iter().map(|list| list.revision));
        revisions.extend(labels.iter().map(|label| label.revision));
        revisions.extend(tombstones.iter().map(|tombstone| tombstone.revision));
        revisions.sort_unstable();
        let more = revisions.len() > query.limit.get();
        revisions.truncate(query.limit.get());
        let last = revisions.last().filter(|_| more);
        let revision = last.copied().unwrap_or(span.revision);
        tasks.retain(|task| task.revision <= revision);
        lists.retain(|list| list.revision <= revision);
        lists.sort_unstable_by_key(|list| list.revision);
        labels.retain(|label| label.revision <= revision);
        labels.sort_unstable_by_key(|label| label.revision);
        tombstones.retain(|tombstone| tombstone.revision <= revision);
        tombstones.sort_unstable_by_key(|tombstone| tombstone.revision);
        let next = more.then_some(ChangeCursor {
            from_nothing: query.since == Revision::ZERO,
            position: ChangePosition {
                behind: revision,
                base: begin.base,
            },
        });
        Self {
            revision,
            tasks,
            lists,
            labels,
            tombstones,
            next,
        }
    }
}

/// Where the next page of changes begins, as a text for clients to hand back.
///
/// Like a list's [`Cursor`](crate::Cursor) it is opaque, names its owner and holds no permission.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ChangeCursor {
    from_nothing: bool,
    position: ChangePosition,
}

// Beside those of a list's cursors.
const KIND_FROM_NOTHING: u8 = 4;
const KIND_SINCE: u8 = 5;

impl ChangeCursor {
    /// The text for the client.
    #[must_use]
    pub fn encode(&self, owner: &Owner) -> String {
        let envelope = Envelope {
            kind: if self.from_nothing {
                KIND_FROM_NOTHING
            } else {
                KIND_SINCE
            },
            query: self.position.base.number().to_be_bytes(),
            position: self.position.behind.number().to_be_bytes().to_vec(),
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
        let from_nothing = match envelope.kind {
            KIND_FROM_NOTHING => true,
            KIND_SINCE => false,
            _ => return None,
        };
        let behind = envelope.position.as_slice().try_into().ok()?;
        Some(Self {
            from_nothing,
            position: ChangePosition {
                behind: Revision::new(u64::from_be_bytes(behind))?,
                base: Revision::new(u64::from_be_bytes(envelope.query))?,
            },
        })
    }

    /// The position, if the cursor belongs to the run that this query began (its limit may differ).
    ///
    /// # Errors
    /// [`CursorError::OtherQuery`] if the run began at another revision.
    pub fn position_in(self, query: &ChangeQuery) -> Result<ChangePosition, CursorError> {
        let began_at = if self.from_nothing {
            Revision::ZERO
        } else {
            self.position.base
        };
        if query.since == began_at {
            Ok(self.position)
        } else {
            Err(CursorError::OtherQuery)
        }
    }
}

#[cfg(test)]
mod tests {
    use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
    use proptest::prelude::*;

    use super::*;
    use crate::{
        Colour, Cursor, LabelName, ListName, NewLabel, NewList, NewTask, TaskContent, Timestamp,
        Title, envelope::VERSION,
    };

    fn owner(name: &str) -> Owner {
        Owner::from_subject(name).unwrap()
    }

    fn revision(number: u64) -> Revision {
        Revision::new(number).unwrap()
    }

    fn query(since: u64, limit: u64) -> ChangeQuery {
        ChangeQuery {
            since: revision(since),
            after: None,
            limit: PageSize::new(limit).unwrap(),
        }
    }

    fn span(present: u64, purged: u64) -> ChangeSpan {
        ChangeSpan {
            revision: revision(present),
            purged: revision(purged),
        }
    }

    fn id(number: u64) -> TaskId {
        TaskId::generate(&owner("alice"), Timestamp::UNIX_EPOCH, number)
    }

    fn list(number: u64) -> List {
        let new = NewList {
            id: ListId::generate(&owner("alice"), Timestamp::UNIX_EPOCH, number),
            name: ListName::parse("House").unwrap(),
            colour: Colour::default(),
            position: None,
            archived: false,
        };
        new.into_list(None, Timestamp::UNIX_EPOCH, revision(number))
    }

    fn label(number: u64) -> Label {
        let new = NewLabel {
            id: LabelId::generate(&owner("alice"), Timestamp::UNIX_EPOCH, number),
            name: LabelName::parse("work").unwrap(),
            colour: Colour::default(),
        };
        new.into_label(Timestamp::UNIX_EPOCH, revision(number))
    }

    fn task(number: u64) -> Task {
        let content = TaskContent::titled(Title::parse("milk").unwrap());
        let new = NewTask {
            id: id(number),
            content,
        };
        new.into_task(Timestamp::UNIX_EPOCH, revision(number))
    }

    #[test]
    fn what_cannot_be_told_is_gone() {
        for (since, present, purged, known) in [
            (0, 0, 0, true),
            (0, 9, 9, true),
            (5, 9, 5, true),
            (4, 9, 5, false),
            (9, 9, 5, true),
            (10, 9, 5, false),
            (1, 0, 0, false),
        ] {
            let begin = query(since, 1).begin(span(present, purged));
            assert_eq!(
                begin.is_ok(),
                known,
                "{since} of {present}, {purged} purged"
            );
        }
    }

    #[test]
    fn a_run_from_nothing_needs_the_tombstones_since_it_began_and_no_others() {
        let first = query(0, 1).begin(span(9, 5)).unwrap();
        assert_eq!(first.live_after(), Revision::ZERO);
        assert_eq!(first.tombstones_after(), revision(9));
        let after = |behind| ChangeQuery {
            after: Some(ChangePosition {
                behind: revision(behind),
                base: revision(9),
            }),
            ..query(0, 1)
        };
        assert!(after(3).begin(span(20, 9)).is_ok());
        assert_eq!(after(3).begin(span(20, 10)), Err(Gone));
        assert_eq!(after(12).begin(span(11, 0)), Err(Gone));
        let later = after(12).begin(span(20, 0)).unwrap();
        assert_eq!(later.tombstones_after(), revision(12));
    }

    #[test]
    fn a_page_is_cut_behind_its_last_change() {
        let query = query(1, 3);
        let begin = query.begin(span(9, 0)).unwrap();
        let dead = |number| Tombstone {
            deleted: Deleted::Task(id(number)),
            revision: revision(number),
        };
        let gone = |number| Tombstone {
            deleted: Deleted::List(list(number).id),
            revision: revision(number),
        };
        let cut = |tasks: &[u64], lists: &[u64], tombstones: &[u64], gone_lists: &[u64]| {
            let mut found = Changed {
                tasks: tasks.iter().copied().map(task).collect(),
                lists: lists.iter().copied().map(list).collect(),
                tombstones: tombstones.iter().copied().map(dead).collect(),
                labels: Vec::new(),
            };
            found
                .tombstones
                .extend(gone_lists.iter().copied().map(gone));
            ChangePage::from_one_more(&query, begin, span(9, 0), found)
        };
        let page = cut(&[2, 5, 6, 8], &[], &[3, 9], &[]);
        assert_eq!(page.tasks, [task(2), task(5)]);
        assert_eq!(page.tombstones, [dead(3)]);
        assert_eq!(page.revision, revision(5));
        let next = page.next.unwrap().position_in(&query).unwrap();
        assert_eq!(next.live_after(), revision(5));
        let page = cut(&[5], &[4, 7], &[9], &[2]);
        assert_eq!((page.tasks, page.lists), (vec![task(5)], vec![list(4)]));
        assert_eq!(
            (page.tombstones, page.revision),
            (vec![gone(2)], revision(5))
        );
        let page = cut(&[], &[], &[8], &[3]);
        assert_eq!(page.tombstones, [gone(3), dead(8)]);
        let labels = Changed {
            labels: vec![label(6), label(3), label(4)],
            tombstones: vec![Tombstone {
                deleted: Deleted::Label(label(5).id),
                revision: revision(5),
            }],
            ..Changed::default()
        };
        let page = ChangePage::from_one_more(&query, begin, span(9, 0), labels);
        assert_eq!(page.labels, [label(3), label(4)]);
        assert_eq!((page.tombstones.len(), page.revision), (1, revision(5)));
        let page = cut(&[2], &[], &[3, 4], &[]);
        assert_eq!((page.revision, page.next), (revision(9), None));
        assert_eq!((page.tasks.len(), page.tombstones.len()), (1, 2));
    }

    proptest! {
        #[test]
        fn a_cursor_comes_back_for_its_owner_and_its_run_only(
            since in 0..1_000_u64, behind in 0..1_000_u64, other in 0..1_000_u64, present in 0..1_000_u64,
        ) {
            let (alice, bob) = (owner("alice"), owner("bob"));
            let from_nothing = since == 0;
            let base = revision(if from_nothing { present } else { since });
            let position = ChangePosition { behind: revision(behind), base };
            let cursor = ChangeCursor { from_nothing, position };
            let text = cursor.encode(&alice);
            prop_assert_eq!(ChangeCursor::decode(&text, &alice), Ok(cursor));
            prop_assert_eq!(ChangeCursor::decode(&text, &bob), Err(CursorError::Foreign));
            prop_assert_eq!(cursor.position_in(&query(since, 1)), Ok(position));
            prop_assert_eq!(cursor.position_in(&query(other, 1)).is_ok(), other == since);
            // In the place of a list's cursor.
            prop_assert_eq!(Cursor::decode(&text, &alice), Err(CursorError::Malformed));
            prop_assert_eq!(Cursor::decode(&text, &bob), Err(CursorError::Foreign));
        }

        #[test]
        fn any_bytes_are_answered_and_what_decodes_encodes_the_same(
            kind in 0..7_u8, bytes in prop::collection::vec(any::<u8>(), 20), own: bool,
        ) {
            let alice = owner("alice");
            let mut whole = vec![VERSION, kind];
            whole.extend(bytes);
            if own {
                whole.splice(10..14, alice.tag().bits().to_be_bytes());
            }
            let text = URL_SAFE_NO_PAD.encode(whole);
            if let Ok(cursor) = ChangeCursor::decode(&text, &alice) {
                prop_assert_eq!(cursor.encode(&alice), text);
            }
        }

        #[test]
        fn any_text_is_answered(text in "[A-Za-z0-9_=-]{0,40}") {
            let _ = ChangeCursor::decode(&text, &owner("alice"));
        }
    }
}
