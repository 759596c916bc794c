//! The rounds of a turn in which the assistant calls tools. Each step is void once the run no longer
//! holds its turn.

use crate::{CallAnswer, Round, State, Token, Turn, Usage, tools};

/// Stores an answer of the assistant that calls tools as the round of that number, before any of the calls
/// is made. None if the run no longer holds the turn.
pub fn begin_round(
    mut state: State,
    token: Token,
    nth: usize,
    round: Round,
    usage: Usage,
) -> Option<State> {
    let turn = state.turn_of(token)?;
    // The commit of an earlier try may have been written and called a conflict.
    if turn.rounds.len() == nth {
        turn.rounds.push(round);
        turn.usage = Some(usage.and(turn.usage.unwrap_or_default()));
    }
    Some(state)
}

/// Stores what became of the call of that number, counted over all rounds. None if the run no longer
/// holds the turn.
pub fn answer_call(
    mut state: State,
    token: Token,
    nth: usize,
    answer: CallAnswer,
) -> Option<State> {
    let turn = state.turn_of(token)?;
    let output = tools::cut_to_fit(&answer.output, &turn.rounds);
    let call = tools::calls_mut(&mut turn.rounds).nth(nth)?;
    call.answer.get_or_insert(CallAnswer { output, ..answer });
    Some(state)
}

impl Turn {
    /// Keeps of the rounds what the turn's record tells.
    pub(super) fn end_rounds(&mut self) {
        let rounds = std::mem::take(&mut self.rounds);
        self.calls
            .extend(tools::calls(&rounds).map(|call| call.report()));
    }
}
