//! What a webhook tells, in our own words.

use crate::{
    Contact, ContactName, DeliveryReport, MessageId, ReplyAddress, Timestamp, state::Heard,
};

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
    /// The message that it answers, where the channel tells no more than its id.
    pub quotes: Option<MessageId>,
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
    /// The desk tells or shows who has the conversation, perhaps before the contact ever wrote.
    Desk(DeskEvent),
    /// The contact changed or deleted what they had written.
    Corrected(Correction),
    /// A message of ours came through, or did not.
    Delivery(DeliveryReport),
    /// The contact goes by another name from now on.
    Renamed(Renamed),
}

impl Event {
    /// Whom it is about.
    pub const fn contact(&self) -> &Contact {
        match self {
            Self::Message(said) | Self::PersonMessage(said) | Self::PersonNote(said) => {
                &said.contact
            }
            Self::Desk(event) => &event.contact,
            Self::Corrected(correction) => &correction.contact,
            Self::Delivery(report) => &report.contact,
            Self::Renamed(renamed) => &renamed.contact,
        }
    }
}

/// A contact whose number or id at the channel is another one now. Nobody said anything.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Renamed {
    /// The id of the event, by which a repeat is known.
    pub id: MessageId,
    /// The contact, by the old names and then the new ones: an old one leads to the conversation.
    pub contact: Contact,
    /// The names that the contact has no more: they are somebody else's, now or one day.
    pub lost: Vec<ContactName>,
    /// Where a reply must go from now on.
    pub reply_address: ReplyAddress,
    /// When, by the provider's clock.
    pub at: Timestamp,
}

impl Renamed {
    /// The names that the contact has from now on.
    pub fn names(&self) -> impl Iterator<Item = &ContactName> {
        let names = self.contact.names.iter();
        names.filter(|name| !self.lost.contains(name))
    }

    /// Those of other names that are the contact's from now on.
    pub(crate) fn names_of(&self, others: &[ContactName]) -> Vec<ContactName> {
        let names = self.names().filter(|name| others.contains(name));
        names.cloned().collect()
    }
}

/// What the contact makes of a message of their own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correction {
    /// The contact.
    pub contact: Contact,
    /// The provider's id of the message.
    pub id: MessageId,
    /// What it says now; none when it is deleted.
    pub text: Option<String>,
}

/// Who has a conversation, as its desk has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holder {
    /// The desk's people.
    People,
    /// None of them, so that the assistant may answer.
    Assistant,
}

/// What a desk says of a conversation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeskEvent {
    /// Who has the conversation now.
    pub holder: Holder,
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
    pub evidence: DeskEvidence,
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
pub enum DeskEvidence {
    /// The desk sent an event that tells of the change.
    Event,
    /// The desk shows a status beside a message. That counts only where it differs from what the desk
    /// showed before.
    StatusOnMessage,
    /// The desk shows a status beside an agent's own message. That is remembered and nothing more: who
    /// writes has the conversation, whatever the desk shows.
    StatusOnAgentMessage,
    /// The desk sent an event that tells of an assignment: an agent has the conversation, which the
    /// desk does not show beside messages.
    Assigned,
}
