use taskward_core::ChangeQuery;
use taskward_store::TaskStore;

fn ask(store: &dyn TaskStore, query: &ChangeQuery) {
    drop(store.changes(query));
}

fn main() {}
