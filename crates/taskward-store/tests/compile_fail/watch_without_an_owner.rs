use taskward_store::TaskStore;

fn ask(store: &dyn TaskStore) {
    drop(store.watch());
}

fn main() {}
