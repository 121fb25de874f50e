//! The options of `mpns send` against the servers.

pub(crate) struct CommandCase {
    /// Options of `mpns send`, where `CERTS/` is the folder of certificates, and `PROXY` and `PROXY_AUTH` are squid's addresses.
    pub(crate) arguments: &'static str,
    /// Environment variables, as `NAME=VALUE`.
    pub(crate) variables: &'static [&'static str],
    pub(crate) server: &'static str,
    pub(crate) code: i32,
    /// What the output and the errors contain.
    pub(crate) output: &'static [&'static str],
    pub(crate) errors: &'static [&'static str],
}

pub(crate) const fn row(
    arguments: &'static str,
    variables: &'static [&'static str],
    server: &'static str,
    code: i32,
    output: &'static [&'static str],
    errors: &'static [&'static str],
) -> CommandCase {
    CommandCase { arguments, variables, server, code, output, errors }
}

pub(crate) const RECEIVED: &[&str] = &["200 received"];

#[rustfmt::skip]
pub(crate) const CASES: &[CommandCase] = &[
    row("", &[], "HTTP", 0, RECEIVED, &[]),
    row("-v", &[], "HTTP", 0, RECEIVED, &["bytes to localhost", "* 127.0.0.1:", ", new, answered in "]),

    row("--ca CERTS/ca.pem --cert CERTS/right.pem --key CERTS/right.key", &[], "VERIFY", 0, RECEIVED, &[]),
    row("--ca CERTS/ca.pem --cert CERTS/both.pem -v", &[], "VERIFY", 0, RECEIVED, &["TLS 1.3 TLS_"]),
    row("--ca CERTS/ca.pem --cert CERTS/both.pem -v", &[], "VERIFY_TLS12", 0, RECEIVED, &["TLS 1.2 TLS_ECDHE_RSA_WITH_"]),
    row("--ca CERTS/ca.pem --cert CERTS/right.pem --key CERTS/pbes2-aes256.key --passphrase-file CERTS/passphrase", &[], "VERIFY", 0, RECEIVED, &[]),
    row("--ca CERTS/ca.pem --cert CERTS/right.pem --key CERTS/proc-type-aes256.key", &["MPNS_PASSPHRASE=open-sesame"], "VERIFY", 0, RECEIVED, &[]),
    row("--ca CERTS/ca.pem --pfx CERTS/pfx-openssl3.pfx --passphrase-file CERTS/passphrase", &["MPNS_PASSPHRASE=wrong"], "VERIFY", 0, RECEIVED, &[]),
    row("--ca CERTS/ca.pem --pfx CERTS/pfx-keytool.pfx", &["MPNS_PASSPHRASE=open-sesame"], "VERIFY", 0, RECEIVED, &[]),
    row("--ca CERTS/ca.pem --pfx CERTS/pfx-unicode.pfx", &["MPNS_PASSPHRASE=UNICODE"], "VERIFY", 0, RECEIVED, &[]),
    row("--ca CERTS/ca.pem --pfx CERTS/pfx-empty.pfx", &[], "VERIFY", 0, RECEIVED, &[]),

    row("--ca CERTS/ca.pem --pfx CERTS/pfx-openssl3.pfx", &["MPNS_PASSPHRASE=other-sesame"], "VERIFY", 2, &[], &["pfx-openssl3.pfx: the passphrase is wrong"]),
    row("--ca CERTS/ca.pem --pfx CERTS/pfx-openssl3.pfx", &[], "VERIFY", 2, &[], &["the private key is encrypted and no passphrase is given"]),
    row("--ca CERTS/ca.pem --cert CERTS/expired.pem --key CERTS/expired.key", &[], "VERIFY", 2, &[], &["expired.pem: the certificate `expired` expired at 2020-02-01"]),
    row("--ca CERTS/ca.pem --cert CERTS/not-for-clients.pem --key CERTS/not-for-clients.key", &[], "VERIFY", 2, &[], &["not for client authentication"]),
    row("--ca CERTS/ca.pem --cert CERTS/right.pem --key CERTS/wrong.key", &[], "VERIFY", 2, &[], &["wrong.key: the private key does not belong to the certificate"]),
    row("--ca CERTS/none.pem", &[], "VERIFY", 2, &[], &["none.pem"]),
    row("--ca CERTS/right.key", &[], "VERIFY", 2, &[], &["right.key: there is no CA certificate in the PEM text"]),
    row("--pfx CERTS/keystore.jks", &["MPNS_PASSPHRASE=open-sesame"], "VERIFY", 2, &[], &["keystore.jks: PKCS#12 is expected, and this is a Java keystore (JKS)"]),
    row("--pfx CERTS/keystore.jceks", &["MPNS_PASSPHRASE=open-sesame"], "VERIFY", 2, &[], &["and this is a Java keystore (JCEKS)"]),
    row("--pfx CERTS/both.pem", &[], "VERIFY", 2, &[], &["both.pem: PKCS#12 is expected, and this is a certificate in PEM"]),
    row("--pfx CERTS/right.p7b", &[], "VERIFY", 2, &[], &["and this is PKCS#7 (.p7b) in DER"]),
    row("--cert CERTS/right.p7b.pem", &[], "VERIFY", 2, &[], &["right.p7b.pem: a certificate in PEM is expected, and this is PKCS#7 (.p7b) in PEM"]),
    row("--cert CERTS/right.csr", &[], "VERIFY", 2, &[], &["and this is a certificate signing request (CSR) in PEM"]),
    row("--cert CERTS/pfx-empty.pfx", &[], "VERIFY", 2, &[], &["and this is PKCS#12 (.pfx, .p12)"]),
    row("--cert CERTS/right.pem --key CERTS/right.pub", &[], "VERIFY", 2, &[], &["right.pub: a private key in PEM is expected, and this is a public key in PEM"]),
    row("--ca CERTS/ca.der", &[], "VERIFY", 2, &[], &["ca.der: a CA certificate is expected, and this is a certificate in DER"]),
    row("--cert CERTS/both.pem --pfx CERTS/pfx-empty.pfx", &[], "VERIFY", 2, &[], &["cannot be used with"]),
    row("--key CERTS/right.key --pfx CERTS/pfx-empty.pfx", &[], "VERIFY", 2, &[], &["cannot be used with"]),
    row("--passphrase open-sesame", &[], "VERIFY", 2, &[], &["unexpected argument '--passphrase'"]),

    row("--ca CERTS/ca.pem", &[], "VERIFY", 1, &["400 bad-request"], &["the server may want a client certificate"]),
    row("--ca CERTS/ca.pem --pfx CERTS/pfx-wrong.pfx", &["MPNS_PASSPHRASE=open-sesame"], "VERIFY", 1, &["400 bad-request"], &[]),
    row("--ca CERTS/ca.pem", &[], "OPTIONAL", 1, &["403 forbidden: fix the certificate"], &["no identity (client certificate) is configured"]),
    row("--ca CERTS/ca.pem", &[], "TLS 1.3 alert", 1, &[], &["the server wants a client certificate, and no identity (client certificate) is configured"]),
    row("--ca CERTS/ca.pem --pfx CERTS/pfx-wrong.pfx", &["MPNS_PASSPHRASE=open-sesame"], "TLS 1.3 alert", 1, &[], &["the server refused the client certificate (UnknownCA)"]),

    row("-v --ca CERTS/ca.pem --cert CERTS/both.pem", &[], "VERIFY", 0, RECEIVED, &[", client certificate presented, new"]),
    row("-v --ca CERTS/ca.pem --cert CERTS/both.pem", &[], "VERIFY_TLS12", 0, RECEIVED, &[", client certificate presented, new"]),
    row("-v --insecure --cert CERTS/both.pem", &[], "VERIFY", 0, RECEIVED, &[", client certificate presented, new"]),
    row("-v --ca CERTS/ca.pem", &[], "OPTIONAL", 1, &["403 forbidden"], &[", client certificate asked for, none configured, new"]),
    row("-v --ca CERTS/ca.pem --cert CERTS/both.pem", &[], "HTTPS", 0, RECEIVED, &["no client certificate asked for", "mpns: the client certificate was not used: the service did not ask for it"]),
    row("--cert CERTS/both.pem", &[], "HTTP", 0, RECEIVED, &["mpns: the client certificate was not used: the channel is http"]),

    row("", &[], "HTTPS", 1, &[], &["the server's certificate is not from a trusted authority"]),
    row("--ca CERTS/ca.pem", &[], "RSA-1024", 1, &[], &["the server's certificate has an RSA key of 1024 bits, which is too short: at least 2048 are needed\n"]),
    row("--ca CERTS/ca.pem", &[], "SHA-1", 1, &[], &["the server's certificate or an intermediate one is signed with SHA-1, which is broken and not accepted\n"]),
    row("--ca CERTS/ca.pem", &[], "self-signed", 1, &[], &["the server's certificate is self-signed, and is not one of the trusted certificates\n"]),
    row("--insecure", &[], "HTTPS", 0, RECEIVED, &[]),
    row("--insecure --cert CERTS/both.pem", &[], "VERIFY", 0, RECEIVED, &[]),
    row("--ca CERTS/ca.pem", &[], "EXPIRED", 1, &[], &["the server's certificate expired at 2020-02-01T00:00:00Z\n"]),
    row("--ca CERTS/ca.pem", &[], "ELSEWHERE", 1, &[], &["the server's certificate is for another name: elsewhere.example\n"]),
    row("--insecure", &[], "ELSEWHERE", 0, RECEIVED, &[]),

    row("--ca CERTS/ca.pem -v --ciphers ECDHE-RSA-CHACHA20-POLY1305", &[], "HTTPS", 0, RECEIVED, &["TLS 1.2 TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256"]),
    row("--ca CERTS/ca.pem --ciphers TLS_AES_128_GCM_SHA256", &[], "CHACHA_TLS12", 1, &[], &["no TLS version in common"]),
    row("--ca CERTS/ca.pem --ciphers RC4-SHA", &[], "HTTPS", 2, &[], &["the cipher suite `RC4-SHA` is not known; known are TLS_"]),

    row("-v --proxy http://PROXY", &[], "HTTP", 0, RECEIVED, &["* proxy 127.0.0.1:"]),
    row("-v --ca CERTS/ca.pem --cert CERTS/both.pem --proxy http://PROXY", &[], "VERIFY", 0, RECEIVED, &["* proxy 127.0.0.1:", "TLS 1.3"]),
    row("--ca CERTS/ca.pem --proxy http://user:hunter2@PROXY_AUTH", &[], "HTTPS", 0, RECEIVED, &[]),
    row("-v --ca CERTS/ca.pem --proxy http://user:hunter3@PROXY_AUTH", &[], "HTTPS", 1, &[], &["the proxy refused with status 407: it wants credentials"]),
    row("--proxy http://user:hunter3@PROXY_AUTH", &[], "HTTP", 1, &[], &["the proxy refused with status 407: it wants credentials"]),
    row("--ca CERTS/ca.pem", &["https_proxy=http://user:hunter2@PROXY_AUTH"], "HTTPS", 0, RECEIVED, &[]),
    row("--ca CERTS/ca.pem", &["https_proxy=http://PROXY_AUTH"], "HTTPS", 1, &[], &["407"]),
    row("--ca CERTS/ca.pem --no-proxy", &["https_proxy=http://PROXY_AUTH"], "HTTPS", 0, RECEIVED, &[]),
    row("--ca CERTS/ca.pem", &["https_proxy=http://PROXY_AUTH", "no_proxy=localhost"], "HTTPS", 0, RECEIVED, &[]),
    row("--proxy https://user:hunter2@PROXY", &[], "HTTP", 2, &[], &["--proxy: the proxy scheme `https` is not supported"]),
    row("", &["http_proxy=socks5://user:hunter2@PROXY"], "HTTP", 2, &[], &["`http_proxy`", "the proxy scheme `socks5` is not supported"]),
    row("--no-proxy --proxy http://user:hunter2@PROXY", &[], "HTTP", 2, &[], &["cannot be used with"]),

    row("--timeout 0.3", &[], "silent", 1, &[], &["within 300ms"]),
    row("--timeout 0", &[], "silent", 2, &[], &["not a positive number of seconds"]),
    row("--ca CERTS/ca.pem", &[], "down", 1, &[], &["no connection to localhost:"]),
];
