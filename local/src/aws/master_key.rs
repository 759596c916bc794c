//! The key under which the emulated KMS and Secrets Manager encrypt.

use std::io::Write;
use std::path::Path;

use anyhow::Context;
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use ring::rand::{SecureRandom, SystemRandom};

const KEY_LEN: usize = 32;

/// An AES-256-GCM key.
#[derive(Debug)]
pub(super) struct MasterKey {
    key: LessSafeKey,
    random: SystemRandom,
}

/// The data is damaged, or the context is not the one it was sealed with.
#[derive(Debug)]
pub(super) struct NotOpened;

impl MasterKey {
    /// Reads the key from a file. If there is none, makes both, readable only by the owner.
    pub(super) fn load_or_create(path: &Path) -> anyhow::Result<Self> {
        let random = SystemRandom::new();
        if !path.try_exists()? {
            create(path, &random).with_context(|| format!("cannot write {}", path.display()))?;
        }
        let bytes = std::fs::read(path)?;
        let key = UnboundKey::new(&AES_256_GCM, &bytes)
            .map_err(|_| anyhow::anyhow!("{} holds no key", path.display()))?;
        Ok(Self {
            key: LessSafeKey::new(key),
            random,
        })
    }

    /// Encrypts `plaintext` and binds it to `context`: a random nonce, the ciphertext, the tag.
    pub(super) fn seal(
        &self,
        context: &[u8],
        plaintext: &[u8],
    ) -> Result<Vec<u8>, ring::error::Unspecified> {
        let mut nonce = [0; NONCE_LEN];
        self.random.fill(&mut nonce)?;
        let mut sealed = plaintext.to_vec();
        let aad = Aad::from(context);
        let nonce_used = Nonce::assume_unique_for_key(nonce);
        self.key
            .seal_in_place_append_tag(nonce_used, aad, &mut sealed)?;
        Ok([nonce.as_slice(), &sealed].concat())
    }

    /// Decrypts what [`MasterKey::seal`] made with the same context.
    pub(super) fn open(&self, context: &[u8], sealed: &[u8]) -> Result<Vec<u8>, NotOpened> {
        let (nonce, ciphertext) = sealed.split_first_chunk::<NONCE_LEN>().ok_or(NotOpened)?;
        let mut buffer = ciphertext.to_vec();
        let nonce = Nonce::assume_unique_for_key(*nonce);
        let plaintext = self
            .key
            .open_in_place(nonce, Aad::from(context), &mut buffer);
        Ok(plaintext.map_err(|_| NotOpened)?.to_vec())
    }
}

/// A temporary file is private from its first byte and takes its place at once, so a crash leaves
/// no half-written key.
fn create(path: &Path, random: &SystemRandom) -> anyhow::Result<()> {
    let mut key = [0; KEY_LEN];
    random
        .fill(&mut key)
        .map_err(|_| anyhow::anyhow!("no random numbers to be had"))?;
    let folder = path.parent().context("the key's path names no folder")?;
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    file.write_all(&key)?;
    file.persist(path)?;
    Ok(())
}
