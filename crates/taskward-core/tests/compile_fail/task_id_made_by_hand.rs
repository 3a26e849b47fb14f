use taskward_core::TaskId;

fn main() {
    let _ = TaskId {
        0: uuid::Uuid::nil(),
    };
}
