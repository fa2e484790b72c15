//! Ed25519 keys as files hold them: PKCS#8 and SubjectPublicKeyInfo in PEM, as OpenSSL writes them.

use ed25519_dalek::pkcs8::spki::der::pem::LineEnding;
use ed25519_dalek::pkcs8::{
    DecodePrivateKey, DecodePublicKey, EncodePrivateKey, EncodePublicKey, KeypairBytes,
};
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};

/// Why a text holds no key that is of use here.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// A public key where the secret one is due.
    #[error("holds a public key, and signing takes the secret one: the file without `.pub`")]
    Public,
    /// A secret key where the public one is due.
    #[error("holds a secret key, and checking takes the public one: the file that ends in `.pub`")]
    Secret,
    /// A secret key under a passphrase.
    #[error("holds a key under a passphrase; `openssl pkey -in FILE` writes it without")]
    Encrypted,
    /// PEM of something else.
    #[error(
        "holds no Ed25519 key, but {0}; `annals sign --new-key FILE` or `openssl genpkey -algorithm ed25519` make one"
    )]
    Other(String),
    /// No PEM at all.
    #[error("holds no key in PEM: it should begin with \"-----BEGIN\"")]
    NoPem,
    /// The system gives no random numbers.
    #[error("cannot be made: the system gives no random numbers ({0})")]
    Random(String),
}

/// A key to sign with.
pub struct SecretKey(SigningKey);

impl SecretKey {
    /// A new key.
    ///
    /// # Errors
    /// [`KeyError::Random`].
    pub fn generate() -> Result<SecretKey, KeyError> {
        let mut secret = [0; 32];
        getrandom::fill(&mut secret).map_err(|e| KeyError::Random(e.to_string()))?;
        Ok(SecretKey(SigningKey::from_bytes(&secret)))
    }

    /// Reads `BEGIN PRIVATE KEY`.
    ///
    /// # Errors
    /// What the text holds instead.
    pub fn from_pem(text: &str) -> Result<SecretKey, KeyError> {
        match label(text)? {
            "PRIVATE KEY" => {
                let key = SigningKey::from_pkcs8_pem(pem(text));
                key.map(SecretKey).map_err(|_| KeyError::Other("the secret key of another method".to_owned()))
            }
            "PUBLIC KEY" => Err(KeyError::Public),
            "ENCRYPTED PRIVATE KEY" => Err(KeyError::Encrypted),
            other => Err(KeyError::Other(other.to_owned())),
        }
    }

    /// Writes `BEGIN PRIVATE KEY`, in version 1 of PKCS#8, which every reader knows.
    ///
    /// # Errors
    /// [`KeyError::Other`], which does not happen.
    pub fn to_pem(&self) -> Result<String, KeyError> {
        let bytes = KeypairBytes { secret_key: self.0.to_bytes(), public_key: None };
        let pem = bytes.to_pkcs8_pem(LineEnding::LF).map_err(|e| KeyError::Other(e.to_string()))?;
        Ok(pem.to_string())
    }

    /// The key to check with.
    pub fn public(&self) -> PublicKey {
        PublicKey(self.0.verifying_key())
    }

    /// Signs a message.
    pub(super) fn sign(&self, message: &[u8]) -> [u8; 64] {
        self.0.sign(message).to_bytes()
    }
}

/// A key to check with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PublicKey(VerifyingKey);

impl PublicKey {
    /// Reads `BEGIN PUBLIC KEY`.
    ///
    /// # Errors
    /// What the text holds instead.
    pub fn from_pem(text: &str) -> Result<PublicKey, KeyError> {
        match label(text)? {
            "PUBLIC KEY" => {
                let key = VerifyingKey::from_public_key_pem(pem(text));
                key.map(PublicKey).map_err(|_| KeyError::Other("the public key of another method".to_owned()))
            }
            "PRIVATE KEY" | "ENCRYPTED PRIVATE KEY" => Err(KeyError::Secret),
            other => Err(KeyError::Other(other.to_owned())),
        }
    }

    /// Writes `BEGIN PUBLIC KEY`.
    ///
    /// # Errors
    /// [`KeyError::Other`], which does not happen.
    pub fn to_pem(&self) -> Result<String, KeyError> {
        self.0.to_public_key_pem(LineEnding::LF).map_err(|e| KeyError::Other(e.to_string()))
    }

    /// The key itself, 32 bytes.
    pub fn bytes(&self) -> [u8; 32] {
        self.0.to_bytes()
    }

    /// Whether this key signed the message; keys and signatures of weak form never did.
    pub(super) fn signed(&self, message: &[u8], signature: &[u8; 64]) -> bool {
        self.0.verify_strict(message, &Signature::from_bytes(signature)).is_ok()
    }
}

/// The text from its first line of PEM on, without what other tools write around it.
fn pem(text: &str) -> &str {
    text.find("-----BEGIN ").and_then(|at| text.get(at..)).unwrap_or(text).trim_end()
}

/// What the PEM says it is.
fn label(text: &str) -> Result<&str, KeyError> {
    let (_, rest) = text.split_once("-----BEGIN ").ok_or(KeyError::NoPem)?;
    Ok(rest.split_once("-----").ok_or(KeyError::NoPem)?.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Written by `openssl genpkey -algorithm ed25519` and `openssl pkey -pubout`.
    const SECRET: &str = include_str!("../../tests/data/keys/openssl.pem");
    const PUBLIC: &str = include_str!("../../tests/data/keys/openssl.pem.pub");
    /// `openssl genpkey -algorithm ec`, with its public half, and the Ed25519 key under a passphrase.
    const OTHERS: &str = include_str!("../../tests/data/keys/others.pem");

    #[test]
    fn given_keys_of_openssl_when_read_then_they_belong_together_and_are_written_alike() {
        let secret = SecretKey::from_pem(SECRET).unwrap();
        let public = PublicKey::from_pem(PUBLIC).unwrap();
        assert_eq!(secret.public(), public);
        assert_eq!((secret.to_pem().unwrap().as_str(), public.to_pem().unwrap().as_str()), (SECRET, PUBLIC));
        assert!(public.signed(b"message", &secret.sign(b"message")));
        assert!(!public.signed(b"massage", &secret.sign(b"message")));
        assert!(SecretKey::generate().unwrap().public() != public);
    }

    #[test]
    fn given_other_texts_when_read_as_keys_then_it_is_said_what_they_hold() {
        assert_eq!(SecretKey::from_pem(PUBLIC).err(), Some(KeyError::Public));
        assert_eq!(PublicKey::from_pem(SECRET).err(), Some(KeyError::Secret));
        assert_eq!(SecretKey::from_pem("no key").err(), Some(KeyError::NoPem));
        assert_eq!(PublicKey::from_pem("").err(), Some(KeyError::NoPem));
        let [secret, public, encrypted] = OTHERS
            .split_inclusive("KEY-----\n")
            .collect::<Vec<_>>()
            .chunks(2)
            .map(|pair| pair.concat())
            .collect::<Vec<_>>()
            .try_into()
            .unwrap();
        assert!(matches!(SecretKey::from_pem(&secret).err(), Some(KeyError::Other(_))));
        assert!(matches!(PublicKey::from_pem(&public).err(), Some(KeyError::Other(_))));
        assert_eq!(SecretKey::from_pem(&encrypted).err(), Some(KeyError::Encrypted));
        let cut = SECRET.replace("MC4CAQAw", "MC4CAQEw");
        assert!(matches!(SecretKey::from_pem(&cut).err(), Some(KeyError::Other(_))));
    }
}
