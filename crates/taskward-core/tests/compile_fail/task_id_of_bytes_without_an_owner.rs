use taskward_core::TaskId;

fn main() {
    let _ = TaskId::from_bytes([0; 16]);
}
