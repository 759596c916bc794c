//! The voice, in every mood, and the rules of what is spoken.

use std::{
    cell::RefCell,
    collections::{HashMap, HashSet},
    time::Duration,
};

use conversation::{
    ConversationRef, Decision, IntegrationId, Outcome, Policy, Timestamp, Trail, Turn, VoiceWhen,
    ports::{Audio, Line, Outgoing, PortError, Script, Spoken, Voice, VoiceBudget, VoiceError},
};

use super::{
    ports::{Ports, at_once},
    reached::Rare,
    said,
    universe::{Delivered, Universe},
    world::TaskId,
};
use crate::memory_budget::MemoryBudget;

/// What stands before what is to be copied, in an answer.
const COPIED: char = '#';

/// What speaks, and what was spoken.
#[derive(Default)]
pub(super) struct Voices {
    /// What is kept, by turn and part.
    kept: RefCell<HashMap<(String, usize), String>>,
    /// Who has paid for which part.
    paid: RefCell<HashMap<(String, usize), TaskId>>,
    /// How many characters each integration has paid for.
    characters: RefCell<HashMap<usize, u64>>,
    budget: MemoryBudget,
    /// Who has spoken, and not read since who has the conversation.
    unread: RefCell<HashSet<TaskId>>,
}

impl Voices {
    /// Who has the conversation is read.
    pub(super) fn read_by(&self, task: TaskId) {
        self.unread.borrow_mut().remove(&task);
    }
}

impl Voice for Ports {
    fn script(&self, markdown: &str) -> Script {
        let (said, copied) = markdown.split_once(COPIED).unwrap_or((markdown, ""));
        let parts = |text: &str| {
            text.split(super::outside::PARTS)
                .map(str::to_owned)
                .collect()
        };
        Script {
            spoken: match self.universe.world.chance(50) {
                true => Vec::new(),
                false => parts(said),
            },
            to_copy: match copied {
                "" => Vec::new(),
                copied => parts(copied),
            },
        }
    }

    async fn speak(&self, line: Line<'_>, time_limit: Duration) -> Result<Spoken, VoiceError> {
        let (universe, voices) = (&self.universe, &self.universe.voices);
        voices.unread.borrow_mut().insert(universe.world.current());
        let part = (line.turn_id.to_owned(), line.index);
        let found = self.call(|| Ok::<_, PortError>(voices.kept.borrow().get(&part).cloned()));
        if let Some(text) = found.await.map_err(|error| storage(&error, None))? {
            if voices.paid.borrow().get(&part) != Some(&universe.world.current()) {
                universe.sightings.see(Rare::VoiceFoundAgain);
            }
            return Ok(audio(&text));
        }
        let limit = u64::try_from(time_limit.as_millis()).unwrap_or(u64::MAX);
        let mood = if universe.strikes(universe.faults.voice) {
            universe.world.below(5)
        } else {
            5
        };
        let takes = match mood {
            0 => limit + 1,
            _ => 100 + universe.world.below(5_000),
        };
        self.sleep(takes.min(limit)).await;
        let is_made = Rare::TakenWhileAVoiceIsMade;
        universe.sightings.taken_meanwhile(universe, is_made);
        let transient = |detail: &str, seconds: Option<u64>| VoiceError::Transient {
            detail: detail.to_owned(),
            retry_after: seconds.map(Duration::from_secs),
        };
        if takes > limit {
            // It is spoken all the same, and nobody hears it.
            pays(universe, self.integration, &part, line.text);
            universe.disturb(universe.world.current());
            return Err(transient("simulated: slow", None));
        }
        match mood {
            1 => return Err(transient("simulated: busy", None)),
            2 => return Err(transient("simulated: rate", Some(universe.world.below(60)))),
            3 => {
                return Err(VoiceError::Permanent {
                    detail: "simulated: no quota".to_owned(),
                    paid_for: false,
                });
            }
            _ => {}
        }
        pays(universe, self.integration, &part, line.text);
        let keep = || {
            if mood == 4 {
                return Err(PortError::new("simulated: not kept"));
            }
            let text = line.text.to_owned();
            voices.kept.borrow_mut().insert(part.clone(), text);
            Ok(())
        };
        let kept = self.call(keep).await;
        kept.map_err(|error| storage(&error, Some(characters(line.text))))?;
        Ok(audio(line.text))
    }
}

impl VoiceBudget for Ports {
    async fn take(
        &self,
        integration: &IntegrationId,
        characters: u64,
        at: Timestamp,
        daily: u64,
    ) -> Result<bool, PortError> {
        let budget = &self.universe.voices.budget;
        let taken = self.call(|| at_once(budget.take(integration, characters, at, daily)));
        let taken = taken.await;
        if matches!(taken, Ok(false)) {
            self.universe.sightings.see(Rare::DayCapMet);
        }
        taken
    }

    async fn give_back(
        &self,
        integration: &IntegrationId,
        characters: u64,
        at: Timestamp,
    ) -> Result<(), PortError> {
        let budget = &self.universe.voices.budget;
        self.call(|| at_once(budget.give_back(integration, characters, at)))
            .await
    }
}

fn storage(error: &PortError, character_cost: Option<u64>) -> VoiceError {
    VoiceError::Storage {
        detail: error.to_string(),
        character_cost,
    }
}

fn audio(text: &str) -> Spoken {
    Spoken {
        audio: Audio {
            bytes: text.to_owned().into(),
            mime_type: "audio/ogg; codecs=opus",
            file_name: "0.ogg".to_owned(),
            is_voice_note: true,
            link: String::new(),
        },
        character_cost: Some(characters(text)),
    }
}

fn characters(text: &str) -> u64 {
    text.chars().count() as u64
}

/// A part is paid for once, unless something went wrong for who paid before; and never more than
/// the settings allow.
fn pays(universe: &Universe, integration: usize, part: &(String, usize), text: &str) {
    let task = universe.world.current();
    if universe.voices.kept.borrow().contains_key(part) {
        universe.broken(7, "what is kept was paid for again");
    }
    universe.tell(|| format!("speaks {part:?}: {text}"));
    let earlier = universe.voices.paid.borrow_mut().insert(part.clone(), task);
    if earlier.is_some() {
        universe.sightings.see(Rare::VoicePaidTwice);
    }
    if let Some(earlier) = earlier
        && !universe.disturbed.borrow().contains(&earlier)
    {
        universe.broken(7, "a part was paid for twice without need");
    }
    let mut counted = universe.voices.characters.borrow_mut();
    let spoken = counted.entry(integration).or_default();
    // What is paid for again was counted once.
    *spoken += match earlier {
        None => characters(text),
        Some(_) => 0,
    };
    let a_day = |policy: &Policy| policy.voice.map(|voice| voice.max_day_characters);
    let a_day = universe.settings.most(integration, a_day).flatten();
    if a_day.is_none_or(|most| *spoken > most * days(universe)) {
        universe.broken(11, "more was spoken than the settings allow");
    }
}

/// On how many days a story may have spoken so far.
fn days(universe: &Universe) -> u64 {
    const DAY_MS: u64 = 24 * 3_600_000;
    universe.world.now() / DAY_MS - super::scenario::START / DAY_MS + 1
}

/// A part of a reply is about to be sent, in one form or the other.
pub(super) fn send_begins(universe: &Universe, delivery: &Delivered, outgoing: &Outgoing<'_>) {
    let part = outgoing.part;
    if outgoing.audio.is_some() != part.voice {
        return universe.broken(11, "sent in another form than was decided");
    }
    let Some(audio) = outgoing.audio else { return };
    if audio.bytes != part.text.as_bytes() {
        universe.broken(11, "the voice says something else");
    }
    let (settings, integration) = (&universe.settings, delivery.integration);
    let most = |policy: &Policy| policy.voice.map(|voice| voice.max_reply_characters);
    let Some(most) = settings.most(integration, most).flatten() else {
        return universe.broken(11, "spoken, and the reply is in text");
    };
    if universe.voices.unread.borrow().contains(&delivery.by) {
        universe.broken(9, "spoken without a look at who has the conversation");
    }
    let written = universe.written.borrow();
    let decision = written.get(&delivery.by);
    let decision = decision.and_then(|(_, state)| state.turn.as_ref()?.decision.as_ref());
    if let Some(Decision::Reply { parts, .. }) = decision {
        let spoken = parts.iter().filter(|part| part.voice);
        let spoken: u64 = spoken.map(|part| characters(&part.text)).sum();
        if spoken > most {
            universe.broken(11, "a spoken reply is too long");
        }
    }
    let turn = written
        .get(&delivery.by)
        .and_then(|(conversation, state)| Some((conversation, state.turn.as_ref()?.batch)));
    if turn.is_some_and(|(conversation, _)| universe.erasures.reach(delivery.by, conversation)) {
        return;
    }
    let mirrors = turn.and_then(|(conversation, batch)| {
        universe.table.with(conversation, |items| {
            let said = said::batch(items, batch);
            said.last().is_some_and(|message| message.voice)
        })
    });
    let always = |policy: &Policy| {
        let voice = policy.voice.as_ref();
        voice.is_some_and(|voice| voice.when == VoiceWhen::Always)
    };
    if !settings.ever(integration, always) && mirrors != Some(true) {
        universe.broken(11, "spoken to who wrote");
    }
}

/// An answer under settings that want it spoken says how much was, or why not.
pub(super) fn is_accounted_for(universe: &Universe, of: &ConversationRef, trail: &Trail) {
    let wanted = |policy: &Policy| policy.voice.is_some();
    let wanted = universe.settings.always(of, wanted);
    let answered = matches!(trail.outcome, Outcome::Answered { .. });
    let told = trail.voice.as_ref();
    let told = told.is_some_and(|voice| voice.parts > 0 || voice.in_text.is_some());
    if wanted && answered && !told {
        universe.broken(11, "an answer in text does not say why");
    }
}

/// Whether a stored reply changed only in that what was not sent of it became text.
pub(super) fn became_text(old: &Turn, new: &Turn) -> bool {
    let (
        Some(Decision::Reply {
            parts: old,
            in_text,
            ..
        }),
        Some(Decision::Reply {
            parts: new,
            in_text: none,
            ..
        }),
    ) = (&old.decision, &new.decision)
    else {
        return false;
    };
    let begun = old.iter().any(|part| part.sent);
    let rest_is_text = old.len() == new.len()
        && old.iter().zip(new).all(|(old, new)| {
            old.text == new.text && old.sent == new.sent && new.voice == (old.voice && old.sent)
        });
    let whole = new == in_text && !in_text.is_empty();
    none.is_empty() && if begun { rest_is_text } else { whole }
}

/// Whether a reply was given up as it was a voice's turn, and nobody tried a text.
pub(super) fn never_became_text(old: &Turn) -> bool {
    let Some(Decision::Reply { parts, .. }) = &old.decision else {
        return false;
    };
    let next = parts.iter().find(|part| !part.sent);
    next.is_some_and(|part| part.voice)
}
