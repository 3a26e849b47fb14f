use better_auth_verifier::claims;

fn main() {}
