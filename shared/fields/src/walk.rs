//! Finding secrets and URLs among settings, by their types.

use conversation::{AssistantId, IntegrationId, VoiceWhen, Week, Zone};
use http_client::BaseUrl;

use crate::{Filled, FilledList, Reason, SecretScope, SecretState, Text, Whole};

/// A secret or a URL that was found.
pub enum Found<'a> {
    /// A secret, and which ciphertexts hold it.
    Secret(SecretScope, &'a mut SecretState),
    /// A URL to which the secrets beside it go, and the check for when a person writes it.
    Link(&'a BaseUrl, fn(&BaseUrl) -> Result<(), Reason>),
}

/// A receiver of what is found, with its path.
pub type Finder<'f> = dyn FnMut(&str, Found<'_>) + 'f;

/// Settings among which secrets and URLs can be found.
pub trait Walk {
    /// Hands each secret and each URL to `found`. `path` is the path of the settings themselves.
    fn walk(&mut self, path: &str, found: &mut Finder<'_>);
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

/// Declares a type whose values hold neither a secret nor a URL.
#[macro_export]
macro_rules! plain {
    ([$($generic:tt)*] $type:ty) => {
        impl<$($generic)*> $crate::Walk for $type {
            fn walk(&mut self, _path: &str, _found: &mut $crate::Finder<'_>) {}
        }
    };
}

plain!([] bool);
plain!([] IntegrationId);
plain!([] AssistantId);
plain!([] VoiceWhen);
plain!([] Week);
plain!([] Zone);
plain!([const MAX: usize] Text<MAX>);
plain!([const MAX: usize] Filled<MAX>);
plain!([const MIN: u32, const MAX: u32, const DEFAULT: u32] Whole<MIN, MAX, DEFAULT>);
plain!([const MOST: usize, const MAX: usize] FilledList<MOST, MAX>);

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
