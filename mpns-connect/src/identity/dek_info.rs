//! Private keys in OpenSSL's traditional encrypted form: a PEM section with the headers `Proc-Type:
//! 4,ENCRYPTED` and `DEK-Info` (RFC 1421). Its key is derived by `EVP_BytesToKey` with MD5 and one round.

use aes::{Aes128, Aes192, Aes256};
use cbc::Decryptor;
use cbc::cipher::block_padding::Pkcs7;
use cbc::cipher::{BlockCipherDecrypt, BlockModeDecrypt as _, KeyInit, KeyIvInit as _};
use des::{Des, TdesEde3};
use md5::{Digest as _, Md5};
use pkcs8::der::SecretDocument;
use zeroize::Zeroizing;

use super::error::IdentityError;

/// The decrypted key. `info` names the cipher and the initialization vector.
pub(super) fn decrypt(
    info: &str,
    ciphertext: &[u8],
    passphrase: &str,
) -> Result<SecretDocument, IdentityError> {
    let (name, iv) = info.split_once(',').ok_or(IdentityError::DekInfo)?;
    let (name, iv) = (name.trim(), hex(iv.trim()).ok_or(IdentityError::DekInfo)?);
    let decrypt = match name.to_ascii_uppercase().as_str() {
        "AES-128-CBC" => cbc::<Aes128>,
        "AES-192-CBC" => cbc::<Aes192>,
        "AES-256-CBC" => cbc::<Aes256>,
        "DES-EDE3-CBC" => cbc::<TdesEde3>,
        "DES-CBC" => cbc::<Des>,
        _ => return Err(IdentityError::UnsupportedEncryption(name.escape_debug().to_string())),
    };
    decrypt(&iv, ciphertext, passphrase)
}

fn cbc<C: BlockCipherDecrypt + KeyInit>(
    iv: &[u8],
    ciphertext: &[u8],
    passphrase: &str,
) -> Result<SecretDocument, IdentityError> {
    let salt = iv.get(..SALT).ok_or(IdentityError::DekInfo)?;
    let key = bytes_to_key(passphrase.as_bytes(), salt, C::key_size());
    let decryptor =
        Decryptor::<C>::new_from_slices(&key, iv).map_err(|_| IdentityError::DekInfo)?;
    let plain = decryptor
        .decrypt_padded_vec::<Pkcs7>(ciphertext)
        .map_err(|_| IdentityError::WrongPassphrase)?;
    let plain = Zeroizing::new(plain);
    // One wrong passphrase in 256 leaves correct padding, but what it decrypts to is not a complete document.
    SecretDocument::try_from(plain.as_slice()).map_err(|_| IdentityError::WrongPassphrase)
}

fn bytes_to_key(passphrase: &[u8], salt: &[u8], length: usize) -> Zeroizing<Vec<u8>> {
    // Large enough for the last block: growing would leave a copy of the key in memory.
    let mut key = Zeroizing::new(Vec::with_capacity(length.saturating_add(Md5::output_size())));
    let mut block = Vec::new();
    while key.len() < length {
        let digest =
            Md5::new().chain_update(&block).chain_update(passphrase).chain_update(salt).finalize();
        block = digest.to_vec();
        key.extend_from_slice(&block);
    }
    key.truncate(length);
    key
}

fn hex(text: &str) -> Option<Vec<u8>> {
    let digits =
        text.chars().map(|digit| digit.to_digit(16).and_then(|digit| u8::try_from(digit).ok()));
    let digits: Vec<u8> = digits.collect::<Option<_>>()?;
    let (pairs, []) = digits.as_chunks::<2>() else { return None };
    Some(pairs.iter().map(|[high, low]| (high << 4) | low).collect())
}

/// The first bytes of the initialization vector are the salt.
const SALT: usize = 8;
