use taskward_core::TaskId;
use taskward_store::TaskStore;

fn ask(store: &dyn TaskStore, id: TaskId) {
    drop(store.get("alice", id));
}

fn main() {}
