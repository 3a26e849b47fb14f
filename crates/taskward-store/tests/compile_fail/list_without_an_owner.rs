use taskward_core::TaskQuery;
use taskward_store::TaskStore;

fn ask(store: &dyn TaskStore, query: &TaskQuery) {
    drop(store.list(query));
}

fn main() {}
