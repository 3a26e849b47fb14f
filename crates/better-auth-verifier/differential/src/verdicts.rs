//! What must hold between the three verdicts on a token.

use std::collections::BTreeMap;

use better_auth_verifier::test_support::{Answer, KeySetServer};
use better_auth_verifier::{
    Algorithm, AllowedAlgorithms, Config, JwksConfig, Refusal, SharedSecret, Verifier,
};
use http::header::AUTHORIZATION;
use http::{HeaderMap, HeaderValue};
use proptest::strategy::{Strategy as _, ValueTree as _};
use proptest::test_runner::{Config as ProptestConfig, RngAlgorithm, TestRng, TestRunner};

use crate::forge::{Forge, ORIGIN, SECRET};
use crate::peers::{self, JsonWebToken, LEEWAY_SECONDS, Verdict};
use crate::policies::POLICIES;
use crate::recipes::{Recipe, recipes};

const TOKENS: usize = 6_000;
/// Which tokens are made; their keys and signatures are new every time. `DIFFERENTIAL_SEED` chooses
/// others.
const SEED: u64 = 20_250_901;

/// What all three say of one token.
struct Case {
    recipe: Recipe,
    token: String,
    ours: Verdict,
    /// None where the library cannot know the algorithm.
    jsonwebtoken: Option<Verdict>,
    jose: Verdict,
}

impl Case {
    fn others(&self) -> impl Iterator<Item = (&'static str, &Verdict)> {
        let jsonwebtoken = self.jsonwebtoken.iter();
        jsonwebtoken
            .map(|verdict| ("jsonwebtoken", verdict))
            .chain([("jose", &self.jose)])
    }

    fn is_honest(&self) -> bool {
        self.recipe.mutations.is_empty()
    }
}

async fn cases() -> Vec<Case> {
    let seed = std::env::var("DIFFERENTIAL_SEED").map_or(SEED, |seed| seed.parse().unwrap());
    println!("DIFFERENTIAL_SEED={seed}");
    let recipes = draw(seed);
    let forge = Forge::new();
    let key_set = forge.key_set();
    println!("{key_set}");
    let tokens: Vec<String> = recipes.iter().map(|recipe| forge.token(recipe)).collect();

    let server = KeySetServer::start(Answer::json(key_set.clone())).await;
    let verifier = verifier(&server);
    let jsonwebtoken = JsonWebToken::new(&key_set);
    let jose = peers::jose(&key_set, tokens.clone());
    assert_eq!(jose.len(), tokens.len());
    let mut cases = Vec::new();
    for ((recipe, token), jose) in recipes.into_iter().zip(tokens).zip(jose) {
        let ours = ours(&verifier, &token).await;
        let knows = recipe.algorithm != Algorithm::Es512;
        cases.push(Case {
            jsonwebtoken: knows.then(|| jsonwebtoken.verify(&token)),
            recipe,
            token,
            ours,
            jose,
        });
    }
    cases
}

fn draw(seed: u64) -> Vec<Recipe> {
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    let random = TestRng::from_seed(RngAlgorithm::ChaCha, &bytes);
    let mut runner = TestRunner::new_with_rng(ProptestConfig::default(), random);
    let strategy = recipes();
    let draw = |_| strategy.new_tree(&mut runner).unwrap().current();
    (0..TOKENS).map(draw).collect()
}

fn verifier(server: &KeySetServer) -> Verifier {
    let mut config = Config::new(ORIGIN, ORIGIN);
    config.algorithms = AllowedAlgorithms::of(&Algorithm::ALL).unwrap();
    config.secret = Some(SharedSecret::new(SECRET));
    config.jwks = Some(JwksConfig::new(server.url()));
    config.leeway = std::time::Duration::from_secs(LEEWAY_SECONDS);
    Verifier::new(config).unwrap()
}

/// Our verdict, which is the same for the token, for a request that carries it, and for the same
/// request again.
async fn ours(verifier: &Verifier, token: &str) -> Verdict {
    let label = |refusal: Refusal| match refusal {
        Refusal::Invalid(reason) => reason.label().to_owned(),
        other => panic!("no verdict: {other}"),
    };
    let verdict = verifier.verify(token).await.map(drop).map_err(label);
    let value = HeaderValue::try_from(format!("Bearer {token}"));
    let is_one_token = token
        .bytes()
        .all(|byte| byte.is_ascii_graphic() && byte != b',');
    if let Ok(value) = value
        && is_one_token
    {
        let headers = HeaderMap::from_iter([(AUTHORIZATION, value)]);
        for _ in 0..2 {
            let again = verifier.authenticate(&headers).await;
            assert_eq!(again.map(drop).map_err(label), verdict, "{token}");
        }
    }
    verdict
}

#[tokio::test]
async fn ours_is_never_laxer_and_stricter_only_by_policy() {
    let cases = cases().await;
    let mut faults = Vec::new();
    let mut stricter = BTreeMap::new();
    let mut counts: BTreeMap<_, usize> = BTreeMap::new();
    let mut honest: BTreeMap<_, usize> = BTreeMap::new();
    for case in &cases {
        let fault = |what: &str| {
            format!(
                "{what}\n  ours {:?}, jsonwebtoken {:?}, jose {:?}\n  {:?}\n  {}",
                case.ours, case.jsonwebtoken, case.jose, case.recipe, case.token
            )
        };
        if case.is_honest() {
            *honest.entry(case.recipe.algorithm).or_default() += 1;
            if case.ours.is_err() || case.others().any(|(_, theirs)| theirs.is_err()) {
                faults.push(fault("an honest token is refused"));
            }
        }
        for (peer, theirs) in case.others() {
            *counts
                .entry((peer, case.ours.is_ok(), theirs.is_ok()))
                .or_default() += 1;
            match (&case.ours, theirs) {
                (Ok(()), Err(_)) => faults.push(fault("accepted, and another refuses it")),
                (Err(label), Ok(())) => {
                    stricter
                        .entry((peer, label.as_str()))
                        .or_insert_with(|| fault("refused, and another accepts it"));
                }
                _ => {}
            }
        }
    }
    for ((peer, ours, theirs), count) in &counts {
        println!("{peer}: ours accepts {ours}, theirs {theirs}: {count}");
    }
    println!("honest tokens: {honest:?}");
    assert!(honest.len() == Algorithm::ALL.len() && honest.values().all(|count| *count > 100));
    faults.extend(unexplained(stricter));
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// What no policy explains, and policies that explain nothing.
fn unexplained(mut found: BTreeMap<(&str, &str), String>) -> Vec<String> {
    let mut faults = Vec::new();
    for policy in POLICIES {
        for peer in policy.accepted_by {
            if found.remove(&(*peer, policy.reason)).is_none() {
                faults.push(format!(
                    "{peer} accepts nothing refused as {}",
                    policy.reason
                ));
            }
        }
    }
    faults.extend(found.into_values());
    faults
}
