//! The labels that an owner puts on tasks.

use crate::{Colour, LabelId, LabelName, Revision, Timestamp};

/// A label, as it stands in a store. Of an owner's labels no two have the same name, without regard to case and
/// diacritics.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// Its id, which names its owner.
    pub id: LabelId,
    /// What it is called.
    pub name: LabelName,
    /// How it is told from others at a glance.
    pub colour: Colour,
    /// When the server first stored it.
    pub created_at: Timestamp,
    /// When it was last changed. Tasks that get it or lose it do not change it.
    pub updated_at: Timestamp,
    /// The owner's revision of its last change.
    pub revision: Revision,
}

impl Label {
    /// How many labels an owner may have: all of them are answered at once.
    pub const MAX_COUNT: usize = 500;
}

/// A label about to be created.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewLabel {
    /// Chosen by the client, or generated.
    pub id: LabelId,
    /// What it is called.
    pub name: LabelName,
    /// How it is told from others at a glance.
    pub colour: Colour,
}

impl NewLabel {
    /// The label as it is stored.
    #[must_use]
    pub fn into_label(self, now: Timestamp, revision: Revision) -> Label {
        Label {
            id: self.id,
            name: self.name,
            colour: self.colour,
            created_at: now,
            updated_at: now,
            revision,
        }
    }
}

/// A change of a label: changed fields only, as in a JSON Merge Patch (RFC 7396).
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct LabelPatch {
    /// A new name.
    pub name: Option<LabelName>,
    /// A new colour.
    pub colour: Option<Colour>,
}

impl LabelPatch {
    /// The label after this change, still with the revision it had, or `None` where nothing changes.
    #[must_use]
    pub fn apply(&self, label: &Label, now: Timestamp) -> Option<Label> {
        let edited = Label {
            name: self.name.as_ref().unwrap_or(&label.name).clone(),
            colour: self.colour.unwrap_or(label.colour),
            ..label.clone()
        };
        (edited != *label).then_some(Label {
            updated_at: now,
            ..edited
        })
    }
}

/// The labels of a task: each once, in the order in which its owner put them.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct TaskLabels(Vec<LabelId>);

impl TaskLabels {
    /// How many labels a task has at most.
    pub const MAX_COUNT: usize = 50;

    /// These labels.
    ///
    /// # Errors
    /// One that is named twice, or too many.
    pub fn new(labels: Vec<LabelId>) -> Result<Self, TaskLabelsError> {
        if labels.len() > Self::MAX_COUNT {
            return Err(TaskLabelsError::TooMany);
        }
        let twice = |(number, label)| labels.iter().take(number).any(|other| other == label);
        if labels.iter().enumerate().any(twice) {
            return Err(TaskLabelsError::Twice);
        }
        Ok(Self(labels))
    }

    /// The labels, in order.
    #[must_use]
    pub fn as_slice(&self) -> &[LabelId] {
        &self.0
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether this is one of them.
    #[must_use]
    pub fn contains(&self, label: LabelId) -> bool {
        self.0.contains(&label)
    }

    /// Those that are not among others.
    pub fn not_in(&self, others: &Self) -> impl Iterator<Item = LabelId> {
        let labels = self.0.iter().copied();
        labels.filter(|label| !others.contains(*label))
    }

    /// What is left when a label goes: another one stands where it stood, unless that is there already.
    #[must_use]
    pub fn replaced(&self, label: LabelId, by: Option<LabelId>) -> Self {
        let by = by.filter(|by| !self.contains(*by));
        let labels = self.0.iter().copied();
        let left = labels.filter_map(|it| if it == label { by } else { Some(it) });
        Self(left.collect())
    }
}

/// Why a task cannot have labels as given. The messages are shown to people.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TaskLabelsError {
    /// More than [`TaskLabels::MAX_COUNT`].
    #[error("must be at most {} labels", TaskLabels::MAX_COUNT)]
    TooMany,
    /// One of them more than once.
    #[error("must name each label once")]
    Twice,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Owner;

    fn at(millis: i64) -> Timestamp {
        Timestamp::from_unix_millis(millis).unwrap()
    }

    fn id(number: u64) -> LabelId {
        LabelId::generate(&Owner::from_subject("alice").unwrap(), at(1), number)
    }

    fn labels(numbers: &[u64]) -> TaskLabels {
        TaskLabels::new(numbers.iter().copied().map(id).collect()).unwrap()
    }

    #[test]
    fn a_patch_changes_what_it_names() {
        let new = NewLabel {
            id: id(1),
            name: LabelName::parse(" Work ").unwrap(),
            colour: Colour::default(),
        };
        let before = new.into_label(at(1), Revision::ZERO);
        assert_eq!(before.name.as_str(), "Work");
        assert_eq!(LabelPatch::default().apply(&before, at(5)), None);
        let patch = LabelPatch {
            colour: Some(Colour::Blue),
            ..LabelPatch::default()
        };
        let after = patch.apply(&before, at(5)).unwrap();
        assert_eq!((after.colour, &after.name), (Colour::Blue, &before.name));
        assert_eq!((after.updated_at, after.created_at), (at(5), at(1)));
        assert_eq!(patch.apply(&after, at(6)), None);
    }

    #[test]
    fn a_task_has_each_label_once_and_not_too_many() {
        let twice = TaskLabels::new(vec![id(1), id(2), id(1)]);
        assert_eq!(twice, Err(TaskLabelsError::Twice));
        assert!(TaskLabels::new((0..50).map(id).collect()).is_ok());
        let many = TaskLabels::new((0..51).map(id).collect());
        assert_eq!(many, Err(TaskLabelsError::TooMany));
    }

    #[test]
    fn a_label_that_goes_leaves_its_place_to_another_once() {
        let all = labels(&[1, 2, 3]);
        assert_eq!(all.replaced(id(2), None), labels(&[1, 3]));
        assert_eq!(all.replaced(id(2), Some(id(9))), labels(&[1, 9, 3]));
        assert_eq!(all.replaced(id(2), Some(id(1))), labels(&[1, 3]));
        assert_eq!(all.replaced(id(9), Some(id(8))), all);
        let gone: Vec<_> = all.not_in(&labels(&[3, 1, 7])).collect();
        assert_eq!(gone, [id(2)]);
    }
}
