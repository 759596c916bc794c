//! The voice, in every mood.

use std::{cell::RefCell, collections::HashMap, time::Duration};

use conversation::ports::{Audio, Failure, Line, PortError, Script, Synthesis, Voice, VoiceError};

use super::{
    channel::rendered, ports::Ports, reached::Rare, scenario::millis, spoken, world::TaskId,
};

/// The beginning of a line of an answer that is to be copied.
const COPIED: char = '#';

/// The speech provider, and what was spoken.
#[derive(Default)]
pub(super) struct Voices {
    /// The audio that is kept, by turn and part.
    pub(super) kept: RefCell<HashMap<(String, usize), String>>,
    /// Who has paid for which part.
    pub(super) paid: RefCell<HashMap<(String, usize), TaskId>>,
    /// How many characters each integration has paid for.
    pub(super) characters: RefCell<HashMap<usize, u64>>,
}

impl Voice for Ports {
    fn script(&self, markdown: &str) -> Result<Script, Failure> {
        let (said, copied) = markdown.split_once(COPIED).unwrap_or((markdown, ""));
        let parts = |text: &str| rendered(text).map(str::to_owned).collect();
        Ok(Script {
            spoken: match self.universe.world.chance(50) {
                true => Vec::new(),
                false => parts(said),
            },
            to_copy: match copied {
                "" => Vec::new(),
                copied => parts(copied),
            },
        })
    }

    async fn speak(&self, line: Line<'_>, time_limit: Duration) -> Result<Synthesis, VoiceError> {
        let (universe, voices) = (&self.universe, &self.universe.voices);
        let part = (line.turn_id.to_owned(), line.index);
        let found = self.call(|| Ok::<_, PortError>(voices.kept.borrow().get(&part).cloned()));
        if let Some(text) = found.await.map_err(|error| storage(&error, None))? {
            if voices.paid.borrow().get(&part) != Some(&universe.world.current()) {
                universe.sightings.see(Rare::VoiceFoundAgain);
            }
            return Ok(audio(&text));
        }
        let limit = millis(time_limit);
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
        let transient = |detail: &str, seconds: Option<u64>| {
            let failure = Failure::transient_after(detail, seconds.map(Duration::from_secs));
            VoiceError::from(failure)
        };
        if takes > limit {
            // The audio is made all the same, and nobody hears it.
            spoken::pays(universe, self.integration, &part, line.text);
            universe.tasks.disturb(universe.world.current());
            return Err(transient("simulated: slow", None));
        }
        match mood {
            1 => return Err(transient("simulated: busy", None)),
            2 => return Err(transient("simulated: rate", Some(universe.world.below(60)))),
            3 => {
                return Err(Failure::permanent("simulated: no quota").into());
            }
            _ => {}
        }
        spoken::pays(universe, self.integration, &part, line.text);
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

fn storage(error: &PortError, character_cost: Option<u64>) -> VoiceError {
    VoiceError::Storage {
        detail: error.to_string(),
        character_cost,
    }
}

fn audio(text: &str) -> Synthesis {
    Synthesis {
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

pub(super) fn characters(text: &str) -> u64 {
    text.chars().count() as u64
}
