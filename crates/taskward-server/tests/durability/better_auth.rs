//! Where the people sign in, which outlives every server.

use better_auth_verifier::{
    Algorithm, Config, JwksConfig,
    test_support::{Answer, Issuer, KeySetServer},
};

/// Its public address. Nothing listens there.
const ORIGIN: &str = "http://localhost:8000";

/// A stand-in for Better Auth that issues tokens and publishes its keys.
pub struct BetterAuth {
    issuer: Issuer,
    keys: KeySetServer,
}

impl BetterAuth {
    pub async fn start() -> Self {
        let issuer = Issuer::new(ORIGIN, Algorithm::EdDsa);
        let keys = KeySetServer::start(Answer::json(issuer.key_set())).await;
        Self { issuer, keys }
    }

    pub fn token(&self, person: &str) -> String {
        self.issuer.token(person)
    }

    /// How a server in this process comes to believe its tokens.
    pub fn config(&self) -> Config {
        let mut config = Config::new(ORIGIN, ORIGIN);
        config.jwks = Some(JwksConfig::new(self.keys.url()));
        config
    }

    /// What a server that believes its tokens is told.
    pub fn variables(&self) -> [(&'static str, String); 2] {
        [
            ("BETTER_AUTH_URL", ORIGIN.to_owned()),
            ("JWKS_URL", self.keys.url()),
        ]
    }
}
