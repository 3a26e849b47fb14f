use taskward_core::{TaskId, Timestamp};

fn main() {
    let _ = TaskId::generate(Timestamp::UNIX_EPOCH, 0);
}
