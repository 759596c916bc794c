//! Hearing recordings: each is fetched, and written down once.

use std::time::Duration;

use crate::{
    Attachment, AttachmentSource, ConversationRef, Fingerprint, Hear, Heard, Message, Owner,
    Responded, Said, Seq, Timestamp, Token, Unheard,
    budgets::{HEARING, HEARING_MARGIN, LOOK_FOR_HEARD_EVERY, RECORD_RESERVE},
    heard::bounded,
    machine::Batch,
    policy::{BATCH_CHARS, BATCH_MESSAGES, Hearing},
    ports::{
        Channel, Clock, Conversations, Counted, DayBudget, Failure, FetchError, Hold, ListenError,
        Listener, PolicySource, PortError, Random, Recording, RunPorts, Transcript,
    },
};

use super::{reach::Reach, retry_recording};

/// How many bytes play in a second where nothing else tells how long a file plays: those of a good
/// MP3.
const BYTES_A_SECOND: u64 = 16_000;
/// The most bytes that play in a second, whatever a file or its sender claims: those of the best MP3.
const MOST_BYTES_A_SECOND: u64 = 40_000;

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
    let waits = read.state.window.as_ref().filter(|window| {
        let is_in_it = window.first <= hear.message;
        is_in_it && read.state.owner == Owner::Assistant && policy.answers(&read.state)
    });
    let Some(window) = waits else {
        return Ok(Responded::Done);
    };
    let waiting = ports.conversations().answerable_from(
        conversation,
        window.first,
        BATCH_MESSAGES,
        BATCH_CHARS,
    );
    let (batch, _) = Batch::select(waiting.await?);
    let to_hear = batch.to_hear(hearing.max_recordings);
    let first = to_hear.iter().find_map(|(message, first)| {
        let is_to_hear = message.seq == hear.message && !message.unheard(*first).is_empty();
        is_to_hear.then_some(*first)
    });
    if let Some(first) = first {
        let listening = Listening {
            ports,
            channel: Reach::of(&read.state, ports.channel()),
            conversation,
            hearing,
            until: until(ports, HEARING, deadline.minus(RECORD_RESERVE)),
            is_last: false,
        };
        listening.hear(hear.message, first).await?;
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
    /// Hears what is not heard yet of a message's first so many recordings. Gives all that is known of
    /// them then; none if somebody else hears them, or the message is gone.
    pub(super) async fn hear(
        &self,
        message: Seq,
        first: usize,
    ) -> Result<Option<Vec<Heard>>, PortError> {
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
                Hold::Ours(message) if message.unheard(first).is_empty() => {
                    return Ok(Some(message.heard));
                }
                Hold::Ours(message) => {
                    return self.hear_held(&message, first, token).await.map(Some);
                }
                Hold::Others if self.is_last && now < self.until => {
                    let again = now.plus(LOOK_FOR_HEARD_EVERY).min(self.until);
                    clock.sleep_until(again).await;
                }
                Hold::Others | Hold::Gone => return Ok(None),
            }
        }
    }

    /// Hears a message's recordings, one at a time since each may be large, and notes what was heard.
    async fn hear_held(
        &self,
        message: &Message,
        first: usize,
        token: Token,
    ) -> Result<Vec<Heard>, PortError> {
        let mut heard = message.heard.clone();
        for (attachment, source) in message.unheard(first) {
            heard.extend(self.recording(attachment, source).await);
        }
        let heard = bounded(heard);
        let end = self.until.plus(HEARING_MARGIN);
        let note = async || {
            let table = self.ports.conversations();
            let seq = message.seq;
            table
                .note_heard(self.conversation, seq, token, &heard)
                .await
        };
        let noted = retry_recording(self.ports, end, note, |_| true).await;
        match noted {
            // A run goes on with what it knows, whatever the table says.
            Err(error) if !self.is_last => Err(error),
            Ok(()) | Err(_) => Ok(heard),
        }
    }

    /// Hears one recording. None if it failed, and may succeed later.
    async fn recording(&self, attachment: &Attachment, source: &AttachmentSource) -> Option<Heard> {
        let of = source.fingerprint();
        let recording = match self.fetched(attachment, source).await {
            Ok(bytes) => bytes,
            Err(missed) => return missed.of(of, self.is_last),
        };
        let seconds = self.seconds(attachment, &recording);
        match self.heard(&recording, seconds).await {
            Ok((said, seconds)) => Some(Heard {
                of,
                seconds: Some(seconds),
                said,
                error: None,
            }),
            Err(missed) => missed.of(of, self.is_last),
        }
    }

    async fn fetched(
        &self,
        attachment: &Attachment,
        source: &AttachmentSource,
    ) -> Result<Recording, Missed> {
        let most = self.hearing.max_bytes;
        if attachment.size.is_some_and(|size| size > most) {
            return Err(Missed::because(Unheard::TooLarge));
        }
        let fetched = self.channel.fetch(source, most, self.time_left()).await;
        fetched
            .map(|bytes| Recording { bytes })
            .map_err(|error| match error {
                // Some channels have a file only a moment after its message.
                FetchError::Gone => Missed {
                    may_succeed_later: true,
                    ..Missed::because(Unheard::Gone)
                },
                FetchError::TooLarge => Missed::because(Unheard::TooLarge),
                FetchError::Failed(failure) => Missed::failed(&failure),
            })
    }

    /// What is said in a recording, and how many seconds it plays, if the bounds of the settings allow
    /// to hear it.
    async fn heard(&self, recording: &Recording, seconds: u64) -> Result<(Said, u64), Missed> {
        if seconds > self.hearing.max_seconds {
            return Err(Missed::because(Unheard::TooLong));
        }
        let integration = &self.conversation.integration;
        let (budget, counted) = (self.ports.day_budget(), Counted::HeardSeconds);
        let began = self.ports.clock().now();
        let most = self.hearing.max_day_seconds;
        match budget
            .take(integration, counted, seconds, began, most)
            .await
        {
            Ok(true) => {}
            Ok(false) => return Err(Missed::because(Unheard::OverDayCap)),
            Err(error) => return Err(Missed::failed(&Failure::transient(error.to_string()))),
        }
        let listener = self.ports.listener();
        let missed = match listener.listen(recording, self.time_left()).await {
            Ok(transcript) => {
                let longer = transcript
                    .seconds
                    .unwrap_or_default()
                    .saturating_sub(seconds);
                // It is heard already, whether or not that is within the day.
                drop(
                    budget
                        .take(integration, counted, longer, began, u64::MAX)
                        .await,
                );
                return Ok((said(&transcript), seconds + longer));
            }
            Err(ListenError::NotAudio) => Missed::because(Unheard::NotAudio),
            Err(ListenError::TooLong { .. }) => Missed::because(Unheard::TooLong),
            // Asked again, it may be paid for again.
            Err(ListenError::Failed {
                failure,
                paid_for: true,
            }) => {
                return Err(Missed {
                    seconds: Some(seconds),
                    may_succeed_later: false,
                    ..Missed::failed(&failure)
                });
            }
            Err(ListenError::Failed { failure, .. }) => Missed::failed(&failure),
        };
        // What is not given back only ends the day's hearing a little sooner.
        drop(budget.give_back(integration, counted, seconds, began).await);
        Err(missed)
    }

    /// How long a recording plays, rounded up. Neither a file nor its sender is believed to be shorter
    /// than so many bytes can be.
    fn seconds(&self, attachment: &Attachment, recording: &Recording) -> u64 {
        let bytes = recording.bytes.len() as u64;
        let told = || attachment.duration_ms.map(Duration::from_millis);
        let length = self.ports.listener().length(recording).or_else(told);
        match length {
            Some(length) => {
                let told = length.as_secs() + u64::from(length.subsec_nanos() > 0);
                told.max(bytes.div_ceil(MOST_BYTES_A_SECOND))
            }
            None => bytes.div_ceil(BYTES_A_SECOND),
        }
    }

    fn time_left(&self) -> Duration {
        self.until.since(self.ports.clock().now())
    }
}

/// Why a recording was not heard in one attempt.
struct Missed {
    why: Unheard,
    may_succeed_later: bool,
    /// What it may have cost.
    seconds: Option<u64>,
    error: Option<String>,
}

impl Missed {
    const fn because(why: Unheard) -> Self {
        Self {
            why,
            may_succeed_later: false,
            seconds: None,
            error: None,
        }
    }

    fn failed(failure: &Failure) -> Self {
        Self {
            may_succeed_later: !failure.is_permanent(),
            error: Some(failure.detail.clone()),
            ..Self::because(Unheard::Failed)
        }
    }

    /// What is noted of the recording; none if a later attempt may hear it.
    fn of(self, of: Fingerprint, is_last: bool) -> Option<Heard> {
        let is_over = is_last || !self.may_succeed_later;
        is_over.then(|| Heard {
            seconds: self.seconds,
            error: self.error,
            ..Heard::not(of, self.why)
        })
    }
}

fn said(transcript: &Transcript) -> Said {
    match transcript.text.trim() {
        "" => Said::Nothing,
        words => Said::Words(words.to_owned()),
    }
}
