use taskward_core::TaskId;

fn main() {
    let _ = TaskId::parse("019f0c3e-5b7a-8a1b-9c2d-3e4f5a6b7c8d");
}
