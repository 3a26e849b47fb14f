use taskward_core::{Owner, OwnerTag};

fn forge(tag: OwnerTag) -> Owner {
    Owner {
        subject: "alice".into(),
        tag,
    }
}

fn main() {}
