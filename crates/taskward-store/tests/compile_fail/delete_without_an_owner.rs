use taskward_core::{Precondition, TaskId, Timestamp};
use taskward_store::TaskStore;

fn ask(store: &dyn TaskStore, id: TaskId, now: Timestamp) {
    drop(store.delete(id, Precondition::None, now));
}

fn main() {}
