//! Real randomness.

use conversation::ports::Random;
use ring::rand::SecureRandom;

/// The machine's randomness.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemRandom;

/// The operating system gave no random numbers, which does not happen on a working machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the operating system gives no random numbers")]
pub struct NoRandomness;

impl SystemRandom {
    /// 256 bits that nobody can guess, for keys.
    pub fn key(&self) -> Result<[u8; 32], NoRandomness> {
        let mut key = [0; 32];
        ring::rand::SystemRandom::new()
            .fill(&mut key)
            .map_err(|_| NoRandomness)?;
        Ok(key)
    }
}

impl Random for SystemRandom {
    /// Unique, but not impossible to guess: enough for lease tokens and jitter, not for keys.
    fn bits(&self) -> u64 {
        fastrand::u64(..)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_keys_differ() {
        assert_ne!(SystemRandom.bits(), SystemRandom.bits());
        assert_ne!(SystemRandom.key().unwrap(), SystemRandom.key().unwrap());
    }
}
