//! The lists that an owner sorts tasks into. A task without one is in the Inbox, which is no list.

use crate::{Colour, ListId, ListName, OrderKey, Revision, Task, Timestamp};

/// A list, as it stands in a store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct List {
    /// Its id, which names its owner.
    pub id: ListId,
    /// What it is called.
    pub name: ListName,
    /// How it is told from others at a glance.
    pub colour: Colour,
    /// Where it stands among the owner's lists; where two stand at the same place, ids decide.
    pub position: OrderKey,
    /// Whether it is put away. Its tasks stay.
    pub archived: bool,
    /// When the server first stored it.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
    /// The owner's revision of its last change.
    pub revision: Revision,
}

impl List {
    /// How many lists an owner may have, archived ones among them: all of them are answered at once.
    pub const MAX_COUNT: usize = 500;
}

/// A list about to be created.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewList {
    /// Chosen by the client, or generated.
    pub id: ListId,
    /// What it is called.
    pub name: ListName,
    /// How it is told from others at a glance.
    pub colour: Colour,
    /// Where it stands; behind all others if that is not said.
    pub position: Option<OrderKey>,
    /// Whether it is put away.
    pub archived: bool,
}

impl NewList {
    /// The list as it is stored, where `last` is the place of the owner's last list.
    #[must_use]
    pub fn into_list(self, last: Option<&OrderKey>, now: Timestamp, revision: Revision) -> List {
        List {
            id: self.id,
            name: self.name,
            colour: self.colour,
            position: self.position.unwrap_or_else(|| OrderKey::behind(last)),
            archived: self.archived,
            created_at: now,
            updated_at: now,
            revision,
        }
    }
}

/// A change of a list: changed fields only, as in a JSON Merge Patch (RFC 7396).
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct ListPatch {
    /// A new name.
    pub name: Option<ListName>,
    /// A new colour.
    pub colour: Option<Colour>,
    /// A new place.
    pub position: Option<OrderKey>,
    /// Put away, or taken out again.
    pub archived: Option<bool>,
}

impl ListPatch {
    /// The list after this change, still with the revision it had, or `None` where nothing changes.
    #[must_use]
    pub fn apply(&self, list: &List, now: Timestamp) -> Option<List> {
        let edited = List {
            name: self.name.as_ref().unwrap_or(&list.name).clone(),
            colour: self.colour.unwrap_or(list.colour),
            position: self.position.as_ref().unwrap_or(&list.position).clone(),
            archived: self.archived.unwrap_or(list.archived),
            ..list.clone()
        };
        (edited != *list).then_some(List {
            updated_at: now,
            ..edited
        })
    }
}

/// What becomes of the tasks of a list that is deleted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TasksOfList {
    /// They stay, without a list.
    MoveToInbox,
    /// They are deleted along with it, and are without a list when they are restored.
    Delete,
}

/// Which tasks are asked for, by their list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListFilter {
    /// Those without a list.
    Inbox,
    /// Those of this list.
    List(ListId),
}

impl ListFilter {
    /// Whether a task is where it asks for.
    #[must_use]
    pub fn admits(self, task: &Task) -> bool {
        match self {
            Self::Inbox => task.list_id.is_none(),
            Self::List(id) => task.list_id == Some(id),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Owner;

    fn at(millis: i64) -> Timestamp {
        Timestamp::from_unix_millis(millis).unwrap()
    }

    fn list() -> List {
        let new = NewList {
            id: ListId::generate(&Owner::from_subject("alice").unwrap(), at(1), 1),
            name: ListName::parse(" House ").unwrap(),
            colour: Colour::default(),
            position: None,
            archived: false,
        };
        new.into_list(None, at(1), Revision::ZERO)
    }

    #[test]
    fn a_new_list_stands_behind_all_others() {
        let first = list();
        assert_eq!(first.name.as_str(), "House");
        let new = NewList {
            id: first.id,
            name: first.name.clone(),
            colour: Colour::Red,
            position: None,
            archived: false,
        };
        let second = new.into_list(Some(&first.position), at(2), Revision::ZERO);
        assert!(second.position > first.position);
    }

    #[test]
    fn a_patch_changes_what_it_names() {
        let before = list();
        assert_eq!(ListPatch::default().apply(&before, at(5)), None);
        let patch = ListPatch {
            colour: Some(Colour::Blue),
            archived: Some(true),
            ..ListPatch::default()
        };
        let after = patch.apply(&before, at(5)).unwrap();
        assert_eq!((after.colour, after.archived), (Colour::Blue, true));
        assert_eq!((&after.name, after.updated_at), (&before.name, at(5)));
        assert_eq!(patch.apply(&after, at(6)), None);
    }
}
