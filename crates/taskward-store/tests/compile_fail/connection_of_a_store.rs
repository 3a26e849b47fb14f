use taskward_store::SqliteStore;

fn ask(store: &SqliteStore) {
    drop(&store.readers);
}

fn main() {}
