//! The assistant, with all the answers and failures that it may give.

use std::time::Duration;

use conversation::{
    Usage,
    marker::DEFAULT_MARKER,
    ports::{Assistant, AssistantError, Completion, Failure, Prompt, TransferCall},
};

use super::{
    balloons::PARAGRAPHS, calls, channel::PARTS, ports::Ports, reached::Rare, said,
    scenario::millis, spent, universe::Universe,
};

/// What takes a person longer than a pause may be.
const LONG: &str = "that you will have it at the end of this week, or in the shop from tomorrow on";

impl Assistant for Ports {
    async fn answer(
        &self,
        prompt: &Prompt,
        time_limit: Duration,
    ) -> Result<Completion, AssistantError> {
        let universe = &self.universe;
        spent::asks(universe, prompt);
        let answered = self.think(prompt, time_limit).await;
        let answered = answered.map(|answer| Completion {
            usage: cost(universe, prompt),
            model: Some(format!("model-{}", prompt.lines.len() % 2)),
            ..answer
        });
        spent::answers(universe, &answered);
        let answer = answered?;
        let cost = (answer.model.clone(), answer.usage);
        universe.happened.answers.borrow_mut().push(cost);
        let task = universe.world.current();
        let mut answers = universe.tasks.answers.borrow_mut();
        answers.insert(task, answer.text.clone());
        Ok(answer)
    }
}

impl Ports {
    async fn think(
        &self,
        prompt: &Prompt,
        time_limit: Duration,
    ) -> Result<Completion, AssistantError> {
        let universe = &self.universe;
        universe.tell(|| format!("asked {prompt:?}"));
        said::prompt(universe, universe.world.current(), prompt);
        let mood = if universe.strikes(universe.faults.assistant) {
            universe.world.below(11)
        } else {
            universe.world.below(20) + 11
        };
        let limit = millis(time_limit);
        let takes = match mood {
            0 => limit + 1,
            11.. if universe.strikes(universe.faults.assistant / 10) => limit,
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
        if mood > 10
            && let Some(round) = calls::wanted(universe, prompt)
        {
            return Ok(round);
        }
        match mood {
            1..=3 => Err(transient("simulated: overloaded", None)),
            4 => Err(transient(
                "simulated: rate limit",
                Some(universe.world.below(2_000)),
            )),
            5 => Err(Failure::permanent("simulated: no quota").into()),
            6 => Ok(Completion::default()),
            7 => Ok(Completion {
                refused: true,
                ..Completion::default()
            }),
            8..=10 => Err(AssistantError::TooLong {
                detail: "simulated: too long".to_owned(),
            }),
            11 => Ok(answer(&format!(
                "Um momento.{PARTS}**{DEFAULT_MARKER}** para {}",
                whose(prompt)
            ))),
            12 => Ok(Completion {
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
            16..=18 => Ok(answer(&format!(
                "a{PARTS}{PARAGRAPHS}b{PARTS}c {LONG}{PARTS}{PARAGRAPHS}d {LONG}{PARTS}{PARAGRAPHS}for {}",
                whose(prompt)
            ))),
            _ => Ok(answer(&format!("reply to {}", whose(prompt)))),
        }
    }
}

fn answer(text: &str) -> Completion {
    Completion {
        text: text.to_owned(),
        ..Completion::default()
    }
}

/// What a prompt costs: more with each line, with each call, and with each character. Some servers do
/// not say it, and some answers are long.
fn cost(universe: &Universe, prompt: &Prompt) -> Usage {
    let lines = prompt.lines.len() as u64;
    let longer = match universe.world.below(20) {
        0 => return Usage::default(),
        1 => 3_000,
        _ => 0,
    };
    let calls = prompt.rounds.iter().flat_map(|round| &round.calls);
    let called: usize = calls.map(|call| call.arguments.chars().count()).sum();
    let characters = prompt.lines.iter().map(|line| line.text.chars().count());
    Usage {
        input_tokens: (characters.sum::<usize>() + called) as u64,
        cached_tokens: lines.saturating_sub(1),
        output_tokens: 100 + lines + longer,
    }
}

fn whose(prompt: &Prompt) -> &str {
    prompt.lines.last().map_or("", |line| line.text.as_str())
}

fn transient(detail: &str, retry_after_secs: Option<u64>) -> AssistantError {
    let retry_after = retry_after_secs.map(Duration::from_secs);
    Failure::transient_after(detail, retry_after).into()
}
