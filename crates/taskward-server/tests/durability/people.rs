//! Everybody who works, and whether all is as they were told.

use rand::{RngExt, rngs::StdRng};

use super::{
    audit::{Audit, Loss, Unanswered},
    better_auth::BetterAuth,
    client::Client,
};

const NAMES: [&str; 4] = ["ada", "grace", "katherine", "mary"];
const CLIENTS_EACH: u64 = 2;

/// Several people, each with several clients.
pub struct People([Vec<Client>; NAMES.len()]);

impl People {
    pub fn new(better_auth: &BetterAuth, random: &mut StdRng) -> Self {
        Self(NAMES.map(|name| {
            let client =
                |number| Client::new(name, better_auth.token(name), number, random.random());
            (0..CLIENTS_EACH).map(client).collect()
        }))
    }

    pub fn clients(&mut self) -> impl Iterator<Item = &mut Client> {
        self.0.iter_mut().flatten()
    }

    /// Compares everything that the server answers with what they know.
    ///
    /// # Errors
    /// What is missing, changed, or half there.
    pub async fn audit(
        &mut self,
        http: &reqwest::Client,
        server: &str,
    ) -> Result<Unanswered, Loss> {
        let mut all = Unanswered::default();
        for clients in &mut self.0 {
            let unanswered = Audit::new(http, server, clients).run(clients).await?;
            all.happened += unanswered.happened;
            all.did_not += unanswered.did_not;
        }
        Ok(all)
    }
}
