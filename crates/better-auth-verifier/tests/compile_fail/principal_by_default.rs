use better_auth_verifier::Principal;

fn main() {
    let _ = Principal::default();
}
