use std::sync::{Arc, LazyLock};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use better_auth_verifier::test_support::{Answer, KeySetServer, ManualClock, SigningKey};
use better_auth_verifier::{
    Algorithm, AllowedAlgorithms, Config, JwksConfig, Principal, Refusal, SharedSecret, Verifier,
};
use http::header::AUTHORIZATION;
use http::{HeaderMap, HeaderValue};
use serde_json::{Value, json};
use tokio::runtime::{Builder, Runtime};

const ORIGIN: &str = "https://auth.example";
const SECRET: &str = "mQ8vX2rT5yB1nK7wZ4pL9sD3fG6hJ0cA-Ue";
/// What the clock shows, in seconds since 1970.
const NOW: u64 = 1_800_000_000;
const LEEWAY: f64 = 30.0;

struct World {
    runtime: Runtime,
    verifier: Verifier,
    keys: Vec<SigningKey>,
    strangers: Vec<SigningKey>,
}

static WORLD: LazyLock<World> = LazyLock::new(|| {
    let generate = |algorithm: Algorithm| match algorithm {
        Algorithm::Hs256 => SigningKey::secret(SECRET.as_bytes()),
        _ => SigningKey::generate(algorithm.name(), algorithm),
    };
    let keys: Vec<_> = Algorithm::ALL.into_iter().map(generate).collect();
    let mut strangers: Vec<_> = Algorithm::ALL.into_iter().map(generate).collect();
    strangers.pop();
    strangers.push(SigningKey::secret(b"another secret"));
    let jwks = keys.iter().map(SigningKey::public_jwk);
    let jwks: Vec<Value> = jwks.filter(|jwk| !jwk.is_null()).collect();
    let runtime = Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    let verifier = runtime.block_on(async {
        let server = KeySetServer::start(Answer::json(json!({ "keys": jwks }).to_string())).await;
        let mut config = Config::new(ORIGIN, ORIGIN);
        config.algorithms = AllowedAlgorithms::of(&Algorithm::ALL).expect("not empty");
        config.secret = Some(SharedSecret::new(SECRET));
        config.jwks = Some(JwksConfig::new(server.url()));
        let clock = Arc::new(ManualClock::at(NOW));
        let verifier = Verifier::with_clock(config, clock).expect("a good configuration");
        verifier.fetch_keys().await.expect("the keys");
        verifier
    });
    World {
        runtime,
        verifier,
        keys,
        strangers,
    }
});

impl World {
    fn authenticate(&self, headers: &HeaderMap) -> Result<Arc<Principal>, Refusal> {
        self.runtime.block_on(self.verifier.authenticate(headers))
    }
}

/// Nobody is let in without an honest signature over claims that name them.
///
/// A first byte below 6 chooses a key; header and payload follow, with a zero byte between them, and
/// are signed. Any other first byte makes the rest the value of `Authorization`.
pub fn token(data: &[u8]) -> bool {
    match data.split_first() {
        Some((choice @ 0..=5, rest)) => signed(usize::from(*choice), rest),
        Some((_, rest)) => sent(rest),
        None => false,
    }
}

fn bearer(token: &str) -> HeaderMap {
    let value = HeaderValue::try_from(format!("Bearer {token}")).expect("visible ASCII");
    HeaderMap::from_iter([(AUTHORIZATION, value)])
}

fn signed(choice: usize, rest: &[u8]) -> bool {
    let world = &*WORLD;
    let (Some(key), Some(stranger)) = (world.keys.get(choice), world.strangers.get(choice)) else {
        return false;
    };
    let Ok(text) = str::from_utf8(rest) else {
        return false;
    };
    let (header, payload) = text.split_once('\0').unwrap_or((text, ""));
    let token = key.sign(header, payload);
    let Ok(principal) = world.authenticate(&bearer(&token)) else {
        return false;
    };
    let header: Value = serde_json::from_str(header).expect("a header is JSON");
    assert_eq!(header["alg"], key.algorithm().name());
    if key.algorithm() != Algorithm::Hs256 {
        assert_eq!(header["kid"], key.id());
    }
    assert!(header.get("crit").is_none() && header.get("jwk").is_none());
    let claims: Value = serde_json::from_str(payload).expect("a payload is JSON");
    assert_names(&claims, &principal);
    let again = world.authenticate(&bearer(&token)).expect("remembered");
    assert_eq!(again.subject(), principal.subject());

    let (input, signature) = token.rsplit_once('.').expect("three parts");
    let forged = stranger.signature(input.as_bytes());
    assert_ne!(URL_SAFE_NO_PAD.encode(&forged), signature);
    let mut altered = URL_SAFE_NO_PAD.decode(signature).expect("base64url");
    if let Some(byte) = altered.get_mut(rest.len() % 32) {
        *byte ^= 1 << (rest.len() / 32 % 8);
    }
    for other in [forged, altered] {
        let token = format!("{input}.{}", URL_SAFE_NO_PAD.encode(other));
        assert!(world.authenticate(&bearer(&token)).is_err());
    }
    true
}

fn sent(value: &[u8]) -> bool {
    let world = &*WORLD;
    let Ok(header) = HeaderValue::from_bytes(value) else {
        return false;
    };
    let headers = HeaderMap::from_iter([(AUTHORIZATION, header)]);
    let Ok(principal) = world.authenticate(&headers) else {
        return false;
    };
    // Nobody can guess the private keys of this run, so it is the secret's, and in its one spelling.
    let value = str::from_utf8(value).expect("a token is ASCII").trim();
    let token = value.split_once(' ').expect("a scheme").1.trim_start();
    let (input, signature) = token.rsplit_once('.').expect("three parts");
    let honest = SigningKey::secret(SECRET.as_bytes()).signature(input.as_bytes());
    assert_eq!(signature, URL_SAFE_NO_PAD.encode(honest));
    let payload = input.split_once('.').expect("three parts").1;
    let payload = URL_SAFE_NO_PAD.decode(payload).expect("base64url");
    let claims = serde_json::from_slice(&payload).expect("a payload is JSON");
    assert_names(&claims, &principal);
    true
}

/// The claims as another parser reads them say what the principal says.
fn assert_names(claims: &Value, principal: &Principal) {
    assert_eq!(claims["sub"], principal.subject());
    assert!(!principal.subject().trim().is_empty());
    assert_eq!(claims["iss"], ORIGIN);
    let audience = &claims["aud"];
    assert!(
        audience == ORIGIN
            || audience
                .as_array()
                .is_some_and(|all| all.contains(&ORIGIN.into()))
    );
    let expires = claims["exp"].as_f64().expect("a number");
    #[expect(clippy::cast_precision_loss, reason = "far below 2⁵²")]
    let now = NOW as f64;
    assert!(expires + LEEWAY > now);
    for claim in ["nbf", "iat"] {
        if let Some(start) = claims.get(claim) {
            assert!(start.as_f64().expect("a number") <= now + LEEWAY);
        }
    }
}
