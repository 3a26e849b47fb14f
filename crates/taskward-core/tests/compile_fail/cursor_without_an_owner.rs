use taskward_core::Cursor;

fn main() {
    let _ = Cursor::decode("AQE");
}
