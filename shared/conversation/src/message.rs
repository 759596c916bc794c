//! The messages of a conversation.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::{
    Attachment, AttachmentSource, ContactName, Delivery, Heard, Later, Learned, MessageId, PartOf,
    Said, Seq, Timestamp, Unseen,
};

/// The most names of one contact that are remembered. With all of them, and with a reply, the item
/// `STATE` must not outgrow an item of the table.
pub const MAX_NAMES: usize = 64;

/// The author of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Author {
    /// The contact.
    Customer,
    /// The assistant.
    Assistant,
    /// A person at the desk.
    Person,
    /// Recado itself, with a note for the assistant on what happened to the conversation.
    Note,
}

/// One line of the transcript, as stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// The message's place in the conversation.
    pub seq: Seq,
    /// The author.
    pub author: Author,
    /// The author's own words. Empty if there are only attachments. What no attachment stands for,
    /// such as a location, is a note here.
    pub text: String,
    /// What the message carries beside its text. Messages that earlier releases stored have a note
    /// in their text instead.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attachments: Vec<Attachment>,
    /// What the message answers or came from, as the channel shows it beside the text: a quoted
    /// message, an ad. These are somebody else's words, which mean nothing by themselves.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub about: Option<String>,
    /// Whether it was a voice message.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub voice: bool,
    /// The provider's id. For a sent message, the id from the provider's answer, if there was one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provider_id: Option<MessageId>,
    /// The turn that sent the message, if the assistant wrote it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part_of: Option<PartOf>,
    /// Whether a person wrote the message in our console, and not at the desk.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub by_operator: bool,
    /// How far the message came on its way to the contact, if the channel has told. Delivery
    /// reports take no step of the conversation, so this is stored beside the message, not in it.
    #[serde(skip)]
    pub delivery: Option<Delivery>,
    /// What was heard in the recordings among the attachments. It takes no step of the conversation
    /// either, and is stored beside the message.
    #[serde(skip)]
    pub heard: Vec<Heard>,
    /// When the message was sent, by the provider's clock.
    pub sent_at: Timestamp,
    /// When the message was stored, by our clock.
    pub received_at: Timestamp,
    /// Why the message was not for the assistant when it came.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub left_to_people: Option<LeftBecause>,
}

impl Message {
    /// A message that is only words, sent and stored now.
    pub const fn said(seq: Seq, author: Author, text: String, now: Timestamp) -> Self {
        Self {
            seq,
            author,
            text,
            attachments: Vec::new(),
            about: None,
            voice: false,
            provider_id: None,
            part_of: None,
            by_operator: false,
            delivery: None,
            heard: Vec::new(),
            sent_at: now,
            received_at: now,
            left_to_people: None,
        }
    }

    /// Whether the assistant may answer the message, when its turn comes.
    pub fn is_answerable(&self) -> bool {
        self.author == Author::Customer
    }

    /// Whether our side sent the message. Its id is then our own doing, and no repeat of anything.
    pub fn is_ours(&self) -> bool {
        self.author == Author::Assistant || self.by_operator
    }

    /// What the message says: a note for each attachment, and the text.
    pub fn in_words(&self) -> Cow<'_, str> {
        self.told(|_| None)
    }

    /// The same, with the reason why an attachment is not shown.
    fn told(&self, unseen: impl Fn(&Attachment) -> Option<Unseen>) -> Cow<'_, str> {
        if self.attachments.is_empty() {
            return Cow::Borrowed(&self.text);
        }
        let notes = self.attachments.iter().map(|one| {
            let said = self.said_in(one).map(Learned::Said);
            one.note(self.author, said.or(unseen(one).map(Learned::Unseen)))
        });
        let text = (!self.text.is_empty()).then(|| self.text.clone());
        let lines: Vec<String> = notes.chain(text).collect();
        Cow::Owned(lines.join("\n"))
    }

    /// What was heard in an attachment; none if nobody has tried.
    pub fn said_in(&self, attachment: &Attachment) -> Option<&Said> {
        let mut heard = self.heard.iter();
        let of = attachment.source.as_ref()?.fingerprint();
        heard.find(|heard| heard.of == of).map(|heard| &heard.said)
    }

    /// The recordings among the attachments, each once.
    pub(crate) fn recordings(&self) -> Vec<(&Attachment, &AttachmentSource)> {
        let mut recordings: Vec<(&Attachment, &AttachmentSource)> = Vec::new();
        for one in self.attachments.iter().filter(|one| one.can_be_heard()) {
            if let Some(source) = &one.source
                && recordings.iter().all(|(_, known)| *known != source)
            {
                recordings.push((one, source));
            }
        }
        recordings
    }

    /// Those of the first so many recordings of which nobody knows yet what is said in them.
    pub(crate) fn unheard(&self, first: usize) -> Vec<(&Attachment, &AttachmentSource)> {
        let mut unheard = self.recordings();
        unheard.truncate(first);
        unheard.retain(|(one, _)| self.said_in(one).is_none());
        unheard
    }

    /// The author's own words, written and said.
    pub(crate) fn own_words(&self) -> impl Iterator<Item = &str> {
        let recordings = self.recordings().into_iter();
        let said = recordings.filter_map(|(one, _)| match self.said_in(one)? {
            Said::Words(words) => Some(words.as_str()),
            Said::Nothing | Said::Unheard(_) => None,
        });
        std::iter::once(self.text.as_str()).chain(said)
    }

    /// The text that the assistant reads, given why an attachment is not shown to it.
    pub(crate) fn shown(&self, unseen: impl Fn(&Attachment) -> Option<Unseen>) -> String {
        let said = self.told(unseen);
        match &self.about {
            Some(about) => format!("{about}\n{said}"),
            None => said.into_owned(),
        }
    }

    /// The number of characters in the text that the assistant reads.
    pub fn chars(&self) -> usize {
        let about = self.about.as_ref();
        let about = about.map_or(0, |about| about.chars().count() + "\n".len());
        about + self.in_words().chars().count()
    }
}

/// Why a message was left to people when it came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LeftBecause {
    /// People had the conversation. The assistant answers the message only if they give the
    /// conversation back without having answered.
    PeopleOwned,
    /// The integration was disabled. The assistant answers the message when the integration is
    /// enabled again, if the settings say so.
    Disabled,
}

/// A customer, with the names that the channel gives.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    /// Every known name, oldest first. For a new contact, the channel's main name.
    pub names: Vec<ContactName>,
    /// The contact's own display name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub display_name: Option<String>,
    /// What a later version stored with it.
    #[serde(flatten)]
    pub later: Later,
}

impl Contact {
    /// A contact of whom only one name is known.
    pub const fn new(names: Vec<ContactName>, display_name: Option<String>) -> Self {
        Self {
            names,
            display_name,
            later: Later::NONE,
        }
    }

    /// Adds what a later event told of the same contact. A name for which there is no room leads to
    /// no conversation, but one of the other names did.
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

    /// Whether the contact is known by any of these names.
    pub fn is_any_of(&self, names: &[ContactName]) -> bool {
        self.names.iter().any(|name| names.contains(name))
    }
}

/// The channel's own way back to the contact: opaque to everything but the channel that made it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ReplyAddress(pub serde_json::Value);

/// The most characters that are kept of what stands beside a message.
const MAX_BESIDE_CHARS: usize = 1000;

/// `[what: words]`, for what a channel shows beside a message; none if there are no words.
pub fn beside(what: &str, words: &str) -> Option<String> {
    let words: String = words.trim().chars().take(MAX_BESIDE_CHARS).collect();
    (!words.is_empty()).then(|| format!("[{what}: {words}]"))
}

/// The text of a quoted message, as it stands beside the message that answers it.
pub fn in_reply_to(words: &str) -> Option<String> {
    beside("in reply to", words)
}

/// `[the customer did]`: a note of what somebody did, in words for the assistant. The notes are in
/// English, like our other instructions to it.
pub fn note(author: Author, did: &str) -> String {
    let who = match author {
        Author::Customer => "the customer",
        Author::Person | Author::Assistant | Author::Note => "a person of the team",
    };
    format!("[{who} {did}]")
}
