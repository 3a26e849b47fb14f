use taskward_core::{Edit, Precondition, TaskId, Timestamp};
use taskward_store::TaskStore;

fn ask(store: &dyn TaskStore, id: TaskId, edit: Edit, now: Timestamp) {
    drop(store.edit(id, edit, Precondition::None, now));
}

fn main() {}
