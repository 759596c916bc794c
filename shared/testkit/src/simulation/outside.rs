//! The assistant and the channel, in every mood.

use std::time::Duration;

use conversation::{
    MessageId, Part, ReplyAddress, Usage,
    marker::DEFAULT_MARKER,
    ports::{
        Answer, Assistant, AssistantError, Channel, Failure, Outgoing, OutgoingKind, Prompt,
        TransferCall,
    },
};

use super::{
    people,
    ports::Ports,
    reached::Rare,
    said, spoken, undelivered,
    universe::{Delivered, TRANSFER},
    world::World,
};

pub(super) const PARTS: char = '|';

impl Assistant for Ports {
    async fn answer(
        &self,
        prompt: &Prompt,
        time_limit: Duration,
    ) -> Result<Answer, AssistantError> {
        let answer = self.think(prompt, time_limit).await?;
        let task = self.universe.world.current();
        let mut answers = self.universe.tasks.answers.borrow_mut();
        answers.insert(task, answer.text.clone());
        Ok(answer)
    }
}

impl Ports {
    async fn think(&self, prompt: &Prompt, time_limit: Duration) -> Result<Answer, AssistantError> {
        let universe = &self.universe;
        universe.tell(|| format!("asked {prompt:?}"));
        said::prompt(universe, universe.world.current(), prompt);
        let mood = if universe.strikes(universe.faults.assistant) {
            universe.world.below(11)
        } else {
            universe.world.below(20) + 11
        };
        let limit = u64::try_from(time_limit.as_millis()).unwrap_or(u64::MAX);
        let takes = match mood {
            0 => limit + 1,
            _ => 100 + universe.world.below(20_000),
        };
        if takes > limit {
            self.sleep(limit).await;
            return Err(AssistantError::TimedOut);
        }
        self.call(|| Ok::<(), conversation::ports::PortError>(()))
            .await
            .map_err(|_| transient("simulated: lost", None))?;
        self.sleep(takes).await;
        let thinks = Rare::TakenWhileTheAssistantThinks;
        universe.sightings.taken_meanwhile(universe, thinks);
        match mood {
            1..=3 => Err(transient("simulated: overloaded", None)),
            4 => Err(transient(
                "simulated: rate limit",
                Some(universe.world.below(2_000)),
            )),
            5 => Err(Failure::permanent("simulated: no quota").into()),
            6 => Ok(Answer::default()),
            7 => Ok(Answer {
                refused: true,
                ..Answer::default()
            }),
            8..=10 => Err(AssistantError::TooLong {
                detail: "simulated: too long".to_owned(),
            }),
            11 => Ok(answer(&format!(
                "Um momento.{PARTS}**{DEFAULT_MARKER}** para {}",
                whose(prompt)
            ))),
            12 => Ok(Answer {
                transfer: Some(TransferCall {
                    reason: "asked".to_owned(),
                    summary: format!("about {}", whose(prompt)),
                }),
                ..answer("never shown")
            }),
            13 | 14 => Ok(answer(&format!("a{PARTS}b{PARTS}c for {}", whose(prompt)))),
            15 => Ok(answer(&format!(
                "a{PARTS}b#code{PARTS}for {}",
                whose(prompt)
            ))),
            _ => Ok(answer(&format!("reply to {}", whose(prompt)))),
        }
    }
}

/// The parts of an answer.
pub(super) fn rendered(markdown: &str) -> impl Iterator<Item = &str> {
    markdown.split(PARTS).filter(|text| !text.is_empty())
}

/// How long a channel or a desk that fails for now asks us to wait, if it does.
pub(super) fn asks_to_wait(world: &World) -> Option<Duration> {
    let seconds = match world.below(6) {
        0 => 0,
        1 => world.below(10),
        2 => world.below(900),
        _ => return None,
    };
    Some(Duration::from_secs(seconds))
}

fn answer(text: &str) -> Answer {
    Answer {
        text: text.to_owned(),
        usage: Usage::default(),
        ..Answer::default()
    }
}

fn whose(prompt: &Prompt) -> &str {
    prompt.lines.last().map_or("", |line| line.text.as_str())
}

fn transient(detail: &str, retry_after_secs: Option<u64>) -> AssistantError {
    let retry_after = retry_after_secs.map(Duration::from_secs);
    Failure::transient_after(detail, retry_after).into()
}

impl Channel for Ports {
    fn render(&self, markdown: &str, _: &ReplyAddress) -> Vec<Part> {
        rendered(markdown).map(Part::text).collect()
    }

    fn verbatim(&self, text: &str, _: &ReplyAddress) -> Vec<Part> {
        let text = Some(text).filter(|text| !text.is_empty());
        text.into_iter().map(Part::text).collect()
    }

    async fn run_begins(&self, _: &ReplyAddress, _: &MessageId) {
        self.sleep(1).await;
    }

    async fn send(
        &self,
        outgoing: Outgoing<'_>,
        time_limit: Duration,
    ) -> Result<Option<MessageId>, Failure> {
        let universe = &self.universe;
        let task = universe.world.current();
        let delivery = Delivered::of(&outgoing.delivery_id, task, self.integration);
        if outgoing.kind == OutgoingKind::PersonMessage {
            people::words_begin(universe);
        } else {
            said::send_begins(universe, &delivery, &outgoing);
            spoken::send_begins(universe, &delivery, &outgoing);
        }
        let refuses_a_voice = outgoing.audio.is_some() && universe.strikes(universe.faults.voice);
        let mood = if refuses_a_voice {
            universe.world.below(2)
        } else if universe.strikes(universe.faults.channel) {
            universe.world.below(4)
        } else {
            4
        };
        let failed =
            || Failure::transient_after("simulated: channel", asks_to_wait(&universe.world));
        if universe.strikes(universe.faults.slow) || universe.strikes(universe.faults.slow_send) {
            let limit = u64::try_from(time_limit.as_millis()).unwrap_or(u64::MAX);
            self.sleep(universe.world.below(limit + 1)).await;
        }
        match mood {
            0 => {
                self.sleep(5).await;
                Err(Failure::permanent("simulated: blocked"))
            }
            1 | 2 => {
                self.sleep(5).await;
                Err(failed())
            }
            _ => {
                let id = undelivered::id(universe, &delivery);
                let delivery_of = delivery.clone();
                let arrives = || {
                    let at = universe.world.now();
                    universe.tell(|| format!("arrives {outgoing:?}"));
                    if outgoing.kind != OutgoingKind::PersonMessage {
                        said::arrives(universe, &delivery);
                        universe.sightings.arrives(universe, &delivery);
                        let arrived = Delivered { at, ..delivery };
                        universe.delivered.borrow_mut().push(arrived);
                    }
                    if outgoing.kind == OutgoingKind::Reply {
                        undelivered::taken(universe, &outgoing, &delivery_of, &id);
                    }
                    Ok::<(), conversation::ports::PortError>(())
                };
                if let Err(_lost) = self.call(arrives).await {
                    universe.tasks.excuse(task);
                    return Err(failed());
                }
                if mood == 3 {
                    universe.tasks.excuse(task);
                    return Err(failed());
                }
                Ok(id)
            }
        }
    }
}

impl Delivered {
    /// Reads a delivery id: `<conversation>-<turn>-<part>`.
    fn of(delivery_id: &str, by: u64, integration: usize) -> Self {
        let mut fields = delivery_id.split('-');
        let conversation = fields.next().unwrap_or_default().to_owned();
        let turn = fields.next().and_then(|text| text.parse().ok());
        let part = fields.next().and_then(|text| match text {
            "transfer" => Some(TRANSFER),
            number => number.parse().ok(),
        });
        Self {
            at: 0,
            by,
            conversation,
            integration,
            turn: turn.unwrap_or_default(),
            part: part.unwrap_or_default(),
        }
    }
}
