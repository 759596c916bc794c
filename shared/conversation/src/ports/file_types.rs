//! The port that tells what a file is.

use crate::FileType;

/// What tells files apart.
pub trait FileTypes {
    /// What a whole file is, by its bytes and not by what is claimed; none if it is nothing that an
    /// assistant can be shown.
    fn of(&self, bytes: &[u8]) -> Option<FileType>;
}
