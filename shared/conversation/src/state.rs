//! What is remembered of a conversation between two events: the item `STATE`.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::{
    Contact, Handover, Incoming, Later, Renamed, Replies, ReplyAddress, Scheduled, Seq, Timestamp,
    Token, Transferred, Turn, Unattended, Undelivered,
    policy::{CLOCKS_DIFFER, OVERDUE},
};

/// A conversation between two events. Every change makes a new one, written on the condition
/// that nobody else wrote since this one was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct State {
    /// Who answers.
    pub owner: Owner,
    /// The window that collects messages, when there is one.
    pub window: Option<Window>,
    /// The turn in progress, when there is one.
    pub turn: Option<Turn>,
    /// What the channel could not deliver of earlier replies, while the assistant has the
    /// conversation: it comes before the window.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub undelivered: Vec<Undelivered>,
    /// The wake-up by which any of these goes on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wake_up: Option<Scheduled>,
    /// The transfer that is on its way to the desk, when there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub handover: Option<Handover>,
    /// The last transfer, until the conversation comes back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub transferred: Option<Transferred>,
    /// Why people have it, as long as none of them has done anything about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unattended: Option<Unattended>,
    /// What the desk last showed of the conversation.
    #[serde(default)]
    pub desk: DeskView,
    /// When the last part of a reply was sent.
    pub last_reply_at: Option<Timestamp>,
    /// How many replies were decided of late.
    #[serde(default)]
    pub replies: Replies,
    /// The number of the next message or turn.
    pub next_seq: Seq,
    /// The number that it began with: what has a lower one belongs to a conversation with the same
    /// contact that was erased. 0 of those that were begun before this was kept.
    #[serde(default)]
    pub first_seq: Seq,
    /// The contact.
    pub contact: Contact,
    /// Where replies go, as the newest event told.
    pub reply_address: ReplyAddress,
    /// How old that event is, by its own clock: an older one tells no other address.
    #[serde(default)]
    pub addressed_at: Timestamp,
    /// When the contact last got another name, by the provider's clock: what is older teaches none.
    #[serde(default, skip_serializing_if = "crate::later::is_default")]
    pub renamed_at: Timestamp,
    /// When somebody else first got a name of the contact's, by the provider's clock: from then on only
    /// a name that leads here is theirs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name_taken_at: Option<Timestamp>,
    /// The end of the last turn, or the last change of owner: what lists are sorted by.
    pub changed_at: Timestamp,
    /// What a later version stored with it.
    #[serde(flatten)]
    pub later: Later,
}

impl State {
    /// A conversation with a contact we have not met before. Its numbers begin with the time, so
    /// that one which is erased and begun anew repeats none: not in what outlived it, and not
    /// towards those who were told to drop a repeated turn.
    pub const fn new(contact: Contact, reply_address: ReplyAddress, now: Timestamp) -> Self {
        Self {
            owner: Owner::Assistant,
            window: None,
            turn: None,
            undelivered: Vec::new(),
            wake_up: None,
            handover: None,
            transferred: None,
            unattended: None,
            desk: DeskView::NEW,
            last_reply_at: None,
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

    /// The conversation that a first message begins.
    pub(crate) fn of(incoming: &Incoming, now: Timestamp) -> Self {
        let address = incoming.reply_address.clone();
        Self::new(incoming.contact.clone(), address, now)
    }

    /// When the run for `window` is due: never earlier than the interval after its first message,
    /// and never earlier than the interval after the last reply.
    pub fn due_at(&self, window: &Window, interval: Duration) -> Timestamp {
        self.last_reply_at
            .map_or(window.opened_at, |reply| reply.max(window.opened_at))
            .plus(interval)
    }

    /// When the run for what waits is due: of what was not delivered, of the window, or the next one
    /// of the turn in progress.
    pub(crate) fn next_run_at(&self, interval: Duration) -> Option<Timestamp> {
        let window = self.window.as_ref();
        match (&self.turn, self.undelivered.first()) {
            (Some(turn), _) => Some(turn.lease.until),
            (None, Some(undelivered)) => Some(undelivered.at),
            (None, None) => window.map(|window| self.due_at(window, interval)),
        }
    }

    /// Whether there is anything that a wake-up must come for.
    pub(crate) const fn is_idle(&self) -> bool {
        self.window.is_none() && self.turn.is_none() && self.undelivered.is_empty()
    }

    /// Whether a wake-up that was to come at `due` seems to be lost: each time that it is sent once
    /// more it is given twice as long.
    pub(crate) fn is_overdue(&self, due: Timestamp, now: Timestamp) -> bool {
        let scheduled = self.wake_up.as_ref();
        let sent_again = scheduled.and_then(|scheduled| scheduled.sent_again_at);
        let last = sent_again.map_or(due, |at| at.max(due));
        now > last.plus(OVERDUE.max(last.since(due)))
    }

    /// Learns what a message or an event of `at` tells of the contact, and of where and about what
    /// to answer. One that comes late tells only of the contact: the desk may have begun another
    /// case since. One that is older than the contact's newest name does not even tell that: the
    /// names in it may be somebody else's.
    pub(crate) fn learn(&mut self, heard: Heard<'_>, at: Timestamp) {
        if at <= self.renamed_at {
            return;
        }
        self.contact.learn(heard.contact);
        let is_newest = self.address(heard.reply_address, at);
        if is_newest && heard.case.is_some() && self.desk.was_before(at) {
            self.desk.case.clone_from(heard.case);
        }
    }

    /// Whether what `contact` did at that time belongs here, given that none of its names leads
    /// anywhere.
    pub(crate) fn is_with(&self, contact: &Contact, at: Timestamp) -> bool {
        let had_them_all = self.name_taken_at.is_none_or(|taken| at <= taken);
        at <= self.renamed_at || (had_them_all && self.contact.is_any_of(&contact.names))
    }

    /// Replies go there from `at` on. False when a newer event has told where.
    fn address(&mut self, to: &ReplyAddress, at: Timestamp) -> bool {
        let is_newest = at >= self.addressed_at;
        if is_newest {
            self.addressed_at = at;
            self.reply_address.clone_from(to);
        }
        is_newest
    }

    /// The contact goes by other names. False when it went by them before, or by newer ones; and where
    /// the conversation came later and knows none of them: it is with whoever got the old name.
    pub(crate) fn rename(&mut self, renamed: &Renamed, now: Timestamp) -> bool {
        let is_later = self.first_seq.0 > renamed.at.millis() && self.addressed_at > renamed.at;
        let knows_none = renamed.names_of(&self.contact.names).is_empty();
        if (is_later && knows_none) || renamed.at < self.renamed_at {
            return false;
        }
        let before = self.contact.names.clone();
        let names = renamed.names().cloned().collect();
        self.contact
            .names
            .retain(|name| !renamed.lost.contains(name));
        self.contact.learn(&Contact::new(names, None));
        // As the provider dates the messages that it is compared with.
        self.renamed_at = renamed.at;
        self.address(&renamed.reply_address, renamed.at.min(now));
        self.contact.names != before
    }

    /// Somebody else has a name of the contact's since then. False when somebody had one before.
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

    /// The turn in progress, when it is still the run that holds `token`.
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

    /// The transfer on its way, when it is still the run's that holds `token`.
    pub(crate) fn handover_of(&mut self, token: Token) -> Option<&mut Handover> {
        self.handover
            .as_mut()
            .filter(|handover| handover.lease.token == Some(token))
    }
}

/// What a webhook tells beside the event itself.
pub(crate) struct Heard<'a> {
    pub(crate) contact: &'a Contact,
    pub(crate) reply_address: &'a ReplyAddress,
    pub(crate) case: &'a Option<String>,
}

/// Who answers the contact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Owner {
    /// The assistant.
    Assistant,
    /// People.
    People {
        /// Since when; no other time that people have it begins at the same moment.
        since: Timestamp,
        /// When somebody last wrote, from either side.
        #[serde(default)]
        quiet_since: Timestamp,
        /// The first of the messages that nobody has answered yet.
        unanswered: Option<Window>,
        /// The token of the message that looks whether the conversation comes back.
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
    /// Whether its people have the conversation.
    pub with_people: bool,
    /// When it showed that, by its own clock.
    pub at: Timestamp,
    /// From when on what it shows counts, by our clock, where it told no time: what it showed just
    /// before may be dated after that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shown_from: Option<Timestamp>,
    /// When we asked it to take the conversation back from its people, as long as it has told nothing
    /// else since.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub taken_back: Option<Timestamp>,
    /// Its own name of what people work on there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub case: Option<String>,
    /// What a later version stored with it.
    #[serde(flatten)]
    pub later: Later,
}

impl DeskView {
    /// Whether all that the desk has told is older: what it told no time of, by as much as clocks differ.
    fn was_before(&self, at: Timestamp) -> bool {
        at >= self.at && self.shown_from.is_none_or(|from| at >= from)
    }

    /// Something was learnt of it that it told no time of.
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

/// The wait that collects messages: every message of the contact from `first` on that no turn
/// has taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Window {
    /// The first message in it.
    pub first: Seq,
    /// When that message was stored.
    pub opened_at: Timestamp,
    /// What a later version stored with it.
    #[serde(flatten)]
    pub later: Later,
}
