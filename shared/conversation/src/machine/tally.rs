//! What is counted, and when: each thing in the commit that makes it so, which is written once.

use crate::{
    Counter, Decision, Figures, Kind, Lateness, Outcome, Owner, Reason, Seq, State, TurnRecord,
    Unattended,
};

use super::Change;

/// What a change adds to the figures: the turn that it ends, and the conversation's way to people; for
/// a test nothing. `before` is the state in which it was decided; none if the conversation is new.
pub fn tally(before: Option<&State>, change: &Change) -> Figures {
    let mut figures = Figures::default();
    if change.state.kind == Kind::Test {
        return figures;
    }
    if let Some(record) = &change.turn_record {
        ended(&mut figures, record);
    }
    if let Some(before) = before {
        to_people(&mut figures, before, &change.state);
    }
    figures
}

fn ended(figures: &mut Figures, record: &TurnRecord) {
    let answered = matches!(record.outcome, Outcome::Answered { .. });
    if answered && !record.redelivered {
        figures.count(Counter::Replies, 1);
        figures.count(Counter::Messages, record.messages as u64);
        if let (Some(due), Some(sent)) = (record.due_at, record.sent_at) {
            figures.count(Counter::Late(Lateness::of(sent.since(due))), 1);
        }
    }
    if let Some(voice) = &record.voice {
        figures.count(Counter::SpokenCharacters, voice.characters);
        figures.count(Counter::CharacterCost, voice.character_cost);
    }
    // Of a batch that is answered once more, the first turn that ended has counted them, or the last one
    // will.
    let is_once_more = record.tried_again || record.outcome == Outcome::GivenBack;
    if let Some(heard) = record.heard.as_ref().filter(|_| !is_once_more)
        && let Some(model) = &heard.model
    {
        figures.count(Counter::HeardSeconds(model.clone()), heard.seconds);
    }
    if let (Some(usage), Some(model)) = (record.usage, &record.model) {
        figures.count(Counter::Answers(model.clone()), 1);
        figures.count(Counter::InputTokens(model.clone()), usage.input_tokens);
        figures.count(Counter::CachedTokens(model.clone()), usage.cached_tokens);
        figures.count(Counter::OutputTokens(model.clone()), usage.output_tokens);
    }
}

/// A transfer counts when it is decided: what comes after it is that of people.
fn to_people(figures: &mut Figures, before: &State, after: &State) {
    match transfer(after) {
        Some((turn, reason)) if transfer(before).is_none_or(|(known, _)| known != turn) => {
            figures.count(Counter::HandedOver(reason), 1);
        }
        _ if before.owner == Owner::Assistant
            && after.owner != Owner::Assistant
            && after.unattended != Some(Unattended::Disabled) =>
        {
            figures.count(Counter::TakenOver, 1);
        }
        _ => {}
    }
}

fn transfer(state: &State) -> Option<(Seq, Reason)> {
    let turn = state.turn.as_ref()?;
    match &turn.decision {
        Some(Decision::Transfer { reason, .. }) => Some((turn.seq, *reason)),
        Some(Decision::Reply { .. }) | None => None,
    }
}
