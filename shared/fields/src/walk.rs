//! Finding secrets and URLs among settings, by their types.

use conversation::{AssistantId, VoiceWhen};
use http_client::{BaseUrl, BaseUrlError};

use crate::{Filled, FilledList, SecretScope, SecretState, Text, Whole};

/// A secret or a URL that was found.
pub enum Found<'a> {
    /// A secret, and which ciphertexts hold it.
    Secret(SecretScope, &'a mut SecretState),
    /// A URL to which the secrets beside it go, and the check for when a person writes it.
    Link(&'a BaseUrl, fn(&BaseUrl) -> Result<(), BaseUrlError>),
}

/// A receiver of what is found, with its path.
pub type Finder<'f> = dyn FnMut(&str, Found<'_>) + 'f;

/// Settings among which secrets and URLs can be found.
pub trait Walk {
    /// Hands each secret and each URL to `found`. `path` is the path of the settings themselves. By
    /// default there are none.
    fn walk(&mut self, path: &str, found: &mut Finder<'_>) {
        let _ = (path, found);
    }
}

impl<T: Walk> Walk for Option<T> {
    fn walk(&mut self, path: &str, found: &mut Finder<'_>) {
        if let Some(settings) = self {
            settings.walk(path, found);
        }
    }
}

impl<T: Walk> Walk for Box<T> {
    fn walk(&mut self, path: &str, found: &mut Finder<'_>) {
        (**self).walk(path, found);
    }
}

impl Walk for AssistantId {}
impl Walk for VoiceWhen {}
impl<const MAX: usize> Walk for Text<MAX> {}
impl<const MAX: usize> Walk for Filled<MAX> {}
impl<const MIN: u32, const MAX: u32, const DEFAULT: u32> Walk for Whole<MIN, MAX, DEFAULT> {}
impl<const MOST: usize, const MAX: usize> Walk for FilledList<MOST, MAX> {}

/// Declares a struct of settings and walks through all of its fields.
#[macro_export]
macro_rules! walked {
    (
        $(#[$meta:meta])*
        $vis:vis struct $name:ident {
            $($(#[$field_meta:meta])* $field_vis:vis $field:ident: $type:ty),+ $(,)?
        }
    ) => {
        $(#[$meta])*
        $vis struct $name {
            $($(#[$field_meta])* $field_vis $field: $type),+
        }

        impl $crate::Walk for $name {
            fn walk(&mut self, path: &str, found: &mut $crate::Finder<'_>) {
                $($crate::Walk::walk(
                    &mut self.$field,
                    &$crate::joined(path, stringify!($field)),
                    found,
                );)+
            }
        }
    };
}
