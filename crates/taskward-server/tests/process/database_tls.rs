//! TLS to PostgreSQL: who is believed to be the database, and what is said of the others.

use rcgen::{BasicConstraints, Certificate, CertificateParams, DnType, IsCa, Issuer, KeyPair};

use super::{
    postgres_server::PostgresServer,
    support::{Finished, Server, issuer, run},
};

/// The only name that the server's certificate is for. Its address is not in it.
const NAME: &str = "localhost";

/// Somebody who vouches for servers.
struct Authority {
    certificate: Certificate,
    issuer: Issuer<'static, KeyPair>,
}

impl Authority {
    fn new(name: &str) -> Self {
        let mut about = CertificateParams::default();
        about.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        about.distinguished_name.push(DnType::CommonName, name);
        let key = KeyPair::generate().unwrap();
        Self {
            certificate: about.self_signed(&key).unwrap(),
            issuer: Issuer::new(about, key),
        }
    }

    /// A certificate for [`NAME`], and its key.
    fn vouch(&self) -> (String, String) {
        let key = KeyPair::generate().unwrap();
        let about = CertificateParams::new([NAME.to_owned()]).unwrap();
        let certificate = about.signed_by(&key, &self.issuer).unwrap();
        (certificate.pem(), key.serialize_pem())
    }
}

/// A PostgreSQL with a certificate, and the roots that a client may believe.
struct Encrypted {
    postgres: PostgresServer,
    /// The right one.
    root: String,
    /// Of somebody who did not vouch for this server.
    other_root: String,
}

impl Encrypted {
    fn new() -> Self {
        let mut postgres = PostgresServer::new();
        let authority = Authority::new("of the database");
        let (certificate, key) = authority.vouch();
        for (setting, name, text) in [
            ("ssl_cert_file", "server.pem", certificate.as_str()),
            ("ssl_key_file", "server.key", &key),
        ] {
            let path = postgres.write(name, text);
            postgres.set(setting, path.to_str().unwrap());
        }
        postgres.set("ssl", "on");
        let root = |name, authority: &Authority| {
            let path = postgres.write(name, &authority.certificate.pem());
            path.to_str().unwrap().to_owned()
        };
        Self {
            root: root("root.pem", &authority),
            other_root: root("other.pem", &Authority::new("of another")),
            postgres,
        }
    }

    /// Takes nobody without TLS.
    fn demand(&mut self) {
        let rules = "hostssl all all all scram-sha-256\n";
        let path = self.postgres.write("hba.conf", rules);
        self.postgres.set("hba_file", path.to_str().unwrap());
    }

    /// Its address by this name, with these parameters.
    fn url(&self, host: &str, parameters: &str) -> String {
        let url = self.postgres.url("postgres");
        format!("{}?{parameters}", url.replace("127.0.0.1", host))
    }
}

/// What `taskward check` finds of a database.
fn check(url: &str) -> (bool, String) {
    let Finished { stdout, .. } = run(
        &["check"],
        &[
            ("DATABASE_URL", url),
            ("JWT_ALGORITHMS", "HS256"),
            (
                "BETTER_AUTH_SECRET",
                "a secret that is long enough for this",
            ),
        ],
    );
    let mut lines = stdout
        .lines()
        .filter_map(|line| line.split_once(" database: "));
    let (verdict, says) = lines.next().expect(&stdout);
    (verdict == "ok ", says.to_owned())
}

#[tokio::test]
async fn the_database_is_believed_by_its_certificate_alone() {
    let mut server = Encrypted::new();
    server.demand();
    server.postgres.start().await;
    let (root, other) = (&server.root, &server.other_root);
    let verified = |root: &str| format!("sslmode=verify-full&sslrootcert={root}");
    for (host, parameters) in [
        (NAME, verified(root)),
        (NAME, format!("sslmode=verify-ca&sslrootcert={root}")),
        (NAME, format!("sslmode=require&sslrootcert={root}")),
        ("127.0.0.1", "sslmode=require".to_owned()),
        ("127.0.0.1", "sslmode=prefer".to_owned()),
        ("127.0.0.1", String::new()),
    ] {
        let (good, says) = check(&server.url(host, &parameters));
        assert!(good, "{host} {parameters}: {says}");
    }
    let nowhere = "/nowhere/root.pem".to_owned();
    let not_roots = server.postgres.write("not-roots.pem", "no certificate");
    let not_roots = not_roots.to_str().unwrap().to_owned();
    let refusals: [(&str, String, &[&str]); 8] = [
        (
            "127.0.0.1",
            verified(root),
            &["not valid for name", "127.0.0.1", NAME],
        ),
        (
            "127.0.0.1",
            format!("sslmode=verify-ca&sslrootcert={root}"),
            &["not valid for name"],
        ),
        (NAME, verified(other), &["UnknownIssuer", "sslrootcert"]),
        (
            NAME,
            format!("sslmode=require&sslrootcert={other}"),
            &["UnknownIssuer", "sslrootcert"],
        ),
        (
            NAME,
            "sslmode=verify-full".to_owned(),
            &["UnknownIssuer", "sslrootcert"],
        ),
        (
            NAME,
            verified(&nowhere),
            &["/nowhere/root.pem", "sslrootcert"],
        ),
        (
            NAME,
            verified(&not_roots),
            &["not-roots.pem", "sslrootcert"],
        ),
        (NAME, "sslmode=disable".to_owned(), &["no encryption"]),
    ];
    for (host, parameters, expected) in refusals {
        let (good, says) = check(&server.url(host, &parameters));
        assert!(!good, "{host} {parameters}: {says}");
        for words in expected {
            assert!(says.contains(words), "{host} {parameters}, {words}: {says}");
        }
    }
}

#[tokio::test]
async fn a_server_without_tls_is_refused_where_tls_is_demanded() {
    let postgres = PostgresServer::start_new().await;
    let url = postgres.url("postgres");
    for (mode, accepted) in [
        ("disable", true),
        ("prefer", true),
        ("require", false),
        ("verify-full", false),
    ] {
        let (good, says) = check(&format!("{url}?sslmode={mode}"));
        assert_eq!(good, accepted, "{mode}: {says}");
        assert!(
            good || says.contains("server does not support TLS"),
            "{says}"
        );
    }
}

#[tokio::test]
async fn what_the_database_says_of_a_login_is_told() {
    let postgres = PostgresServer::start_new().await;
    for (url, expected) in [
        (
            postgres.url_as("postgres", "wr0ng", "postgres"),
            "password authentication failed",
        ),
        (
            postgres.url("missing"),
            "database \"missing\" does not exist",
        ),
    ] {
        let (good, says) = check(&url);
        assert!(!good && says.contains(expected), "{says}");
        assert!(!says.contains("wr0ng"), "{says}");
    }
}

#[tokio::test]
async fn every_connection_of_a_server_is_encrypted() {
    let mut encrypted = Encrypted::new();
    encrypted.postgres.start().await;
    let (keys, _issuer) = issuer().await;
    let parameters = format!("sslmode=verify-full&sslrootcert={}", encrypted.root);
    let (url, keys) = (encrypted.url(NAME, &parameters), keys.url());
    // Before it serves it has asked for the issuer, and listens for changes elsewhere.
    let _server = Server::start(&[("DATABASE_URL", &url), ("JWKS_URL", &keys)]);
    let connections = "SELECT count(*), count(*) FILTER (WHERE s.ssl) FROM pg_stat_activity a \
        JOIN pg_stat_ssl s USING (pid) WHERE a.application_name = 'taskward'";
    let row = encrypted
        .postgres
        .connect()
        .await
        .query_one(connections, &[])
        .await
        .unwrap();
    let (all, with_tls): (i64, i64) = (row.get(0), row.get(1));
    assert!(
        all >= 2 && all == with_tls,
        "one serves, one listens: {all}, {with_tls}"
    );
}
