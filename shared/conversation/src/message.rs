//! What is said in a conversation.

use serde::{Deserialize, Serialize};

use crate::{ContactName, Later, MessageId, Seq, Timestamp, state::Heard};

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
    /// The provider's id; none for the assistant's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provider_id: Option<MessageId>,
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
            sent_at: now,
            received_at: now,
            left_to_people: None,
        }
    }

    /// Whether the assistant may answer it, when its turn comes.
    pub fn is_answerable(&self) -> bool {
        self.author == Author::Customer
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
}

/// The channel's own way back to the contact: opaque to everything but the channel that made it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ReplyAddress(pub serde_json::Value);

/// A message as a channel's webhook told of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Incoming {
    /// Who wrote, or to whom a person wrote.
    pub contact: Contact,
    /// The provider's id of the message.
    pub id: MessageId,
    /// What was said.
    pub text: String,
    /// What it answers or came from, in words for the assistant.
    pub about: Option<String>,
    /// Whether it was said in a voice.
    pub voice: bool,
    /// When, by the provider's clock.
    pub sent_at: Timestamp,
    /// Where a reply must go.
    pub reply_address: ReplyAddress,
    /// The desk's own name of what people work on there: a ticket, a conversation; none where the
    /// channel has no desk.
    pub case: Option<String>,
}

impl Incoming {
    pub(crate) const fn heard(&self) -> Heard<'_> {
        Heard {
            contact: &self.contact,
            reply_address: &self.reply_address,
            case: &self.case,
        }
    }
}

/// What a webhook told us, in our own words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// The contact wrote.
    Message(Incoming),
    /// Somebody at the desk wrote to the contact.
    PersonMessage(Incoming),
    /// Somebody at the desk wrote what the contact does not see.
    PersonNote(Incoming),
    /// People took the conversation, perhaps before the contact ever wrote.
    TakenOver(DeskEvent),
    /// People gave the conversation back.
    Released(DeskEvent),
}

/// What happened to a conversation at its desk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeskEvent {
    /// The contact.
    pub contact: Contact,
    /// Where a reply would go.
    pub reply_address: ReplyAddress,
    /// By which a repeat is known: the first is looked for, and all of them are remembered. Empty
    /// where nothing tells a repeat from the same thing happening again.
    pub ids: Vec<MessageId>,
    /// When it happened, by the desk's clock. What is older than the newest that we know of is
    /// not believed.
    pub at: Option<Timestamp>,
    /// How the desk says so.
    pub sign: DeskSign,
    /// The desk's own name of what people work on there. Closing an earlier one does not give back
    /// the one that people have now.
    pub case: Option<String>,
}

impl DeskEvent {
    pub(crate) const fn heard(&self) -> Heard<'_> {
        Heard {
            contact: &self.contact,
            reply_address: &self.reply_address,
            case: &self.case,
        }
    }
}

/// How a desk says that a conversation has changed hands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeskSign {
    /// It told of the change.
    Told,
    /// It shows it beside a message. That counts only where it differs from what the desk showed
    /// before.
    Shown,
    /// It shows it beside a person's own message. That is remembered and nothing more: who writes has
    /// the conversation, whatever the desk shows.
    Beside,
    /// A person made it theirs, which the desk does not show beside messages.
    Claimed,
}
