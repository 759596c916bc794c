//! Speaking a reply, or falling back to text.

use crate::{
    Decision, Part, TextBecause, TextFallback, VoicePolicy, VoiceReport, VoiceWhen,
    budgets::{ANSWER_RESERVE, FIRST_SPEAKING_PAUSE, LEAST_SPEAKING, SPEAKING},
    machine::{self, Change, Verdict},
    ports::{
        Channel, Clock, Counted, DayBudget, Line, Retry, RunPorts, Script, Synthesis, Voice,
        VoiceError,
    },
};

use super::{lease::Stop, run::Run};

/// How often speaking a part is tried.
const ATTEMPTS: u32 = 3;

/// A part that could not be spoken, or whose voice the channel did not take.
pub(super) struct Unspoken {
    pub(super) why: TextFallback,
    /// What speaking the part cost all the same.
    pub(super) character_cost: u64,
    pub(super) paid_for: bool,
}

impl Unspoken {
    /// A failure of unknown cost.
    pub(super) const fn new(why: TextFallback, paid_for: bool) -> Self {
        Self {
            why,
            character_cost: 0,
            paid_for,
        }
    }
}

impl<P: RunPorts> Run<'_, P> {
    /// The reply to speak, if it may be spoken; `text_fallback` otherwise.
    pub(super) async fn voiced(
        &self,
        policy: &VoicePolicy,
        markdown: &str,
        text_fallback: Vec<Part>,
    ) -> Verdict {
        let (decision, why) = match self.script(policy, markdown).await {
            Ok(parts) => (Decision::spoken(parts, text_fallback), None),
            Err(why) => (Decision::text(text_fallback), Some(why)),
        };
        Verdict {
            voice: Some(VoiceReport {
                text_fallback: why,
                ..VoiceReport::default()
            }),
            ..Verdict::from(decision)
        }
    }

    /// Whether the contact is answered in a voice, as far as that can be known before the answer.
    pub(super) fn is_to_be_spoken(&self, policy: &VoicePolicy) -> bool {
        match policy.when {
            VoiceWhen::Always => true,
            VoiceWhen::Mirror => self.batch.ends_in_a_voice(),
        }
    }

    async fn script(
        &self,
        policy: &VoicePolicy,
        markdown: &str,
    ) -> Result<Vec<Part>, TextFallback> {
        if !self.is_to_be_spoken(policy) {
            return Err(TextBecause::CustomerWrote.into());
        }
        let Script { spoken, to_copy } = match self.ports.voice().script(markdown) {
            Ok(script) => script,
            Err(unusable) => return Err(TextBecause::VoiceFailed.with(unusable.detail)),
        };
        let spoken: Vec<Part> = spoken.into_iter().map(Part::voice).collect();
        let characters = spoken.iter().map(Part::characters).sum();
        if characters == 0 {
            return Err(TextBecause::NothingToSay.into());
        }
        if characters > policy.max_reply_characters {
            return Err(TextBecause::OverReplyCap.into());
        }
        let taken = self.ports.day_budget().take(
            &self.conversation.integration,
            &Counted::SpokenCharacters,
            characters,
            self.claimed_at(),
            policy.max_day_characters,
        );
        match taken.await {
            Ok(true) => {}
            Ok(false) => return Err(TextBecause::OverDayCap.into()),
            Err(error) => return Err(TextBecause::OverDayCap.with(error)),
        }
        let beside = to_copy.join("\n");
        let beside = self
            .channel()
            .verbatim(&beside, &self.known.state.reply_address);
        Ok(spoken.into_iter().chain(beside).collect())
    }

    /// The audio of a part, made now or in an earlier attempt.
    pub(super) async fn speak(&self, index: usize) -> Result<Synthesis, Unspoken> {
        let parts = self.parts();
        let voice = |index: Option<usize>| {
            let part = parts.get(index?).filter(|part| part.voice);
            part.map(|part| part.text.as_str())
        };
        let turn_id = self.turn_id();
        let line = Line {
            turn_id: &turn_id,
            index,
            text: voice(Some(index)).unwrap_or_default(),
            before: voice(index.checked_sub(1)),
            after: voice(index.checked_add(1)),
        };
        let clock = self.ports.clock();
        let end = clock
            .now()
            .plus(SPEAKING)
            .min(self.deadline.minus(ANSWER_RESERVE));
        // Of what an earlier request came to, whoever made it, nobody can be sure.
        let mut paid_for = self.left_at == Some(index);
        let mut why = TextBecause::NoTime.into();
        let mut pause = FIRST_SPEAKING_PAUSE;
        for _ in 0..ATTEMPTS {
            let limit = end.since(clock.now());
            if limit < LEAST_SPEAKING {
                break;
            }
            let (failure, now) = match self.ports.voice().speak(line, limit).await {
                Ok(spoken) => return Ok(spoken),
                Err(VoiceError::Failed { failure, paid_for }) => (failure, paid_for),
                Err(VoiceError::Storage {
                    detail,
                    character_cost,
                }) => {
                    return Err(Unspoken {
                        why: TextBecause::StorageFailed.with(detail),
                        character_cost: character_cost.unwrap_or(0),
                        paid_for: true,
                    });
                }
            };
            why = TextBecause::VoiceFailed.with(failure.detail);
            paid_for |= now;
            let Retry::Later(retry_after) = failure.retry else {
                break;
            };
            let wait = retry_after.map_or(pause, |asked| asked.max(pause));
            pause *= 2;
            let again = clock.now().plus(wait);
            if again.plus(LEAST_SPEAKING) > end {
                break;
            }
            clock.sleep_until(again).await;
        }
        Err(Unspoken::new(why, paid_for))
    }

    /// Sends the unsent rest of the reply, from the part numbered `index` on, as text. Characters
    /// of it that were counted and not paid for are given back to the budget.
    pub(super) async fn fall_back_to_text(
        &mut self,
        index: usize,
        unspoken: Unspoken,
    ) -> Result<(), Stop> {
        let Unspoken {
            why,
            character_cost,
            paid_for,
        } = unspoken;
        let parts = self.parts();
        let unpaid = parts.iter().skip(index + usize::from(paid_for));
        let unpaid = unpaid.filter(|part| part.voice);
        let characters = unpaid.map(Part::characters).sum();
        let claimed_at = self.claimed_at();
        let token = self.token;
        self.step(|state, _| {
            machine::fall_back_to_text(state, token, why.clone(), character_cost).map(Change::from)
        })
        .await?;
        if characters > 0 {
            let integration = &self.conversation.integration;
            let budget = self.ports.day_budget();
            // What is not given back only ends the day's voice a little sooner.
            drop(
                budget
                    .give_back(
                        integration,
                        &Counted::SpokenCharacters,
                        characters,
                        claimed_at,
                    )
                    .await,
            );
            // People may have taken the conversation meanwhile.
            self.read_again().await?;
        }
        Ok(())
    }
}
