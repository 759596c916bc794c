//! What a message says, as the channels read it.

use conversation::{Attachment, AttachmentKind, AttachmentSource};
use http_client::Url;
use serde_json::json;

/// The author's own words, and what comes with them.
#[derive(Debug)]
pub(crate) struct Content {
    /// The words, or a note in place of what is no attachment. Empty if there are none.
    pub(crate) text: String,
    /// What the message carries.
    pub(crate) attachments: Vec<Attachment>,
}

impl Content {
    /// Words alone.
    pub(crate) const fn words(text: String) -> Self {
        Self {
            text,
            attachments: Vec::new(),
        }
    }

    /// An attachment, and the caption under it.
    pub(crate) fn media(attachment: Attachment, caption: Option<&str>) -> Self {
        let caption = caption.filter(|caption| !caption.trim().is_empty());
        Self {
            text: caption.unwrap_or_default().to_owned(),
            attachments: vec![attachment],
        }
    }

    /// Whether an attachment is of one of these kinds.
    pub(crate) fn has(&self, kinds: &[AttachmentKind]) -> bool {
        let mut attachments = self.attachments.iter();
        attachments.any(|one| kinds.contains(&one.kind))
    }

    /// Whether there is nothing to read and nothing to look at.
    pub(crate) fn is_empty(&self) -> bool {
        self.text.trim().is_empty() && self.attachments.is_empty()
    }
}

/// The source of an attachment: a field of the channel's own, and what the provider wrote there.
pub(crate) fn source(field: &str, value: Option<&str>) -> Option<AttachmentSource> {
    let value = value.filter(|value| !value.is_empty())?;
    Some(AttachmentSource(json!({field: value})))
}

/// The same of a URL. One that is the file itself (`data:`), or has a user or a password, is no
/// source.
pub(crate) fn url_source(field: &str, url: Option<&str>) -> Option<AttachmentSource> {
    source(field, url.filter(|url| is_link(url, &["http", "https"])))
}

/// Whether a text is a URL of one of these schemes, with neither a user nor a password.
pub(crate) fn is_link(text: &str, schemes: &[&str]) -> bool {
    Url::parse(text).is_ok_and(|url| {
        schemes.contains(&url.scheme()) && url.username().is_empty() && url.password().is_none()
    })
}
