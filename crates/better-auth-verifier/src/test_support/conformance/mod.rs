//! The conformance table of token verification, and what it takes to run it.
//!
//! Each line of the files in `tests/conformance/cases/` says what is sent and what must come back. The
//! recipes are read and cooked here, once; who runs them brings a [`Door`]: the verifier itself
//! ([`Library`]), or a server in front of it.

mod kitchen;
mod library;
mod page;
mod recipe;
mod setting;
mod signature;
mod signer;
mod step;
mod table;
mod template;
mod verdict;
mod world;

pub use self::library::Library;
pub use self::page::page;
pub use self::recipe::Request;
pub use self::table::{Case, Family, read};
pub use self::verdict::{Expectation, Verdict};
pub use self::world::{Door, run};

/// The issuer of every case.
pub const ISSUER: &str = "https://auth.example";
/// The audience of every case. Another than the issuer, so that one cannot pass for the other.
pub const AUDIENCE: &str = "https://tasks.example";

/// When every case begins, in seconds since 1970.
const NOW: u64 = 1_800_000_000;
/// The secret shared with Better Auth.
const SECRET: &str = "kq0Qx1Zt5vYb8nLr3wUe6sHa9dGf2jMc";

/// Runs a family behind the doors that `open` makes, and names every case that differs.
///
/// # Errors
///
/// The fault of the table if it cannot be read, else one line for each case that differs.
pub async fn run_family<D: Door>(
    name: &str,
    open: impl AsyncFn(crate::verifier::Verifier) -> D,
) -> Result<(), String> {
    let families = read()?;
    let family = families.iter().find(|family| family.name == name);
    let family = family.ok_or(format!("there is no family `{name}`"))?;
    let mut faults = Vec::new();
    for case in &family.cases {
        if let Err(fault) = run(case, &open).await {
            faults.push(fault);
        }
    }
    if faults.is_empty() {
        Ok(())
    } else {
        Err(faults.join("\n"))
    }
}

/// A test for each family, behind the doors that a closure makes, and one that no family is missing.
///
/// `conformance_suite!(async |verifier| Library(verifier))`; what the closure borrows is named before
/// it: `conformance_suite!(let servers = Servers::new(); async |verifier| …)`. The crate needs `tokio`.
#[macro_export]
macro_rules! conformance_suite {
    ($(let $name:ident = $value:expr;)? $open:expr) => {
        $crate::conformance_suite! {
            @families ($(let $name = $value;)? $open)
            requests: "requests",
            structure: "structure",
            algorithms: "algorithms",
            header_members: "header-members",
            signatures: "signatures",
            claims: "claims",
            other_tokens: "other-tokens",
            keys_over_time: "keys-over-time",
        }
    };
    (@families $doors:tt $($test:ident: $family:literal,)*) => {
        $($crate::conformance_suite!(@family $doors $test: $family);)*

        #[test]
        fn every_family_is_run() {
            let families = $crate::test_support::conformance::read().unwrap();
            let families: Vec<_> = families.iter().map(|family| family.name).collect();
            assert_eq!(families, [$($family),*]);
        }
    };
    (@family ($(let $name:ident = $value:expr;)? $open:expr) $test:ident: $family:literal) => {
        #[tokio::test]
        async fn $test() {
            $(let $name = $value;)?
            let outcome = $crate::test_support::conformance::run_family($family, $open);
            if let Err(faults) = outcome.await {
                panic!("{faults}");
            }
        }
    };
}
