use better_auth_verifier::Principal;

fn become_another(principal: &mut Principal) {
    principal.subject = "bob".into();
}

fn main() {}
