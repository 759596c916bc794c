//! The fields of a form.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use url::form_urlencoded;

use crate::Console;
use crate::error::ApiError;

/// The name of the field that every form carries, so that no other site can send it.
pub(super) const FORM_TOKEN: &str = "form_token";

/// The fields of a form that was sent, in their order. A name may be there more than once.
#[derive(Debug, Clone, Default)]
pub(crate) struct Fields(Arc<Vec<(String, String)>>);

impl Fields {
    pub(super) fn read(body: &[u8]) -> Self {
        let pairs = form_urlencoded::parse(body);
        // Browsers send line breaks as CR LF.
        let pairs = pairs.map(|(name, value)| (name.into_owned(), value.replace("\r\n", "\n")));
        Self(Arc::new(pairs.collect()))
    }

    /// The first value of this name.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        let (_, value) = self.pairs().find(|(known, _)| *known == name)?;
        Some(value)
    }

    /// The value of this name; empty if there is none.
    pub(crate) fn text(&self, name: &str) -> &str {
        self.get(name).unwrap_or_default()
    }

    /// All values of this name.
    pub(crate) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        let of_name = self.pairs().filter(move |(known, _)| *known == name);
        of_name.map(|(_, value)| value)
    }

    /// All fields but the form's token.
    pub(crate) fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        let pairs = self.0.iter().filter(|(name, _)| name != FORM_TOKEN);
        pairs.map(|(name, value)| (name.as_str(), value.as_str()))
    }

    pub(super) fn form_token(&self) -> Option<&str> {
        let (_, token) = self.0.iter().find(|(name, _)| name == FORM_TOKEN)?;
        Some(token)
    }
}

impl FromIterator<(String, String)> for Fields {
    fn from_iter<T: IntoIterator<Item = (String, String)>>(pairs: T) -> Self {
        Self(Arc::new(pairs.into_iter().collect()))
    }
}

impl FromRequestParts<Arc<Console>> for Fields {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &Arc<Console>) -> Result<Self, ApiError> {
        let read = parts.extensions.get::<Self>().cloned();
        read.ok_or_else(|| ApiError::internal("a page without a form asked for its fields"))
    }
}
