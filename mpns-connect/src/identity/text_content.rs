//! What a text is, by its first words or the labels of its PEM sections.

use super::content::Content;

/// A text with PEM sections, by the label that says most about it.
pub(super) fn of_pem(text: &str) -> Option<Content> {
    let labels: Vec<_> = text
        .split(BEGIN)
        .skip(1)
        .filter_map(|rest| Some(rest.split_once("-----")?.0))
        .filter_map(of_label)
        .collect();
    [Content::Certificate, Content::PrivateKey]
        .into_iter()
        .find(|content| labels.contains(content))
        .or_else(|| labels.first().copied())
}

fn of_label(label: &str) -> Option<Content> {
    Some(match label {
        "CERTIFICATE" | "X509 CERTIFICATE" => Content::Certificate,
        "TRUSTED CERTIFICATE" => Content::TrustedCertificate,
        "CERTIFICATE REQUEST" | "NEW CERTIFICATE REQUEST" => Content::Request,
        "X509 CRL" => Content::RevocationList,
        "PUBLIC KEY" | "RSA PUBLIC KEY" => Content::PublicKey,
        "PKCS7" | "CMS" | "PKCS #7 SIGNED DATA" => Content::Pkcs7,
        "PKCS12" => Content::Pkcs12,
        "OPENSSH PRIVATE KEY" => Content::OpenSshKey,
        label if label.starts_with("PGP ") => Content::Pgp,
        label if label.ends_with("PRIVATE KEY") => Content::PrivateKey,
        _ => return None,
    })
}

pub(super) fn of_first_words(text: &str) -> Option<Content> {
    let text = text.trim_start();
    let begins = |words: &[&str]| words.iter().any(|word| text.starts_with(word));
    if text.is_empty() {
        Some(Content::Empty)
    } else if begins(&["PuTTY-User-Key-File-"]) {
        Some(Content::PuttyKey)
    } else if begins(&[
        "ssh-rsa ",
        "ssh-dss ",
        "ssh-ed25519 ",
        "ecdsa-sha2-",
        "---- BEGIN SSH2 PUBLIC",
    ]) {
        Some(Content::OpenSshPublicKey)
    } else if begins(&["<"]) {
        let begin: String = text.chars().take(BEGIN_OF_PAGE).collect();
        let is_page = begin.to_ascii_lowercase().contains("html");
        Some(if is_page { Content::Html } else { Content::Xml })
    } else {
        None
    }
}

const BEGIN: &str = "-----BEGIN ";
/// In characters: a page says early that it is one.
const BEGIN_OF_PAGE: usize = 512;
