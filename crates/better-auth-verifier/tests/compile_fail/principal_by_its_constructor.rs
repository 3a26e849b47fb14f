use better_auth_verifier::{Principal, UnixSeconds};

fn forge(expires_at: UnixSeconds) -> Principal {
    Principal::new("alice", None, None, expires_at)
}

fn main() {}
