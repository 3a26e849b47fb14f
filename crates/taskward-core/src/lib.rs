//! The domain of Taskward: whose tasks they are, what a task is, and what may become of it.
//!
//! Everything here is pure: no I/O, no HTTP, no SQL, no token, no clock and no randomness of its own.
//! Values are parsed once, at the edge, into types that cannot be wrong; the stores and the server
//! pass those types on.

#![cfg_attr(
    test,
    allow(clippy::disallowed_methods, reason = "tests make owners up")
)]

mod changes;
mod colour;
mod completion;
mod cursor;
mod due;
mod edit;
mod envelope;
pub mod filter;
mod fold;
mod id;
mod label;
mod list;
mod order_key;
mod owner;
mod priority;
mod query;
mod recurrence;
mod revision;
mod search;
mod selection;
mod task;
mod text;
mod timestamp;

pub use changes::{
    ChangeCursor, ChangePage, ChangePosition, ChangeQuery, ChangeSpan, Changed, Deleted, Gone,
    Tombstone,
};
pub use colour::{Colour, ColourError};
pub use completion::{
    Completion, CompletionCursor, CompletionPage, CompletionQuery, Undone, undo_completion,
};
pub use cursor::{Cursor, CursorError};
pub use due::{Date, Due, DueError, DueKey, LocalTime, Zone};
pub use edit::{Completing, Edit, Edited, Logged, TaskPatch};
pub use fold::fold;
pub use id::{IdError, LabelId, ListId, TaskId};
pub use label::{Label, LabelPatch, NewLabel, TaskLabels, TaskLabelsError};
pub use list::{List, ListFilter, ListPatch, NewList, TasksOfList};
pub use order_key::{OrderKey, OrderKeyError};
pub use owner::{Owner, OwnerTag, SubjectError};
pub use priority::{Priority, PriorityError};
pub use query::{
    Direction, Order, PageSize, PageSizeError, Part, Place, Position, SortKey, TaskPage, TaskQuery,
};
pub use recurrence::{
    Advanced, Base, ByDay, End, Frequency, Outlook, Recurrence, Rule, RuleError, ScheduleError,
    Series, Until,
};
pub use revision::{Precondition, Revision};
pub use search::{Found, Posting, Relevance, Search, SearchError, TaskWord, Term};
pub use selection::Selection;
pub use task::{NewTask, Task, TaskContent};
pub use text::{Description, LabelName, ListName, TextError, Title, TitleKey};
pub use timestamp::{Clock, Timestamp};
