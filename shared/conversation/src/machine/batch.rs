//! The batch: the messages that one turn takes.

use crate::{
    Author, Heard, HeardReport, Later, Message, MessageId, Phrases, Range, Said, Seq, Timestamp,
    Unheard, Window,
    policy::{BATCH_CHARS, BATCH_MESSAGES, REPLY_LIMIT},
};

use super::Looked;

/// The most characters in a summary that quotes the contact.
const SUMMARY_CHARS: usize = 1000;

/// The messages of one turn, in the order in which the contact wrote them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Batch {
    messages: Vec<Message>,
    /// What became of the files that the assistant is to be shown.
    pub(crate) looked: Vec<Looked>,
}

impl Batch {
    /// Takes the oldest waiting messages, up to [`BATCH_MESSAGES`] or [`BATCH_CHARS`], and opens
    /// the next window for the rest. `waiting` is in the order of sequence numbers.
    pub fn select(waiting: Vec<Message>) -> (Self, Option<Window>) {
        let mut chars = 0;
        let taken = waiting
            .iter()
            .take(BATCH_MESSAGES)
            .enumerate()
            .take_while(|(nth, message)| {
                chars += message.chars();
                *nth == 0 || chars <= BATCH_CHARS
            })
            .count();
        let mut messages = waiting;
        let rest = messages.split_off(taken);
        (
            Self::of(messages),
            rest.first().map(|message| Window {
                first: message.seq,
                opened_at: message.received_at,
                later: Later::NONE,
            }),
        )
    }

    /// The batch of a turn that was claimed before.
    pub fn of_turn(messages: Vec<Message>, range: Range) -> Self {
        Self::of(
            messages
                .into_iter()
                .filter(|message| range.contains(message.seq))
                .collect(),
        )
    }

    fn of(mut messages: Vec<Message>) -> Self {
        messages.sort_by_key(|message| (message.sent_at, message.seq));
        Self {
            messages,
            looked: Vec::new(),
        }
    }

    /// The messages, sorted by the provider's time and then by sequence number.
    pub fn messages(&self) -> &[Message] {
        &self.messages
    }

    /// The range from the lowest sequence number to the highest; none for an empty batch.
    pub fn range(&self) -> Option<Range> {
        Some(Range {
            first: self.messages.iter().map(|message| message.seq).min()?,
            last: self.messages.iter().map(|message| message.seq).max()?,
        })
    }

    /// The provider's ids, in the same order.
    pub fn message_ids(&self) -> Vec<MessageId> {
        self.messages
            .iter()
            .filter_map(|message| message.provider_id.clone())
            .collect()
    }

    /// The number of messages, and of characters in all of them.
    pub fn size(&self) -> (usize, usize) {
        let chars = self.messages.iter().map(Message::chars);
        (self.messages.len(), chars.sum())
    }

    /// Whether every message is past the time in which channels allow a reply.
    pub fn is_too_old(&self, now: Timestamp) -> bool {
        self.messages
            .iter()
            .all(|message| now.since(message.sent_at) > REPLY_LIMIT)
    }

    /// Whether the contact's last message was a voice.
    pub fn ends_in_a_voice(&self) -> bool {
        self.messages.last().is_some_and(|message| message.voice)
    }

    /// Whether the contact asks for a person by one of the phrases, in words of their own.
    pub fn asks_for_a_person(&self, phrases: &Phrases) -> bool {
        let mut said = self.messages.iter();
        said.any(|message| message.own_words().any(|words| phrases.found_in(words)))
    }

    /// The messages with recordings that nobody has heard, and how many of the first recordings of
    /// each are heard, if `most` of the batch are: those that came first.
    pub fn to_hear(&self, most: usize) -> impl Iterator<Item = (&Message, usize)> {
        let mut left = most;
        let messages = self.messages.iter().map(move |message| {
            let taken = message.recordings().len().min(left);
            left -= taken;
            (message, taken)
        });
        messages.filter(|(message, first)| !message.unheard(*first).is_empty())
    }

    /// Notes what was heard in a message's recordings.
    pub fn hear(&mut self, message: Seq, heard: Vec<Heard>) {
        let mut messages = self.messages.iter_mut();
        if let Some(message) = messages.find(|known| known.seq == message) {
            message.heard = heard;
        }
    }

    /// Tells the assistant why some recordings were not heard: `most` of the batch were to be.
    pub fn leave_unheard(&mut self, most: usize) {
        let mut left = most;
        for message in &mut self.messages {
            let recordings = message.recordings();
            let why = |nth: usize| match nth < left {
                true => Unheard::NoTime,
                false => Unheard::TooMany,
            };
            let unheard = recordings.iter().enumerate();
            let unheard = unheard.filter(|(_, (one, _))| message.said_in(one).is_none());
            let unheard: Vec<_> = unheard
                .map(|(nth, (_, source))| Heard::not(source.fingerprint(), why(nth)))
                .collect();
            left = left.saturating_sub(recordings.len());
            message.heard.extend(unheard);
        }
    }

    /// What was heard in the batch; none if there is nothing to hear.
    pub fn heard(&self) -> Option<HeardReport> {
        let mut report = HeardReport::default();
        for heard in self.messages.iter().flat_map(|message| &message.heard) {
            report.seconds += heard.seconds.unwrap_or_default();
            if report.model.is_none() {
                report.model.clone_from(&heard.model);
            }
            match heard.said {
                Said::Words(_) | Said::Nothing => report.recordings += 1,
                Said::Unheard(why) => report.unheard.push(why),
            }
            if report.error.is_none() {
                report.error.clone_from(&heard.error);
            }
        }
        (report != HeardReport::default()).then_some(report)
    }

    /// The contact's last messages, for the person who takes over.
    pub fn verbatim(&self) -> String {
        last_words(self.messages.iter())
    }
}

/// The end of what the contact said in these messages, oldest first, for the person who takes over.
pub fn last_words<'a>(messages: impl Iterator<Item = &'a Message>) -> String {
    let of_contact = messages.filter(|message| message.author == Author::Customer);
    let said: Vec<_> = of_contact.map(Message::in_words).collect();
    let said = said.join("\n");
    let skip = said.chars().count().saturating_sub(SUMMARY_CHARS);
    said.chars().skip(skip).collect()
}
