use taskward_core::{TaskId, Timestamp};
use taskward_store::TaskStore;

fn ask(store: &dyn TaskStore, id: TaskId, now: Timestamp) {
    drop(store.restore(id, now));
}

fn main() {}
