//! Tools that the assistant calls, and the rule for that.

use std::{cell::RefCell, collections::BTreeMap, time::Duration};

use conversation::{
    Call, ConversationRef,
    ports::{Caller, Completion, Failure, Prompt, ToolError, Tools},
};

use super::{
    ports::Ports,
    reached::Rare,
    scenario::millis,
    universe::{Universe, integration_of},
};

/// The most calls of one round.
const MOST_CALLS: usize = 2;

/// What the business's functions have done, by the keys of the calls.
#[derive(Default)]
pub(super) struct Calls(RefCell<BTreeMap<String, Done>>);

struct Done {
    of: ConversationRef,
    call: Call,
    /// What the caller was answered; none if it never was.
    answered: Option<String>,
}

impl Tools for Ports {
    async fn call(
        &self,
        caller: Caller<'_>,
        call: &Call,
        key: &str,
        time_limit: Duration,
    ) -> Result<String, ToolError> {
        let universe = &self.universe;
        universe.tell(|| format!("calls {} under {key}", call.name));
        let limit = millis(time_limit);
        let mood = match universe.strikes(universe.faults.tools) {
            true => universe.world.below(4),
            false => 4,
        };
        let unknown = |detail| ToolError::Unknown(Failure::transient(detail));
        if mood == 0 {
            self.sleep(50).await;
            return Err(ToolError::Refused {
                failure: Failure::transient("simulated: busy"),
                said: String::new(),
            });
        }
        universe.calls.does(universe, caller, call, key);
        self.pass().await;
        let takes = match mood {
            1 => limit,
            _ => 50 + universe.world.below(5_000),
        };
        self.sleep(takes.min(limit)).await;
        let taken = Rare::TakenWhileAToolIsCalled;
        universe.sightings.taken_meanwhile(universe, taken);
        match mood {
            1 => Err(unknown("simulated: slow")),
            2 => Err(unknown("simulated: lost")),
            3 => Err(ToolError::Refused {
                failure: Failure::permanent("simulated: refused"),
                said: "no".to_owned(),
            }),
            _ => {
                let answer = format!("done: {}", call.arguments);
                universe.calls.answers(key, &answer);
                Ok(answer)
            }
        }
    }
}

impl Calls {
    /// A function does what it is called for, unless it has done so before under the same key.
    fn does(&self, universe: &Universe, caller: Caller<'_>, call: &Call, key: &str) {
        let mut done = self.0.borrow_mut();
        let Some(before) = done.get(key) else {
            let of = caller.conversation.clone();
            let call = call.clone();
            universe.sightings.see(Rare::ToolCalled);
            done.insert(
                key.to_owned(),
                Done {
                    of,
                    call,
                    answered: None,
                },
            );
            return;
        };
        universe.sightings.see(Rare::ToolCalledAgain);
        let same = before.call.name == call.name && before.call.arguments == call.arguments;
        if before.of != *caller.conversation || !same {
            universe.broken(20, "two calls have one key");
        }
    }

    /// Whether a call in a conversation was answered so.
    fn answered(&self, of: &ConversationRef, call: &Call, with: &str) -> bool {
        let done = self.0.borrow();
        done.values().any(|done| {
            let same = done.call.name == call.name && done.call.arguments == call.arguments;
            same && done.of == *of && done.answered.as_deref() == Some(with)
        })
    }

    fn answers(&self, key: &str, answer: &str) {
        if let Some(done) = self.0.borrow_mut().get_mut(key) {
            done.answered = Some(answer.to_owned());
        }
    }
}

/// Whether the assistant calls tools now, and with what: the newest line, and the number of the call.
pub(super) fn wanted(universe: &Universe, prompt: &Prompt) -> Option<Completion> {
    let made: usize = prompt.rounds.iter().map(|round| round.calls.len()).sum();
    if !prompt.may_call || !universe.world.chance(400) {
        return None;
    }
    let about = prompt.lines.last().map_or("", |line| line.text.as_str());
    let calls = (0..=universe.world.below(MOST_CALLS as u64))
        .take(MOST_CALLS)
        .map(|nth| {
            let arguments = serde_json::json!({"about": about, "nth": made as u64 + nth});
            Call::new("tool", arguments.to_string())
        });
    Some(Completion {
        calls: calls.collect(),
        ..Completion::default()
    })
}

/// A prompt tells all calls, each with what it was answered, and no more than the settings allow.
pub(super) fn prompt(universe: &Universe, prompt: &Prompt) {
    let calls: Vec<&Call> = prompt
        .rounds
        .iter()
        .flat_map(|round| &round.calls)
        .collect();
    for call in &calls {
        match &call.answer {
            None => universe.broken(20, "the assistant is asked before its call is answered"),
            Some(answer) if answer.error.is_none() => {
                if !universe
                    .calls
                    .answered(&prompt.conversation, call, &answer.output)
                {
                    universe.broken(20, "a call is told with another answer");
                }
            }
            Some(_) => universe.sightings.see(Rare::ToolFailed),
        }
    }
    let of = integration_of(&prompt.conversation.integration);
    let most = of.and_then(|of| universe.settings.most(of, |policy| policy.max_calls));
    let made = calls.iter().filter(|call| {
        let answer = call.answer.as_ref();
        answer.is_none_or(|answer| !answer.output.contains("no more calls are made"))
    });
    if most.is_some_and(|most| made.count() > most) {
        universe.broken(20, "more tools are called than the settings allow");
    }
}
