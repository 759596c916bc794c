//! The state of a conversation: the item `STATE`.

use serde::{Deserialize, Serialize};

use crate::{
    Contact, Handover, Incoming, Kind, Later, Renamed, Replies, ReplyAddress, Scheduled, Seq,
    Timestamp, Token, Transferred, Turn, Unattended, Undelivered, policy::CLOCKS_DIFFER,
};

/// The state of a conversation between two events. Every change makes a new state, which is written
/// on the condition that nobody else wrote since this one was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct State {
    /// Whom the conversation is with.
    #[serde(default, skip_serializing_if = "crate::later::is_default")]
    pub kind: Kind,
    /// Who has the conversation.
    pub owner: Owner,
    /// The window that collects messages, if there is one.
    pub window: Option<Window>,
    /// The turn in progress, if there is one.
    pub turn: Option<Turn>,
    /// The parts of earlier replies that the channel could not deliver, while the assistant has the
    /// conversation. They come before the window.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub undelivered: Vec<Undelivered>,
    /// The wake-up by which any of these goes on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wake_up: Option<Scheduled>,
    /// The transfer on its way to the desk, if there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub handover: Option<Handover>,
    /// The last transfer, until the conversation returns to the assistant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub transferred: Option<Transferred>,
    /// Why people have the conversation, as long as none of them has done anything about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unattended: Option<Unattended>,
    /// What the desk last showed of the conversation.
    #[serde(default)]
    pub desk: DeskView,
    /// When the contact's newest message was stored. 0 if none was since this is kept.
    #[serde(default, skip_serializing_if = "crate::later::is_default")]
    pub last_message_at: Timestamp,
    /// The newest message that needs no wait, answered or not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_once: Option<AtOnce>,
    /// When the last part of a reply was sent.
    pub last_reply_at: Option<Timestamp>,
    /// When the conversation last returned from people.
    #[serde(default, skip_serializing_if = "crate::later::is_default")]
    pub returned_at: Timestamp,
    /// How many replies were decided recently.
    #[serde(default)]
    pub replies: Replies,
    /// The number of the next message or turn.
    pub next_seq: Seq,
    /// The first number of this conversation. A lower one belongs to an erased conversation with
    /// the same contact. 0 for conversations that were begun before this was kept.
    #[serde(default)]
    pub first_seq: Seq,
    /// The contact.
    pub contact: Contact,
    /// The address for replies, from the newest event.
    pub reply_address: ReplyAddress,
    /// The time of that event, by its own clock. An older event does not change the address.
    #[serde(default)]
    pub addressed_at: Timestamp,
    /// When the contact last got another name, by the provider's clock. An older event adds no
    /// names.
    #[serde(default, skip_serializing_if = "crate::later::is_default")]
    pub renamed_at: Timestamp,
    /// When somebody else first got one of the contact's names, by the provider's clock. From then
    /// on, only a name that leads here is the contact's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name_taken_at: Option<Timestamp>,
    /// When the last turn ended or the conversation last changed hands. Lists are sorted by this.
    pub changed_at: Timestamp,
    /// What a later version stored with it.
    #[serde(flatten)]
    pub later: Later,
}

impl State {
    /// The state of a conversation with a new contact. Its numbers begin with the time, so that a
    /// conversation that is erased and begun anew repeats none: neither in what outlived it, nor
    /// towards receivers that were told to drop a repeated turn.
    pub const fn new(contact: Contact, reply_address: ReplyAddress, now: Timestamp) -> Self {
        Self {
            kind: Kind::Customer,
            owner: Owner::Assistant,
            window: None,
            turn: None,
            undelivered: Vec::new(),
            wake_up: None,
            handover: None,
            transferred: None,
            unattended: None,
            desk: DeskView::NEW,
            last_message_at: Timestamp::from_millis(0),
            at_once: None,
            last_reply_at: None,
            returned_at: Timestamp::from_millis(0),
            replies: Replies {
                since: Timestamp::from_millis(0),
                count: 0,
            },
            next_seq: Seq(now.millis()),
            first_seq: Seq(now.millis()),
            contact,
            reply_address,
            addressed_at: Timestamp::from_millis(0),
            renamed_at: Timestamp::from_millis(0),
            name_taken_at: None,
            changed_at: now,
            later: Later::NONE,
        }
    }

    /// The state of the conversation that a first message begins.
    pub(crate) fn of(incoming: &Incoming, now: Timestamp) -> Self {
        let address = incoming.reply_address.clone();
        Self::new(incoming.contact.clone(), address, now)
    }

    /// Learns what a message or an event of `at` tells of the contact and of where to answer. A
    /// late event tells only of the contact, since the desk may have begun another case since. An
    /// event older than the contact's newest name does not even tell that, since its names may be
    /// somebody else's.
    pub(crate) fn learn(&mut self, details: ContactDetails<'_>, at: Timestamp) {
        if at <= self.renamed_at {
            return;
        }
        self.contact.learn(details.contact);
        let is_newest = self.address(details.reply_address, at);
        if is_newest && details.case.is_some() && self.desk.was_before(at) {
            self.desk.case.clone_from(details.case);
        }
    }

    /// Whether what `contact` did at that time belongs to this conversation, given that none of its
    /// names leads anywhere.
    pub(crate) fn is_with(&self, contact: &Contact, at: Timestamp) -> bool {
        let had_them_all = self.name_taken_at.is_none_or(|taken| at <= taken);
        at <= self.renamed_at || (had_them_all && self.contact.is_any_of(&contact.names))
    }

    /// Sets the address for replies from `at` on. False if a newer event has set it.
    fn address(&mut self, to: &ReplyAddress, at: Timestamp) -> bool {
        let is_newest = at >= self.addressed_at;
        if is_newest {
            self.addressed_at = at;
            self.reply_address.clone_from(to);
        }
        is_newest
    }

    /// Gives the contact other names. False if the contact had these names before, or has newer
    /// ones; and false if the conversation began later and knows none of the names: then it is with
    /// whoever got the old name.
    pub(crate) fn rename(&mut self, renamed: &Renamed, now: Timestamp) -> bool {
        let is_later = self.first_seq.0 > renamed.at.millis() && self.addressed_at > renamed.at;
        let knows_none = renamed.names_of(&self.contact.names).is_empty();
        if (is_later && knows_none) || renamed.at < self.renamed_at {
            return false;
        }
        let before = self.contact.names.clone();
        let new = Contact::new(renamed.names().cloned().collect(), None);
        self.contact
            .names
            .retain(|name| !renamed.lost.contains(name));
        self.contact.learn(&new);
        // We call the contact by the first. It leads here; one that was learned may lead elsewhere.
        if self.contact.names.first() != before.first() {
            let names = &mut self.contact.names;
            names.sort_by_key(|name| !new.names.contains(name));
        }
        // As the provider dates the messages that it is compared with.
        self.renamed_at = renamed.at;
        self.address(&renamed.reply_address, renamed.at.min(now));
        self.contact.names != before
    }

    /// Notes that somebody else has one of the contact's names since then. False if somebody had
    /// one before.
    pub(crate) fn lose_a_name(&mut self, at: Timestamp) -> bool {
        let known = self.name_taken_at.is_some_and(|taken| taken <= at);
        if !known {
            self.name_taken_at = Some(at);
        }
        !known
    }

    pub(crate) const fn take_seq(&mut self) -> Seq {
        let seq = self.next_seq;
        self.next_seq = seq.next();
        seq
    }

    pub(crate) fn turn_is_of(&self, token: Token) -> bool {
        self.turn
            .as_ref()
            .is_some_and(|turn| turn.lease.token == Some(token))
    }

    /// The turn in progress, if the run that holds `token` still has it.
    pub(crate) fn turn_of(&mut self, token: Token) -> Option<&mut Turn> {
        self.turn
            .as_mut()
            .filter(|turn| turn.lease.token == Some(token))
    }

    pub(crate) fn handover_is_of(&self, token: Token) -> bool {
        self.handover
            .as_ref()
            .is_some_and(|handover| handover.lease.token == Some(token))
    }

    /// Whether the transfer on its way goes on by the entry with that token.
    pub(crate) fn entry_is_of(&self, token: Token) -> bool {
        self.handover
            .as_ref()
            .is_some_and(|handover| handover.entry == Some(token))
    }

    /// The transfer on its way, if the run that holds `token` still has it.
    pub(crate) fn handover_of(&mut self, token: Token) -> Option<&mut Handover> {
        self.handover
            .as_mut()
            .filter(|handover| handover.lease.token == Some(token))
    }
}

/// A message that needs no wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct AtOnce {
    /// The message.
    pub seq: Seq,
    /// When it was stored.
    pub at: Timestamp,
}

/// What a webhook tells of the contact, beside the event itself.
pub(crate) struct ContactDetails<'a> {
    pub(crate) contact: &'a Contact,
    pub(crate) reply_address: &'a ReplyAddress,
    pub(crate) case: &'a Option<String>,
}

/// Who has a conversation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Owner {
    /// The assistant.
    Assistant,
    /// People.
    People {
        /// Since when. No other period in which people have it begins at the same moment.
        since: Timestamp,
        /// When anybody last wrote, from either side.
        #[serde(default)]
        quiet_since: Timestamp,
        /// The first message that nobody has answered yet.
        unanswered: Option<Window>,
        /// The token of the message that checks whether the conversation returns.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        returns: Option<Token>,
        /// What a later version stored with it.
        #[serde(flatten)]
        later: Later,
    },
}

/// What the desk last showed of a conversation.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct DeskView {
    /// Whether the desk's people have the conversation.
    pub with_people: bool,
    /// When the desk showed that, by its own clock.
    pub at: Timestamp,
    /// From when on the desk's statuses count, by our clock, if the desk told no time: a status
    /// from just before may have a later date.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shown_from: Option<Timestamp>,
    /// When we asked the desk to take the conversation back from its people, as long as it has told
    /// nothing else since.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub taken_back: Option<Timestamp>,
    /// The desk's own name for what people work on there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub case: Option<String>,
    /// What a later version stored with it.
    #[serde(flatten)]
    pub later: Later,
}

impl DeskView {
    /// Whether everything that the desk has told is older; by a margin for differing clocks if it
    /// told no time.
    fn was_before(&self, at: Timestamp) -> bool {
        at >= self.at && self.shown_from.is_none_or(|from| at >= from)
    }

    /// Notes news of the desk that came without a time.
    pub(crate) fn known_by_our_clock(&mut self, now: Timestamp) {
        self.at = now.max(self.at);
        self.shown_from = Some(now.plus(CLOCKS_DIFFER));
    }

    const NEW: Self = Self {
        with_people: false,
        at: Timestamp::from_millis(0),
        shown_from: None,
        taken_back: None,
        case: None,
        later: Later::NONE,
    };
}

/// A window, which collects messages: every message of the contact from `first` on that no turn has
/// taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Window {
    /// The first message in the window.
    pub first: Seq,
    /// When that message was stored.
    pub opened_at: Timestamp,
    /// What a later version stored with it.
    #[serde(flatten)]
    pub later: Later,
}
