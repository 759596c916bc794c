//! Events: what a provider's webhook tells, in the core's terms.

use crate::{
    Attachment, Contact, ContactName, DeliveryReport, MessageId, ReplyAddress, Timestamp,
    state::ContactDetails,
};

/// A message that a channel's webhook told of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Incoming {
    /// The contact who wrote, or to whom a person wrote.
    pub contact: Contact,
    /// The provider's id of the message.
    pub id: MessageId,
    /// The author's own words; may be empty beside attachments.
    pub text: String,
    /// What the message carries beside its text.
    pub attachments: Vec<Attachment>,
    /// What the message answers or came from, in words for the assistant.
    pub about: Option<String>,
    /// The id of the message that this one answers, where the channel tells no more than its id.
    pub quotes: Option<MessageId>,
    /// Whether it was a voice message.
    pub voice: bool,
    /// Whether the contact tapped a button, or picked from a list, in place of writing.
    pub button: bool,
    /// When the message was sent, by the provider's clock.
    pub sent_at: Timestamp,
    /// The address for a reply.
    pub reply_address: ReplyAddress,
    /// The desk's own name for what people work on there, such as a ticket or a conversation. None
    /// where the channel has no desk.
    pub case: Option<String>,
}

impl Incoming {
    pub(crate) const fn contact_details(&self) -> ContactDetails<'_> {
        ContactDetails {
            contact: &self.contact,
            reply_address: &self.reply_address,
            case: &self.case,
        }
    }
}

/// An event that a provider's webhook told of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// The contact wrote a message.
    Message(Incoming),
    /// A person at the desk wrote to the contact.
    PersonMessage(Incoming),
    /// A person at the desk wrote a note that the contact does not see.
    PersonNote(Incoming),
    /// The desk told or showed who has the conversation, perhaps before the contact ever wrote.
    Desk(DeskEvent),
    /// The contact edited or deleted a message.
    Corrected(Correction),
    /// The channel reported whether a sent message was delivered.
    Delivery(DeliveryReport),
    /// The contact goes by another name from now on.
    Renamed(Renamed),
}

impl Event {
    /// The contact that the event is about.
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

/// A contact's number or id at the channel has changed. Nobody said anything.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Renamed {
    /// The event's id, by which a repeat is recognised.
    pub id: MessageId,
    /// The contact, with the old names first and then the new ones. An old name leads to the
    /// conversation.
    pub contact: Contact,
    /// The names that the contact no longer has. They belong to somebody else, now or one day.
    pub lost: Vec<ContactName>,
    /// The address for replies from now on.
    pub reply_address: ReplyAddress,
    /// When the change happened, by the provider's clock.
    pub at: Timestamp,
}

impl Renamed {
    /// The names that the contact has from now on.
    pub fn names(&self) -> impl Iterator<Item = &ContactName> {
        let names = self.contact.names.iter();
        names.filter(|name| !self.lost.contains(name))
    }

    /// The names among `others` that belong to the contact from now on.
    pub(crate) fn names_of(&self, others: &[ContactName]) -> Vec<ContactName> {
        let names = self.names().filter(|name| others.contains(name));
        names.cloned().collect()
    }
}

/// The contact's correction of a message of their own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correction {
    /// The contact.
    pub contact: Contact,
    /// The provider's id of the message.
    pub id: MessageId,
    /// The message's new text, which may be empty beside attachments; none if it was deleted.
    pub text: Option<String>,
    /// The attachments that it has now. Those that it had stay if there are none here: not every
    /// channel tells them again.
    pub attachments: Vec<Attachment>,
}

/// Who has a conversation, according to its desk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holder {
    /// The desk's people.
    People,
    /// Nobody at the desk, so that the assistant may answer.
    Assistant,
}

/// A desk's word on who has a conversation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeskEvent {
    /// Who has the conversation now.
    pub holder: Holder,
    /// The contact.
    pub contact: Contact,
    /// The address for a reply.
    pub reply_address: ReplyAddress,
    /// The ids by which a repeat is recognised: the first is looked up, and all of them are
    /// remembered. Empty where nothing tells a repeat from the same thing happening again.
    pub ids: Vec<MessageId>,
    /// When it happened, by the desk's clock. An event that is older than the newest known one is
    /// not believed.
    pub at: Option<Timestamp>,
    /// What the desk's word rests on.
    pub evidence: DeskEvidence,
    /// The desk's own name for what people work on there. Closing an earlier case does not give
    /// back the case that people have now.
    pub case: Option<String>,
}

impl DeskEvent {
    pub(crate) const fn contact_details(&self) -> ContactDetails<'_> {
        ContactDetails {
            contact: &self.contact,
            reply_address: &self.reply_address,
            case: &self.case,
        }
    }
}

/// What a desk's word on who has a conversation rests on.
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
