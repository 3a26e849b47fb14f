//! Asking for a page of tasks.

use crate::{
    Cursor, Due, DueKey, ListFilter, OrderKey, Priority, Relevance, Revision, Search, Task, TaskId,
    Timestamp, TitleKey, filter::AskedFilter,
};

/// Which of an owner's tasks, in which order, from where and how many.
///
/// By default the first page of all, newest first.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct TaskQuery {
    /// Only completed or only open ones.
    pub completed: Option<bool>,
    /// Only those of this priority.
    pub priority: Option<Priority>,
    /// Only those of one list, or of none.
    pub list: Option<ListFilter>,
    /// Only those found by a search.
    pub search: Option<Search>,
    /// Only those that a filter lets through.
    pub filter: Option<AskedFilter>,
    /// Only those changed after this revision.
    pub changed_since: Option<Revision>,
    /// Their order.
    pub order: Order,
    /// Only those behind this position.
    pub after: Option<Position>,
    /// How many at most.
    pub limit: PageSize,
}

/// What tasks are sorted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SortKey {
    /// When they were created.
    Created,
    /// When they were last changed, by revision, so in commit order whatever the clock did.
    Updated,
    /// Their title, without regard to case and diacritics.
    Title,
    /// When they are due, by the clocks there. Those that are not due come last in both directions, by when they were created.
    Due,
    /// Their priority, the highest first. Those that have none come last in both directions, by when they were created.
    Priority,
    /// Where their owner put them. Ascending only.
    ByHand,
    /// How well a search finds them, then by id; without a search, by id alone. Descending only.
    Relevance,
}

/// Which way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// Oldest or alphabetically first.
    Ascending,
    /// Newest or alphabetically last.
    Descending,
}

/// An order of tasks. It is total: ties are broken by id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Order {
    /// Sorted by this, then by id.
    pub key: SortKey,
    /// Both in this direction.
    pub direction: Direction,
}

impl TaskQuery {
    /// What every task that is answered is found by, if words say so much: those of the search and of the filter.
    #[must_use]
    pub fn words(&self) -> Option<Search> {
        let of_filter = self.filter.as_ref().and_then(AskedFilter::words);
        match (&self.search, of_filter) {
            (Some(search), Some(of_filter)) => Some(of_filter.and(search)),
            (Some(search), None) => Some(search.clone()),
            (None, of_filter) => of_filter,
        }
    }

    /// Whether a task has to be looked at to tell if it is answered: plain values do not tell of its words, nor of what
    /// clocks elsewhere show.
    #[must_use]
    pub fn needs_a_look(&self) -> bool {
        let filter = self.filter.as_ref();
        self.search.is_some() || filter.is_some_and(|filter| !filter.is_of_plain_values())
    }

    /// Where a task stands in the order asked for.
    #[must_use]
    pub fn position_of(&self, task: &Task) -> Position {
        match self.order.key {
            SortKey::Created => Position::Created(task.created_at, task.id),
            SortKey::Updated => Position::Updated(task.revision),
            SortKey::Title => Position::Title(task.title.key(), task.id),
            SortKey::Due => Position::Due(Place::of(task, task.due.map(Due::key))),
            SortKey::Priority => {
                let priority = (task.priority != Priority::NONE).then_some(task.priority);
                Position::Priority(Place::of(task, priority))
            }
            SortKey::ByHand => Position::ByHand(task.place(), task.id),
            SortKey::Relevance => Position::Relevance(self.relevance_of(task), task.id),
        }
    }

    /// The parts of the order that may hold tasks behind the query's position, one after the other.
    #[must_use]
    pub fn parts(&self) -> &'static [Part] {
        match self.order.key {
            SortKey::Due | SortKey::Priority
                if self.after.as_ref().is_some_and(Position::lacks_a_key) =>
            {
                &[Part::WithoutKey]
            }
            SortKey::Due | SortKey::Priority => &[Part::WithKey, Part::WithoutKey],
            SortKey::Created
            | SortKey::Updated
            | SortKey::Title
            | SortKey::ByHand
            | SortKey::Relevance => &[Part::Whole],
        }
    }

    fn relevance_of(&self, task: &Task) -> Relevance {
        let found = self.search.as_ref();
        let relevance = found.and_then(|search| search.relevance_of(task));
        relevance.unwrap_or(Relevance::NONE)
    }
}

impl Order {
    /// What a search finds best comes first, then the newest.
    pub const BEST_FIRST: Self = Self {
        key: SortKey::Relevance,
        direction: Direction::Descending,
    };

    /// As their owner put them.
    pub const BY_HAND: Self = Self {
        key: SortKey::ByHand,
        direction: Direction::Ascending,
    };

    /// Every order in which the rows of an owner lie somewhere.
    pub const ALL: [Self; 10] = [
        Self {
            key: SortKey::Created,
            direction: Direction::Ascending,
        },
        Self {
            key: SortKey::Created,
            direction: Direction::Descending,
        },
        Self {
            key: SortKey::Updated,
            direction: Direction::Ascending,
        },
        Self {
            key: SortKey::Updated,
            direction: Direction::Descending,
        },
        Self {
            key: SortKey::Title,
            direction: Direction::Ascending,
        },
        Self {
            key: SortKey::Title,
            direction: Direction::Descending,
        },
        Self {
            key: SortKey::Due,
            direction: Direction::Ascending,
        },
        Self {
            key: SortKey::Due,
            direction: Direction::Descending,
        },
        Self {
            key: SortKey::Priority,
            direction: Direction::Ascending,
        },
        Self {
            key: SortKey::Priority,
            direction: Direction::Descending,
        },
    ];
}

impl Default for Order {
    /// The newest first.
    fn default() -> Self {
        Self {
            key: SortKey::Created,
            direction: Direction::Descending,
        }
    }
}

/// A part of an order that one range of an index holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// All of it.
    Whole,
    /// The tasks that have what it sorts by.
    WithKey,
    /// Those that do not, which come behind them.
    WithoutKey,
}

/// A place in an order by what not every task has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place<K> {
    /// Behind the task that has this, with this id.
    With(K, TaskId),
    /// Behind the task that has none and was created then, with this id.
    Without(Timestamp, TaskId),
}

impl<K> Place<K> {
    fn of(task: &Task, key: Option<K>) -> Self {
        match key {
            Some(key) => Self::With(key, task.id),
            None => Self::Without(task.created_at, task.id),
        }
    }
}

/// A place between two tasks in an order. It stays valid when the task it was made from is changed
/// or deleted. Two of one order compare as it says, ascending.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Position {
    /// Behind the task created then, with this id.
    Created(Timestamp, TaskId),
    /// Behind the change of this revision.
    Updated(Revision),
    /// Behind the task of this title, with this id.
    Title(TitleKey, TaskId),
    /// Behind a task by when it is due.
    Due(Place<DueKey>),
    /// Behind a task by its priority.
    Priority(Place<Priority>),
    /// Behind the task at this place, with this id.
    ByHand(OrderKey, TaskId),
    /// Behind the task that is found as well, with this id.
    Relevance(Relevance, TaskId),
}

impl Position {
    /// Which sort key it is a position of.
    #[must_use]
    pub fn key(&self) -> SortKey {
        match self {
            Self::Created(..) => SortKey::Created,
            Self::Updated(..) => SortKey::Updated,
            Self::Title(..) => SortKey::Title,
            Self::Due(_) => SortKey::Due,
            Self::Priority(_) => SortKey::Priority,
            Self::ByHand(..) => SortKey::ByHand,
            Self::Relevance(..) => SortKey::Relevance,
        }
    }

    /// Whether it is among the tasks that do not have what they are sorted by, which come last in both directions.
    #[must_use]
    pub fn lacks_a_key(&self) -> bool {
        matches!(
            self,
            Self::Due(Place::Without(..)) | Self::Priority(Place::Without(..))
        )
    }
}

/// How many tasks a page holds at most: 1 to 200, by default 50.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PageSize(u8);

impl PageSize {
    /// The largest page.
    pub const MAX: u8 = 200;

    /// A page of at most so many tasks.
    ///
    /// # Errors
    /// None, or more than [`PageSize::MAX`].
    pub fn new(limit: u64) -> Result<Self, PageSizeError> {
        match u8::try_from(limit) {
            Ok(limit @ 1..=Self::MAX) => Ok(Self(limit)),
            _ => Err(PageSizeError),
        }
    }

    /// The number.
    #[must_use]
    pub fn get(self) -> usize {
        self.0.into()
    }
}

impl Default for PageSize {
    fn default() -> Self {
        Self(50)
    }
}

/// A page size that is not between 1 and [`PageSize::MAX`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("must be between 1 and {}", PageSize::MAX)]
pub struct PageSizeError;

/// A page of tasks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaskPage {
    /// The tasks, in the order asked for.
    pub items: Vec<Task>,
    /// Where the next page begins; `None` on the last.
    pub next: Option<Cursor>,
}

impl TaskPage {
    /// The page of what a store found when it was asked for one task more than the page holds.
    #[must_use]
    pub fn from_one_more(query: &TaskQuery, mut found: Vec<Task>) -> Self {
        let more = found.len() > query.limit.get();
        found.truncate(query.limit.get());
        let last = if more { found.last() } else { None };
        let next = last.map(|task| Cursor::new(query, query.position_of(task)));
        Self { items: found, next }
    }
}
