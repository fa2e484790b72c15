//! A statement: the log stood at this position with this digest, signed at this instant with this key.
//!
//! In a file it is one line of JSON. What is signed are these bytes, every line ended by one line feed, numbers in
//! decimals, digest and key as 64 lower-case hexadecimal digits, the instant as `2026-01-31T23:59:59Z`:
//!
//! ```text
//! annals statement 1
//! position 632
//! digest 66f0...
//! signed 2026-01-31T23:59:59Z
//! key 1b2c...
//! ```

use chrono::{DateTime, SecondsFormat, Utc};
use serde::{Deserialize, Serialize};

use super::key::{PublicKey, SecretKey};
use crate::domain::Digest;
use crate::log::Head;

/// The version of the form.
const VERSION: u64 = 1;

/// Why a statement does not hold.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StatementError {
    /// It is none.
    #[error("is no statement of `annals sign` ({0})")]
    NotOne(String),
    /// A newer form.
    #[error("is a statement of form {0}, and this version of annals knows {VERSION}; use a newer one")]
    Newer(u64),
    /// Signed, as it says, with another key.
    #[error("was signed with another key: {0}")]
    OtherKey(String),
    /// The signature is not that of its words.
    #[error("was altered, or signed with another key: the signature does not fit what it says")]
    Signature,
}

/// A signed statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// Where the log stood.
    pub head: Head,
    /// When it was signed, by the clock of who signed.
    pub signed: DateTime<Utc>,
    key: [u8; 32],
    signature: [u8; 64],
}

/// As a file holds it.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    #[serde(rename = "annals-statement")]
    version: u64,
    position: u64,
    digest: String,
    signed: String,
    key: String,
    signature: String,
}

impl Statement {
    /// Signs that a log stands at a head.
    pub fn sign(head: Head, signed: DateTime<Utc>, key: &SecretKey) -> Statement {
        let mut statement = Statement { head, signed, key: key.public().bytes(), signature: [0; 64] };
        statement.signature = key.sign(statement.message().as_bytes());
        statement
    }

    /// The bytes that are signed.
    pub fn message(&self) -> String {
        let Head { position, digest } = self.head;
        let (digest, signed, key) = (digest.hex(), instant(self.signed), hex(&self.key));
        format!(
            "annals statement {VERSION}\nposition {position}\ndigest {digest}\nsigned {signed}\nkey {key}\n"
        )
    }

    /// Checks that this key signed it, as it is.
    ///
    /// # Errors
    /// [`StatementError::OtherKey`], [`StatementError::Signature`].
    pub fn check(&self, key: &PublicKey) -> Result<(), StatementError> {
        if key.bytes() != self.key {
            return Err(StatementError::OtherKey(hex(&self.key)));
        }
        let fits = key.signed(self.message().as_bytes(), &self.signature);
        if fits { Ok(()) } else { Err(StatementError::Signature) }
    }

    /// As one line of JSON.
    pub fn to_line(&self) -> String {
        let written = Written {
            version: VERSION,
            position: self.head.position,
            digest: self.head.digest.hex(),
            signed: instant(self.signed),
            key: hex(&self.key),
            signature: hex(&self.signature),
        };
        serde_json::to_string(&written).unwrap_or_default()
    }

    /// Reads what [`Statement::to_line`] writes; the signature is not checked.
    ///
    /// # Errors
    /// [`StatementError::NotOne`], [`StatementError::Newer`].
    pub fn from_text(text: &str) -> Result<Statement, StatementError> {
        let odd = |why: &str| StatementError::NotOne(why.to_owned());
        if text.contains("-----BEGIN ") {
            return Err(odd("it is a key"));
        }
        let value: serde_json::Value = serde_json::from_str(text).map_err(|_| odd("it is no JSON"))?;
        match value.get("annals-statement").and_then(serde_json::Value::as_u64) {
            Some(VERSION) => {}
            Some(newer) if newer > VERSION => return Err(StatementError::Newer(newer)),
            _ if value.get("annals-archive").is_some() => return Err(odd("it is an archive")),
            _ => return Err(odd("it does not say that it is one")),
        }
        // From the text: of a key that stands twice the library knows here.
        let written: Written = serde_json::from_str(text).map_err(|e| odd(&e.to_string()))?;
        let signed =
            DateTime::parse_from_rfc3339(&written.signed).map_err(|_| odd("\"signed\" is no instant"))?;
        let digest = Digest::parse(&written.digest).ok_or_else(|| odd("\"digest\" is no digest"))?;
        Ok(Statement {
            head: Head { position: written.position, digest },
            signed: signed.with_timezone(&Utc),
            key: unhex(&written.key).ok_or_else(|| odd("\"key\" is no key"))?,
            signature: unhex(&written.signature).ok_or_else(|| odd("\"signature\" is no signature"))?,
        })
    }
}

fn instant(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn unhex<const N: usize>(text: &str) -> Option<[u8; N]> {
    let digits: Vec<u8> =
        text.chars().map(|c| c.to_digit(16).and_then(|d| u8::try_from(d).ok())).collect::<Option<_>>()?;
    let bytes: Vec<u8> = digits.chunks(2).map(|pair| pair.iter().fold(0, |byte, d| byte << 4 | d)).collect();
    (digits.len() == 2 * N).then(|| bytes.try_into().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn given_a_statement_when_anything_of_it_changes_then_it_does_not_hold() {
        let key = SecretKey::from_pem(include_str!("../../tests/data/keys/openssl.pem")).unwrap();
        let head = Head { position: 632, digest: Digest([7; 32]) };
        let statement = Statement::sign(head, DateTime::from_timestamp(1_700_000_000, 5).unwrap(), &key);
        let line = statement.to_line();
        let read = Statement::from_text(&line).unwrap();
        assert_eq!((read.head, read.check(&key.public())), (head, Ok(())));
        let other = SecretKey::generate().unwrap().public();
        assert!(matches!(read.check(&other), Err(StatementError::OtherKey(_))));
        for (at, byte) in line.bytes().enumerate().filter(|(_, byte)| byte.is_ascii_digit()) {
            let mut changed = line.clone().into_bytes();
            changed[at] = if byte == b'9' { b'1' } else { byte + 1 };
            let changed = Statement::from_text(std::str::from_utf8(&changed).unwrap());
            assert!(changed.is_err() || changed.unwrap().check(&key.public()).is_err(), "character {at}");
        }
        let twice = line.replace("{", "{\"position\":632,");
        for odd in ["", "{}", "[]", &twice, "-----BEGIN PUBLIC KEY-----"] {
            assert!(matches!(Statement::from_text(odd), Err(StatementError::NotOne(_))), "{odd}");
        }
        let newer = line.replace("statement\":1", "statement\":2");
        assert_eq!(Statement::from_text(&newer), Err(StatementError::Newer(2)));
    }
}
