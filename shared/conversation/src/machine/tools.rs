//! The rounds of a turn in which the assistant calls tools. Each step is void once the run no longer
//! holds its turn.

use crate::{CallAnswer, LeftOut, Round, State, Token, Turn, ports::Completion, tools};

/// Stores an answer of the assistant that calls tools as the round of that number, before any of the calls
/// is made. None if the run no longer holds the turn.
pub fn begin_round(
    mut state: State,
    token: Token,
    nth: usize,
    round: Round,
    answer: &Completion,
) -> Option<State> {
    let turn = state.turn_of(token)?;
    // The commit of an earlier try may have been written and called a conflict.
    if turn.rounds.len() == nth {
        turn.rounds.push(round);
        turn.usage = Some(answer.usage.and(turn.usage.unwrap_or_default()));
        turn.model = answer.model.clone().or(turn.model.take());
        turn.leave_out(&answer.left_out);
        turn.came_further();
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
    turn.came_further();
    Some(state)
}

impl Turn {
    /// What failed until here, and how often, is no matter to what comes next.
    pub(super) const fn came_further(&mut self) {
        self.spent = 1;
        self.failing_since = None;
        self.timeouts = 0;
    }

    /// Notes what the assistant was given without, beside what was noted before.
    pub(super) fn leave_out(&mut self, left_out: &[LeftOut]) {
        for &one in left_out {
            if !self.left_out.contains(&one) {
                self.left_out.push(one);
            }
        }
    }

    /// Keeps of the rounds what the turn's record tells.
    pub(super) fn end_rounds(&mut self) {
        let rounds = std::mem::take(&mut self.rounds);
        self.calls
            .extend(tools::calls(&rounds).map(|call| call.report()));
    }
}
