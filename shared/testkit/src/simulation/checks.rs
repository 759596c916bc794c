//! The rules, checked at the first step at which they can be.

use std::time::Duration;

use conversation::{
    ConversationRef, Decision, Owner, Part, Recovered, State, Timestamp, Transfer, Turn,
    policy::{BATCH_MESSAGES, MAX_ATTEMPTS, MAX_TURN_TIME},
};

use super::{
    balloons, channel::rendered, corrected, spoken, undelivered, universe::Universe, waits,
    world::TaskId,
};

const HOUR: Duration = Duration::from_secs(3600);

/// A commit that was written.
pub(super) fn commit(
    universe: &Universe,
    (integration, of): (usize, &ConversationRef),
    before: Option<&State>,
    after: &State,
) {
    let now = Timestamp::from_millis(universe.world.now());
    if after.window.is_some() && after.owner != Owner::Assistant {
        universe.broken(9, "a window while people have the conversation");
    }
    let Some(before) = before else { return };
    match (&before.turn, &after.turn) {
        (None, Some(turn)) => claimed(universe, (integration, of), before, turn, now),
        (Some(old), Some(new)) => {
            if replies(new) && !replies(old) {
                decided(universe, (integration, of), after, now);
            } else if after.replies != before.replies {
                universe.broken(3, "a reply is counted that was not decided now");
            }
            continued(universe, old, new, now);
        }
        (_, None) => {}
    }
}

fn claimed(
    universe: &Universe,
    (integration, of): (usize, &ConversationRef),
    before: &State,
    turn: &Turn,
    now: Timestamp,
) {
    if turn.redelivers {
        return undelivered::claimed(universe, before, turn);
    }
    if !before.undelivered.is_empty() {
        universe.broken(2, "what was not delivered is passed over");
    }
    let erased = universe.erasures.reach(universe.world.current(), of);
    let Some(window) = &before.window else {
        return universe.broken(5, "a turn without a window");
    };
    waits::claimed(universe, (integration, of), before, window, now);
    let first = universe
        .table
        .with(of, |items| items.messages.get(&window.first).cloned());
    if let Some(first) = first.flatten()
        && window.opened_at < first.received_at
    {
        universe.broken(3, "a window began before its first message");
    }
    if turn.batch.first != corrected::first_of(universe, of, window) && !erased {
        universe.broken(5, "the batch does not begin where the window did");
    }
}

fn continued(universe: &Universe, old: &Turn, new: &Turn, now: Timestamp) {
    if old.seq != new.seq {
        return universe.broken(4, "a turn began while another was in progress");
    }
    let taken = old.lease.token.is_some() && new.lease.token.is_some();
    let lapsed = now.plus(universe.clocks_apart()) >= old.lease.until;
    if taken && old.lease.token != new.lease.token && !lapsed {
        universe.broken(4, "claimed while another run held the lease");
    }
    if old.lease.token != new.lease.token && new.lease.token.is_some() {
        claimed_again(universe, old, new, now);
    }
    match (&old.decision, &new.decision) {
        (Some(old @ Decision::Transfer { .. }), new) if !is_same_transfer(old, new.as_ref()) => {
            universe.broken(8, "a transfer was decided again");
        }
        (Some(Decision::Reply { parts: before, .. }), Some(Decision::Reply { parts, .. })) => {
            let same = before.len() == parts.len()
                && before
                    .iter()
                    .zip(parts)
                    .all(|(old, new)| same(old, new) && (new.sent || !old.sent));
            if !same && !spoken::became_text(old, new) && !balloons::were_dropped(old, new) {
                universe.broken(7, "a stored reply changed");
            }
        }
        (Some(Decision::Reply { .. }), Some(Decision::Transfer { .. }))
            if old.lease.token == new.lease.token && spoken::never_became_text(old) =>
        {
            universe.broken(11, "handed over although a text was not tried");
        }
        (Some(Decision::Reply { parts, .. }), Some(Decision::Transfer { .. }))
            if parts.iter().all(|part| part.sent) =>
        {
            universe.broken(8, "handed over although every part was sent");
        }
        (Some(Decision::Reply { .. }), None) => universe.broken(7, "a decision was forgotten"),
        _ => {}
    }
}

const fn replies(turn: &Turn) -> bool {
    matches!(turn.decision, Some(Decision::Reply { .. }))
}

/// A reply is decided: it is the whole answer, and no contact gets more replies in an hour than the
/// settings allow.
fn decided(
    universe: &Universe,
    (integration, of): (usize, &ConversationRef),
    after: &State,
    now: Timestamp,
) {
    let decision = after.turn.as_ref().and_then(|turn| turn.decision.as_ref());
    if let Some(Decision::Reply {
        parts,
        text_fallback,
        ..
    }) = decision
    {
        let whole = if text_fallback.is_empty() {
            parts
        } else {
            text_fallback
        };
        let answers = universe.tasks.answers.borrow();
        let answer = answers.get(&universe.world.current());
        let said = whole.iter().map(|part| part.text.as_str());
        if !answer.is_some_and(|answer| said.eq(rendered(answer))) {
            universe.broken(7, "what was decided is not what the assistant said");
        }
    }
    // The hour counts from the decision, which is written a little later.
    let decided_at = after.turn.as_ref().and_then(|turn| turn.decided_at);
    let mut all = universe.replies.borrow_mut();
    all.push((of.clone(), decided_at.unwrap_or(now)));
    // The hours begin with a reply. If clocks differ, one may begin a little early.
    let own = all
        .iter()
        .filter(|(whose, at)| whose == of && at.millis() >= after.first_seq.0);
    let hour = HOUR - universe.clocks_apart();
    let (mut since, mut given) = (Timestamp::default(), 0);
    for (_, at) in own {
        if at.since(since) >= hour {
            (since, given) = (*at, 0);
        }
        given += 1;
    }
    let most = universe
        .settings
        .most(integration, |policy| policy.max_replies_per_hour);
    if given > most.unwrap_or(u32::MAX) {
        universe.broken(3, "more replies in an hour than the settings allow");
    }
}

fn is_same_transfer(old: &Decision, new: Option<&Decision>) -> bool {
    let said = |decision: &Decision| match decision {
        Decision::Transfer {
            reason, summary, ..
        } => Some((*reason, summary.clone())),
        Decision::Reply { .. } => None,
    };
    said(old) == new.and_then(said)
}

fn same(old: &Part, new: &Part) -> bool {
    old.text == new.text && old.voice == new.voice && old.pause_ms == new.pause_ms
}

fn claimed_again(universe: &Universe, old: &Turn, new: &Turn, now: Timestamp) {
    if new.attempts != old.attempts + 1 {
        universe.broken(7, "an attempt was not counted");
    }
    let all_sent = match &new.decision {
        Some(Decision::Transfer { .. }) => return,
        Some(Decision::Reply { parts, .. }) => parts.iter().all(|part| part.sent),
        None => false,
    };
    if new.spent > MAX_ATTEMPTS && !all_sent {
        universe.broken(7, "more attempts than are allowed");
    }
    // A commit that was decided just before may be written just after, or arrive late.
    let latest = MAX_TURN_TIME + Duration::from_secs(40) + universe.clocks_apart();
    if new
        .failing_since
        .is_some_and(|since| now.since(since) > latest)
        && !all_sent
    {
        universe.broken(7, "an attempt after the turn's time was over");
    }
}

/// A transfer reaches the human queue.
pub(super) fn transfer(universe: &Universe, task: TaskId, transfer: &Transfer) {
    let written = universe.tasks.written.borrow();
    let stored = written.get(&task).is_some_and(|(conversation, state)| {
        conversation.id == transfer.conversation_id
            && state.owner != Owner::Assistant
            && state.turn.as_ref().is_some_and(|turn| {
                matches!(turn.decision, Some(Decision::Transfer { .. }))
                    && conversation.turn_id(turn.seq) == transfer.turn_id
            })
    });
    if !stored {
        universe.broken(8, "a transfer was queued before it was stored");
    }
    let own_queue = format!(
        "queue-{}",
        transfer.integration_id.as_str().trim_start_matches('i')
    );
    if transfer.queue != own_queue {
        universe.broken(14, "a transfer went to another integration's queue");
    }
}

/// The desk is to be told that the assistant has recovered: it has answered what it had failed at.
pub(super) fn recovered(universe: &Universe, task: TaskId, recovered: &Recovered) {
    let written = universe.tasks.written.borrow();
    let answered = written.get(&task).is_some_and(|(conversation, state)| {
        state.turn.as_ref().is_some_and(|turn| {
            let own = conversation.turn_id(turn.seq) == recovered.turn_id;
            own && turn.has_recovered() && parts_left(turn) == 0
        })
    });
    if !answered {
        universe.broken(10, "the assistant is said to answer again, and has not");
    }
}

fn parts_left(turn: &Turn) -> usize {
    match &turn.decision {
        Some(Decision::Reply { parts, .. }) => parts.iter().filter(|part| !part.sent).count(),
        Some(Decision::Transfer { .. }) | None => 0,
    }
}

/// The most messages that a batch can hold.
pub(super) const MOST: usize = BATCH_MESSAGES;
