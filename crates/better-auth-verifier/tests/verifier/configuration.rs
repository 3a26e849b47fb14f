//! Configurations that are refused, with what mends them.

use std::time::Duration;

use better_auth_verifier::{
    AllowedAlgorithms, Config, ConfigError, FetchError, JwksConfig, JwksUrlError, Readiness,
    SecretError, SharedSecret, Verifier,
};

const SECRET: &str = "kq0Qx1Zt5vYb8nLr3wUe6sHa9dGf2jMc";

fn config() -> Config {
    Config {
        jwks: Some(JwksConfig::new("https://app.example/api/auth/jwks")),
        ..Config::new("https://app.example", "https://app.example")
    }
}

fn refused(change: impl FnOnce(&mut Config)) -> ConfigError {
    let mut config = config();
    change(&mut config);
    Verifier::new(config).err().unwrap()
}

fn algorithms(list: &str) -> AllowedAlgorithms {
    list.parse().unwrap()
}

#[test]
fn issuer_and_audience_are_needed() {
    for text in ["", " ", "https://app.example ", "\thttps://app.example"] {
        assert_eq!(
            refused(|config| config.issuer = text.into()),
            ConfigError::Issuer
        );
        assert_eq!(
            refused(|config| config.audience = text.into()),
            ConfigError::Audience
        );
    }
}

#[test]
fn the_leeway_is_bounded() {
    let refused = refused(|config| config.leeway = Duration::from_secs(601));
    assert_eq!(refused, ConfigError::Leeway(Duration::from_secs(601)));
}

#[test]
fn hs256_needs_a_strong_secret() {
    let both = algorithms("EdDSA,HS256");
    assert_eq!(
        refused(|config| config.algorithms = both),
        ConfigError::NoSecret
    );
    let weak = refused(|config| {
        config.algorithms = both;
        config.secret = Some(SharedSecret::new("better-auth-secret-12345678901234567890"));
    });
    assert_eq!(weak, ConfigError::Secret(SecretError::Placeholder));
    assert!(weak.to_string().contains("openssl rand -base64 32"));
    let short = refused(|config| {
        config.algorithms = both;
        config.secret = Some(SharedSecret::new("short"));
    });
    assert_eq!(
        short,
        ConfigError::Secret(SecretError::TooShort { bytes: 5 })
    );
}

#[test]
fn a_secret_that_is_not_used_is_not_looked_at() {
    let config = Config {
        secret: Some(SharedSecret::new("short")),
        ..config()
    };
    assert!(Verifier::new(config).is_ok());
}

#[test]
fn public_key_algorithms_need_a_key_set() {
    let refused = refused(|config| config.jwks = None);
    assert_eq!(refused, ConfigError::NoKeySet(AllowedAlgorithms::default()));
}

#[test]
fn the_key_set_comes_over_a_trustworthy_way() {
    let refused = refused(|config| config.jwks = Some(JwksConfig::new("http://app.example/jwks")));
    assert_eq!(
        refused,
        ConfigError::KeySetUrl(JwksUrlError::PlainHttp("app.example".into()))
    );
    let allowed = Config {
        jwks: Some(JwksConfig {
            allow_http: true,
            ..JwksConfig::new("http://auth:3000/jwks")
        }),
        ..config()
    };
    assert!(Verifier::new(allowed).is_ok());
}

#[test]
fn a_key_set_serves_for_a_second_at_least() {
    for (max_age, max_stale) in [(0, 10), (600, 0)] {
        let (max_age, max_stale) = (Duration::from_secs(max_age), Duration::from_secs(max_stale));
        let refused = refused(|config| {
            config.jwks = config.jwks.take().map(|jwks| JwksConfig {
                max_age,
                max_stale,
                ..jwks
            });
        });
        assert_eq!(refused, ConfigError::KeySetAges { max_age, max_stale });
    }
    let extreme = JwksConfig {
        max_age: Duration::MAX,
        max_stale: Duration::MAX,
        ..JwksConfig::new("https://app.example/jwks")
    };
    assert!(
        Verifier::new(Config {
            jwks: Some(extreme),
            ..config()
        })
        .is_ok()
    );
}

#[tokio::test]
async fn the_secret_alone_needs_no_key_set_and_is_ready_at_once() {
    let verifier = Verifier::new(Config {
        algorithms: algorithms("HS256"),
        secret: Some(SharedSecret::new(SECRET)),
        jwks: None,
        ..config()
    })
    .unwrap();
    verifier.start();
    assert_eq!(verifier.readiness(), Readiness::Ready);
    assert_eq!(verifier.fetch_keys().await, Err(FetchError::NotUsed));
}

#[test]
fn nothing_secret_is_shown() {
    let config = Config {
        algorithms: algorithms("HS256"),
        secret: Some(SharedSecret::new(SECRET)),
        ..config()
    };
    assert!(!format!("{config:?}").contains(SECRET));
    let verifier = Verifier::new(config).unwrap();
    assert!(!format!("{verifier:?}").contains(SECRET));
}

#[test]
fn a_verifier_goes_anywhere() {
    fn anywhere<T: Clone + Send + Sync + 'static>() {}
    anywhere::<Verifier>();
}
