use better_auth_verifier::{Principal, UnixSeconds};

fn forge(expires_at: UnixSeconds) -> Principal {
    Principal {
        subject: "alice".into(),
        email: None,
        name: None,
        expires_at,
    }
}

fn main() {}
