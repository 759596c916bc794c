//! Recordings: what customers say in them, who hears it, and the rules for that.

use std::{cell::RefCell, collections::HashMap, time::Duration};

use bytes::Bytes;
use conversation::{
    Attachment, AttachmentKind, AttachmentSource, ConversationRef, Heard, Incoming, Message,
    Policy, Said, Seq, Unheard,
    ports::{
        Failure, FetchError, Hold, ListenError, Listener, PortError, Prompt, Recording, Transcript,
    },
};
use serde_json::json;

use super::{
    ports::Ports,
    reached::Rare,
    said,
    scenario::millis,
    universe::Universe,
    world::{TaskId, World},
};

/// One recording of a message, by what is said in it.
type Key = (ConversationRef, Seq, String);

/// A message whose recordings somebody may hear.
struct Held {
    of: ConversationRef,
    message: Seq,
    by: TaskId,
    until: u64,
    is_video: bool,
}

/// What is known of all recordings.
#[derive(Default)]
pub(super) struct Recordings {
    /// Which message has it, who holds that, and until when. One that was deleted and delivered again
    /// is two messages.
    held: RefCell<HashMap<(Seq, String), Held>>,
    /// Who last paid for it, and until when they held it.
    paid: RefCell<HashMap<Key, (TaskId, u64)>>,
}

/// The same message, said in a voice. The channel's reference is what is said in it.
pub(super) fn in_a_recording(world: &World, said: Incoming) -> Incoming {
    let kind = match world.chance(150) {
        true => AttachmentKind::Video,
        false => AttachmentKind::Voice,
    };
    let recording = Attachment {
        // So that no two lines of a prompt are alike.
        name: Some(format!("v {}", said.text)),
        source: Some(AttachmentSource(json!(said.text))),
        duration_ms: world.chance(700).then(|| 1_000 * world.below(LONGEST)),
        ..Attachment::of(kind)
    };
    Incoming {
        text: String::new(),
        attachments: vec![recording],
        voice: kind == AttachmentKind::Voice,
        ..said
    }
}

impl Ports {
    pub(super) async fn fetch_recording(
        &self,
        source: &AttachmentSource,
        time_limit: Duration,
    ) -> Result<Bytes, FetchError> {
        let universe = &self.universe;
        let limit = millis(time_limit);
        let mood = mood(universe);
        let takes = match mood {
            0 => limit,
            _ => 50 + universe.world.below(2_000),
        };
        self.sleep(takes.min(limit)).await;
        let failed = |why: &str| FetchError::Failed(Failure::transient_after(why, None));
        if takes >= limit {
            return Err(failed("simulated: slow"));
        }
        match mood {
            1 => Err(FetchError::Gone),
            2 => Err(FetchError::TooLarge),
            3 => Err(failed("simulated: busy")),
            4 => Err(FetchError::Failed(Failure::permanent("simulated: refused"))),
            _ => Ok(source.0.as_str().unwrap_or_default().to_owned().into()),
        }
    }

    /// Somebody got hold of a message's recordings, or did not.
    pub(super) fn holds(&self, of: &ConversationRef, hold: &Hold, until: u64) {
        match hold {
            Hold::Ours(message) => {
                let mut held = self.universe.recordings.held.borrow_mut();
                for attachment in &message.attachments {
                    let Some(words) = words(attachment) else {
                        continue;
                    };
                    let holds = Held {
                        of: of.clone(),
                        message: message.seq,
                        by: self.universe.world.current(),
                        until,
                        is_video: attachment.kind == AttachmentKind::Video,
                    };
                    held.insert((message.seq, words.to_owned()), holds);
                }
            }
            Hold::Others => {
                let task = self.universe.world.current();
                let written = self.universe.tasks.written.borrow();
                if written
                    .get(&task)
                    .is_some_and(|(_, state)| state.turn.is_some())
                {
                    self.universe.sightings.see(Rare::HeardByAnother);
                }
            }
            Hold::Gone => {}
        }
    }
}

impl Listener for Ports {
    fn model(&self) -> &'static str {
        "hears"
    }

    fn length(&self, _: &Recording) -> Option<Duration> {
        None
    }

    async fn listen(
        &self,
        recording: &Recording,
        time_limit: Duration,
    ) -> Result<Transcript, ListenError> {
        let universe = &self.universe;
        let words = String::from_utf8_lossy(&recording.bytes).into_owned();
        let limit = millis(time_limit);
        let mood = mood(universe);
        let takes = match mood {
            0 => limit,
            _ => 100 + universe.world.below(15_000),
        };
        let failed = |failure, paid_for| ListenError::Failed { failure, paid_for };
        let busy = Failure::transient_after("simulated: busy", None);
        if mood < 4 {
            self.sleep(takes.min(limit)).await;
        }
        match mood {
            1 => return Err(failed(busy, false)),
            2 => {
                let refused = Failure::permanent("simulated: refused");
                return Err(failed(refused, false));
            }
            3 => return Err(ListenError::NotAudio),
            _ => {}
        }
        // From here on it is heard, whoever learns of it.
        pays(universe, &words);
        self.call(|| Ok::<(), PortError>(()))
            .await
            .map_err(|_| failed(busy.clone(), true))?;
        self.sleep(takes.min(limit)).await;
        universe
            .sightings
            .taken_meanwhile(universe, Rare::TakenWhileARecordingIsHeard);
        if takes >= limit {
            return Err(failed(busy, true));
        }
        Ok(Transcript {
            text: match mood {
                4 => String::new(),
                _ => words,
            },
            seconds: None,
        })
    }
}

/// What goes wrong as a recording is fetched or heard: nothing, if it is 5.
fn mood(universe: &Universe) -> u64 {
    match universe.strikes(universe.faults.hearing) {
        true => universe.world.below(5),
        false => 5,
    }
}

fn words(attachment: &Attachment) -> Option<&str> {
    attachment.source.as_ref()?.0.as_str()
}

/// A recording is paid for once, unless something went wrong for who paid before.
fn pays(universe: &Universe, words: &str) {
    let held = universe.recordings.held.borrow();
    let (task, now) = (universe.world.current(), universe.world.now());
    let apart = millis(universe.clocks_apart());
    let mut held = held
        .iter()
        .filter(|((_, of), held)| of == words && held.by == task);
    let Some((_, held)) = held.next() else {
        return universe.broken(17, "heard what it does not hold");
    };
    if now > held.until + apart {
        universe.broken(17, "heard what nobody holds any more");
    }
    let no_video = |policy: &Policy| policy.hearing.is_none_or(|it| !it.videos);
    if held.is_video && universe.settings.always(&held.of, no_video) {
        universe.broken(17, "the sound of a video is heard that was not to be");
    }
    let key = (held.of.clone(), held.message, words.to_owned());
    let mut paid = universe.recordings.paid.borrow_mut();
    let Some((earlier, until)) = paid.insert(key, (task, held.until)) else {
        return;
    };
    universe.sightings.see(Rare::RecordingPaidTwice);
    let is_over = now + apart >= until;
    if !is_over && !universe.tasks.disturbed.borrow().contains(&earlier) {
        universe.broken(17, "a recording was paid for twice without need");
    }
}

/// What is noted of a recording is what is said in it.
pub(super) fn noted(universe: &Universe, heard: &[Heard]) {
    for heard in heard {
        match &heard.said {
            Said::Words(words) if heard.of != AttachmentSource(json!(words)).fingerprint() => {
                universe.broken(17, "a recording is noted with other words");
            }
            Said::Words(_) => universe.sightings.see(Rare::Heard),
            Said::Nothing if universe.faults.hearing == 0 => {
                universe.broken(17, "what was said is noted as nothing");
            }
            Said::Nothing => {}
            Said::Unheard(Unheard::OverDayCap) => universe.sightings.see(Rare::HearingCapMet),
            Said::Unheard(_) => universe.sightings.see(Rare::Unheard),
        }
    }
}

/// Whether a line of a prompt shows a message: with all that is known of its recordings, with why the
/// run did not wait for that, with nothing if its settings want nothing heard, or with what the run alone knows, since it could not note it.
pub(super) fn shows(
    universe: &Universe,
    of: &ConversationRef,
    line: &str,
    message: &Message,
) -> bool {
    let with = |said: &dyn Fn(&str) -> Said| {
        let known = message.attachments.iter().filter_map(|attachment| {
            Some(Heard {
                said: said(words(attachment)?),
                ..Heard::not(attachment.source.as_ref()?.fingerprint(), Unheard::NoTime)
            })
        });
        let known = Message {
            heard: known.collect(),
            ..message.clone()
        };
        line == said::as_shown(&known)
    };
    let unheard = |why: &Unheard| with(&|_| Said::Unheard(*why));
    let hears = |policy: &Policy| policy.hearing.is_some();
    let unasked = Message {
        heard: Vec::new(),
        ..message.clone()
    };
    line == said::as_shown(message)
        || line == said::as_shown(&unasked) && !universe.settings.always(of, hears)
        || [Unheard::NoTime, Unheard::TooMany].iter().any(unheard)
        || message.heard.is_empty()
            && (with(&|words| Said::Words(words.to_owned()))
                || with(&|_| Said::Nothing)
                || UNNOTED.iter().any(unheard))
}

/// Why a run may know that a recording was not heard.
const UNNOTED: [Unheard; 7] = [
    Unheard::Gone,
    Unheard::Video,
    Unheard::TooLarge,
    Unheard::TooLong,
    Unheard::OverDayCap,
    Unheard::NotAudio,
    Unheard::Failed,
];

/// Where nothing goes wrong, the assistant is told what was said.
pub(super) fn prompt(universe: &Universe, prompt: &Prompt, batch: &[Message]) {
    let hears = |policy: &Policy| {
        let bounds = policy.hearing;
        bounds
            .is_some_and(|it| it.videos && it.max_day_seconds > A_LOT && it.max_seconds >= LONGEST)
    };
    let all_are_heard = universe.is_calm()
        && universe.faults.hearing == 0
        && universe.settings.always(&prompt.conversation, hears);
    let recordings = batch.iter().flat_map(|message| &message.attachments);
    let recordings = recordings.filter_map(words).count();
    if !all_are_heard || recordings > LEAST_HEARD {
        return;
    }
    let heard = batch.iter().flat_map(|message| &message.heard);
    let heard = heard
        .filter(|heard| matches!(heard.said, Said::Words(_)))
        .count();
    let lines = prompt.lines.iter().rev();
    let mut shown = lines.zip(batch.iter().rev());
    if heard < recordings || !shown.all(|(line, message)| line.text == said::as_shown(message)) {
        universe.broken(17, "the assistant is not told what was said");
    }
}

/// More seconds than are said in any story.
const A_LOT: u64 = 1_000_000;
/// The longest recording, in seconds.
const LONGEST: u64 = 400;
/// So many recordings of a batch are heard under all settings.
const LEAST_HEARD: usize = 2;
