use taskward_core::ChangeCursor;

fn main() {
    let _ = ChangeCursor::decode("AQE");
}
