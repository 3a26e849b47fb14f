use taskward_core::{NewTask, Timestamp};
use taskward_store::TaskStore;

fn ask(store: &dyn TaskStore, task: NewTask, now: Timestamp) {
    drop(store.create(task, now));
}

fn main() {}
