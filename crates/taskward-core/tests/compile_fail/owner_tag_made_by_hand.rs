use taskward_core::OwnerTag;

fn main() {
    let _ = OwnerTag { 0: 0 };
}
