//! The people whose tasks are read and written, and the Better Auth that issues their tokens.

use anyhow::Context as _;
use better_auth_verifier::{
    Algorithm,
    test_support::{Answer, Issuer, KeySetServer},
};

/// How long a token lives, in seconds: longer than any run.
const LIFETIME: u64 = 3600;

/// Owners with a token each, and the key set that verifies them.
pub struct People {
    issuer: Issuer,
    keys: KeySetServer,
    /// A token for each person.
    pub tokens: Vec<String>,
}

impl People {
    /// The origin of the Better Auth that they signed in with.
    pub const ORIGIN: &'static str = "http://localhost:8000";

    /// So many people, with Better Auth's default algorithm. Their key set is served from here on.
    ///
    /// # Errors
    /// A token cannot be made.
    pub async fn new(count: usize) -> anyhow::Result<Self> {
        let issuer = Issuer::new(Self::ORIGIN, Algorithm::EdDsa);
        let keys = KeySetServer::start(Answer::json(issuer.key_set())).await;
        let tokens = (0..count)
            .map(|number| token(&issuer, number, 0))
            .collect::<anyhow::Result<_>>()?;
        Ok(Self {
            issuer,
            keys,
            tokens,
        })
    }

    /// Whom the tokens are about.
    ///
    /// # Errors
    /// There are more people than numbers.
    pub fn subjects(&self) -> anyhow::Result<Vec<String>> {
        (0..self.tokens.len()).map(subject).collect()
    }

    /// Somebody besides, as subject and token.
    ///
    /// # Errors
    /// The token cannot be made.
    pub fn somebody_else(&self) -> anyhow::Result<(String, String)> {
        let number = self.tokens.len();
        Ok((subject(number)?, self.another_token(number, 0)?))
    }

    /// Where the key set is.
    pub fn key_set_url(&self) -> String {
        self.keys.url()
    }

    /// A token of that person which no other call gives for another `serial`.
    ///
    /// # Errors
    /// The token cannot be made.
    pub fn another_token(&self, person: usize, serial: usize) -> anyhow::Result<String> {
        token(&self.issuer, person, serial)
    }
}

fn token(issuer: &Issuer, person: usize, serial: usize) -> anyhow::Result<String> {
    let mut claims = issuer.claims(&subject(person)?);
    let members = claims.as_object_mut().context("claims are an object")?;
    let issued_at = members
        .get("iat")
        .and_then(serde_json::Value::as_u64)
        .context("claims have a time")?;
    members.insert("exp".into(), (issued_at + LIFETIME).into());
    members.insert("jti".into(), format!("{serial:08}").into());
    Ok(issuer.token_of(&claims))
}

/// As long as the ids that Better Auth gives its users, and as little alike.
fn subject(person: usize) -> anyhow::Result<String> {
    let spread = u128::try_from(person)?
        .wrapping_add(1)
        .wrapping_mul(0x9E37_79B9_7F4A_7C15_F39C_C060_5CED_C835);
    Ok(format!("{spread:032x}"))
}
