//! Hearing recordings: each is fetched, and written down once.

use std::time::Duration;

use futures_util::future::join_all;

use crate::{
    Attachment, AttachmentSource, ConversationRef, Hear, Heard, MAX_HEARD_CHARS, Message, Owner,
    Responded, Said, Seq, Timestamp, Unheard,
    budgets::{HEARING, HEARING_MARGIN, LOOK_FOR_HEARD_EVERY, RECORD_RESERVE},
    policy::Hearing,
    ports::{
        Channel, Clock, Conversations, Counted, DayBudget, FetchError, Hold, ListenError, Listener,
        PolicySource, PortError, Random, Recording, RunPorts, Transcript,
    },
};

use super::{reach::Reach, retry_recording};

/// Bytes that play in a second, at most, where nothing tells how long a file plays. Rather too few:
/// such a file counts as longer than it is.
const BYTES_A_SECOND: u64 = 8_000;

/// Hears a message's recordings while its window waits. Nothing depends on it: the run hears what is
/// left. `deadline` is when the invocation ends, done or not.
pub async fn hear<P: RunPorts>(
    ports: &P,
    hear: &Hear,
    deadline: Timestamp,
) -> Result<Responded, PortError> {
    let conversation = &hear.conversation;
    let policy = ports.policy_source().policy().await?;
    let read = ports.conversations().state(conversation).await?;
    let (Some(hearing), Some(read)) = (&policy.hearing, read) else {
        return Ok(Responded::Done);
    };
    let is_awaited = read.state.owner == Owner::Assistant
        && read.state.waits(hear.message)
        && policy.answers(&read.state);
    if is_awaited {
        let listening = Listening {
            ports,
            channel: Reach::of(&read.state, ports.channel()),
            conversation,
            hearing,
            until: until(ports, HEARING, deadline.minus(RECORD_RESERVE)),
            is_last: false,
        };
        listening.hear(hear.message).await?;
    }
    Ok(Responded::Done)
}

/// The time in `limit`, or the end if that comes before.
pub(super) fn until<P: RunPorts>(ports: &P, limit: Duration, end: Timestamp) -> Timestamp {
    ports.clock().now().plus(limit).min(end)
}

/// Who hears the recordings of one conversation, and until when.
pub(super) struct Listening<'a, P: RunPorts> {
    pub(super) ports: &'a P,
    pub(super) channel: Reach<'a, P::Channel>,
    pub(super) conversation: &'a ConversationRef,
    pub(super) hearing: &'a Hearing,
    pub(super) until: Timestamp,
    /// Whether nobody hears them later: then one waits for others who hear the same, and what fails
    /// has failed for good.
    pub(super) is_last: bool,
}

impl<P: RunPorts> Listening<'_, P> {
    /// Hears what is not heard yet of a message. Gives all that is known of its recordings then.
    pub(super) async fn hear(&self, message: Seq) -> Result<Vec<Heard>, PortError> {
        let (clock, token) = (self.ports.clock(), self.ports.random().token());
        loop {
            let now = clock.now();
            let held_until = self.until.plus(HEARING_MARGIN);
            let hold = self.ports.conversations().hold_hearing(
                self.conversation,
                message,
                token,
                (now, held_until),
            );
            match hold.await? {
                Hold::Ours(message) if message.unheard().next().is_none() => {
                    return Ok(message.heard);
                }
                Hold::Ours(message) => return self.hear_held(&message).await,
                Hold::Others if self.is_last && now < self.until => {
                    let again = now.plus(LOOK_FOR_HEARD_EVERY).min(self.until);
                    clock.sleep_until(again).await;
                }
                Hold::Others | Hold::Gone => return Ok(Vec::new()),
            }
        }
    }

    /// Hears a message's recordings, and notes what was heard.
    async fn hear_held(&self, message: &Message) -> Result<Vec<Heard>, PortError> {
        let mut unheard: Vec<_> = message.unheard().collect();
        let beyond = unheard.split_off(unheard.len().min(self.hearing.max_attachments));
        let beyond = beyond.into_iter().map(|(_, source)| Heard {
            source: source.clone(),
            seconds: None,
            said: Said::Unheard(Unheard::TooMany),
        });
        let hearing = unheard
            .iter()
            .map(|(attachment, source)| self.recording(attachment, source));
        let heard = join_all(hearing).await.into_iter().flatten();
        let known = message.heard.iter().cloned();
        let heard: Vec<Heard> = known.chain(heard).chain(beyond).collect();
        let end = self.until.plus(HEARING_MARGIN);
        let note = async || {
            let table = self.ports.conversations();
            table
                .note_heard(self.conversation, message.seq, &heard)
                .await
        };
        retry_recording(self.ports, end, note, |_| true).await?;
        Ok(heard)
    }

    /// Hears one recording. None if it failed, and may succeed later.
    async fn recording(&self, attachment: &Attachment, of: &AttachmentSource) -> Option<Heard> {
        let heard = |seconds, said| Heard {
            source: of.clone(),
            seconds,
            said,
        };
        let recording = match self.fetched(attachment, of).await {
            Ok(bytes) => bytes,
            Err(why) => return Some(heard(None, Said::Unheard(why?))),
        };
        let seconds = self.seconds(attachment, &recording);
        match self.heard(&recording, seconds).await {
            Ok(said) => Some(heard(Some(seconds), said)),
            Err(why) => Some(heard(Some(seconds), Said::Unheard(why?))),
        }
    }

    async fn fetched(
        &self,
        attachment: &Attachment,
        source: &AttachmentSource,
    ) -> Result<Recording, Option<Unheard>> {
        let most = self.hearing.max_bytes;
        if attachment.size.is_some_and(|size| size > most) {
            return Err(Some(Unheard::TooLarge));
        }
        let fetched = self.channel.fetch(source, most, self.time_left()).await;
        fetched
            .map(|bytes| Recording { bytes })
            .map_err(|error| match error {
                FetchError::Gone => Some(Unheard::Gone),
                FetchError::TooLarge => Some(Unheard::TooLarge),
                FetchError::Failed(failure) => self.failed(failure.is_permanent()),
            })
    }

    /// What is said in a recording, if the bounds of the settings allow to hear it.
    async fn heard(&self, recording: &Recording, seconds: u64) -> Result<Said, Option<Unheard>> {
        if seconds > self.hearing.max_seconds {
            return Err(Some(Unheard::TooLong));
        }
        let integration = &self.conversation.integration;
        let (budget, counted) = (self.ports.day_budget(), Counted::HeardSeconds);
        let began = self.ports.clock().now();
        let most = self.hearing.max_day_seconds;
        let taken = budget.take(integration, counted, seconds, began, most);
        if !taken.await.unwrap_or(false) {
            return Err(Some(Unheard::OverDayCap));
        }
        let listener = self.ports.listener();
        let (why, is_paid) = match listener.listen(recording, self.time_left()).await {
            Ok(transcript) => return Ok(said(transcript)),
            Err(ListenError::NotAudio) => (Some(Unheard::NotAudio), false),
            Err(ListenError::TooLong { .. }) => (Some(Unheard::TooLong), false),
            // Asked again, it may be paid for again.
            Err(ListenError::Failed { paid_for: true, .. }) => (Some(Unheard::Failed), true),
            Err(ListenError::Failed { failure, .. }) => {
                (self.failed(failure.is_permanent()), false)
            }
        };
        if !is_paid {
            // What is not given back only ends the day's hearing a little sooner.
            drop(budget.give_back(integration, counted, seconds, began).await);
        }
        Err(why)
    }

    fn failed(&self, for_good: bool) -> Option<Unheard> {
        (for_good || self.is_last).then_some(Unheard::Failed)
    }

    /// How long a recording plays, rounded up.
    fn seconds(&self, attachment: &Attachment, recording: &Recording) -> u64 {
        let told = || attachment.duration_ms.map(Duration::from_millis);
        let length = self.ports.listener().length(recording).or_else(told);
        match length {
            Some(length) => length.as_secs() + u64::from(length.subsec_nanos() > 0),
            None => (recording.bytes.len() as u64).div_ceil(BYTES_A_SECOND),
        }
    }

    fn time_left(&self) -> Duration {
        self.until.since(self.ports.clock().now())
    }
}

fn said(transcript: Transcript) -> Said {
    let text = transcript.text.trim();
    match text.is_empty() {
        true => Said::Nothing,
        false => Said::Words(text.chars().take(MAX_HEARD_CHARS).collect()),
    }
}
