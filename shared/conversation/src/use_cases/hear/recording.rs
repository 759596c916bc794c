//! Hearing one recording: fetching it, the bounds of the settings, and what failed.

use std::time::Duration;

use crate::{
    Attachment, AttachmentKind, AttachmentSource, Fingerprint, Heard, Said, Unheard,
    ports::{
        Channel, Clock, Counted, DayBudget, Failure, FetchError, ListenError, Listener, Recording,
        RunPorts, Transcript,
    },
};

use super::listening::Listening;

/// How many bytes play in a second where nothing else tells how long a file plays: those of a good
/// MP3.
const BYTES_A_SECOND: u64 = 16_000;
/// The most bytes that play in a second, whatever a file or its sender claims: those of the best MP3.
const MOST_BYTES_A_SECOND: u64 = 40_000;

impl<P: RunPorts> Listening<'_, P> {
    /// Hears one recording. None if it failed, and may succeed later.
    pub(super) async fn recording(
        &self,
        attachment: &Attachment,
        source: &AttachmentSource,
    ) -> Option<Heard> {
        let of = source.fingerprint();
        let recording = match self.fetched(attachment, source).await {
            Ok(bytes) => bytes,
            Err(missed) => return missed.of(of, self.is_last),
        };
        let seconds = self.seconds(attachment, &recording);
        let heard = match self.heard(&recording, seconds).await {
            Ok((said, seconds)) => Heard {
                of,
                seconds: Some(seconds),
                model: None,
                said,
                error: None,
            },
            Err(missed) => missed.of(of, self.is_last)?,
        };
        let model = || self.ports.listener().model().to_owned();
        Some(Heard {
            model: heard.seconds.map(|_| model()),
            ..heard
        })
    }

    async fn fetched(
        &self,
        attachment: &Attachment,
        source: &AttachmentSource,
    ) -> Result<Recording, Missed> {
        if attachment.kind == AttachmentKind::Video && !self.hearing.videos {
            return Err(Missed::because(Unheard::Video));
        }
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
        let (budget, counted) = (self.ports.day_budget(), &Counted::HeardSeconds);
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
        // Counting may have taken all the time for which it is held.
        let left = self.time_left();
        let listened = match left.is_zero() {
            true => Err(ListenError::Failed {
                failure: Failure::transient("no time is left to hear it"),
                paid_for: false,
            }),
            false => self.ports.listener().listen(recording, left).await,
        };
        let missed = match listened {
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
