//! What is said in a conversation.

use serde::{Deserialize, Serialize};

use crate::{ContactName, Delivery, Later, MessageId, PartOf, Seq, Timestamp};

/// The most names of one contact that are remembered: with all of them, and with a reply, the item
/// `STATE` must not outgrow what an item holds.
pub const MAX_NAMES: usize = 64;

/// Who said something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Author {
    /// The contact.
    Customer,
    /// The assistant.
    Assistant,
    /// Somebody at the desk.
    Person,
    /// Recado itself, for the assistant to read: what happened to the conversation.
    Note,
}

/// One line of the transcript, as stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// Its place in the conversation.
    pub seq: Seq,
    /// Who said it.
    pub author: Author,
    /// What was said; for media, a note in words and the caption.
    pub text: String,
    /// What it answers, or came from, as the channel shows it beside the words: a quoted message, an ad.
    /// Somebody else's words, which mean nothing by themselves.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub about: Option<String>,
    /// Whether it was said in a voice.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub voice: bool,
    /// The provider's id; of what we sent, where its answer tells one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provider_id: Option<MessageId>,
    /// Which turn sent it; of the assistant's own only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part_of: Option<PartOf>,
    /// Whether a person wrote it in our console, and not at the desk.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub by_operator: bool,
    /// How far it came on its way to the contact, where the channel has told. It is told about without
    /// a step of the conversation, and so kept beside the message, not in it.
    #[serde(skip)]
    pub delivery: Option<Delivery>,
    /// When it was said, by the provider's clock.
    pub sent_at: Timestamp,
    /// When we stored it, by our clock.
    pub received_at: Timestamp,
    /// Why it was not for the assistant when it came.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub left_to_people: Option<LeftBecause>,
}

impl Message {
    /// A line of our own, said now.
    pub(crate) const fn said(seq: Seq, author: Author, text: String, now: Timestamp) -> Self {
        Self {
            seq,
            author,
            text,
            about: None,
            voice: false,
            provider_id: None,
            part_of: None,
            by_operator: false,
            delivery: None,
            sent_at: now,
            received_at: now,
            left_to_people: None,
        }
    }

    /// Whether the assistant may answer it, when its turn comes.
    pub fn is_answerable(&self) -> bool {
        self.author == Author::Customer
    }

    /// Whether we sent it: its id is our own doing, and no repeat of anything.
    pub fn is_ours(&self) -> bool {
        self.author == Author::Assistant || self.by_operator
    }

    /// What the assistant reads of it.
    pub(crate) fn shown(&self) -> String {
        match &self.about {
            Some(about) => format!("{about}\n{}", self.text),
            None => self.text.clone(),
        }
    }

    /// How many characters that has.
    pub(crate) fn chars(&self) -> usize {
        let about = self
            .about
            .as_ref()
            .map_or(0, |about| about.chars().count() + 1);
        about + self.text.chars().count()
    }
}

/// Why a message was left to people when it came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LeftBecause {
    /// People had the conversation. The assistant answers it only if they give the conversation
    /// back without having answered it.
    PeopleOwned,
    /// The integration was disabled. The assistant answers it when it is enabled again, if the
    /// settings say so.
    Disabled,
}

/// The customer, by the names the channel gives.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    /// Every name we have met, the oldest first; the channel's own main name for a new contact.
    pub names: Vec<ContactName>,
    /// What the contact calls themselves.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub display_name: Option<String>,
    /// What a later version stored with it.
    #[serde(flatten)]
    pub later: Later,
}

impl Contact {
    /// A contact of whom only this is known.
    pub const fn new(names: Vec<ContactName>, display_name: Option<String>) -> Self {
        Self {
            names,
            display_name,
            later: Later::NONE,
        }
    }

    /// Adds what a later event told of the same contact. A name for which there is no room leads to
    /// no conversation: one of the others did.
    pub fn learn(&mut self, other: &Self) {
        for name in &other.names {
            if self.names.len() < MAX_NAMES && !self.names.contains(name) {
                self.names.push(name.clone());
            }
        }
        if other.display_name.is_some() {
            self.display_name.clone_from(&other.display_name);
        }
    }

    /// Whether the contact is known by one of these names.
    pub fn is_any_of(&self, names: &[ContactName]) -> bool {
        self.names.iter().any(|name| names.contains(name))
    }
}

/// The channel's own way back to the contact: opaque to everything but the channel that made it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ReplyAddress(pub serde_json::Value);

/// The most characters of what stands beside a message that are kept.
const MAX_BESIDE_CHARS: usize = 1000;

/// `[what: words]`, for what a channel shows beside a message; none where there are no words.
pub fn beside(what: &str, words: &str) -> Option<String> {
    let words: String = words.trim().chars().take(MAX_BESIDE_CHARS).collect();
    (!words.is_empty()).then(|| format!("[{what}: {words}]"))
}

/// The words of a message that is answered by another, as they stand beside that one.
pub fn in_reply_to(words: &str) -> Option<String> {
    beside("in reply to", words)
}
