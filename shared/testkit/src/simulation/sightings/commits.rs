//! What a commit shows, compared with what was there before it.

use conversation::{
    Author, Cap, ConversationRef, Decision, Handover, Outcome, Owner, Reason, State, Timestamp,
    Told, Turn, TurnRecord, policy::MAX_ATTEMPTS, ports::Commit,
};

use super::{
    super::{people::By, reached::Rare, spoken, universe::Universe},
    Sightings,
};

/// A commit that was written by the running task.
pub(in super::super) fn commit(
    universe: &Universe,
    conversation: &ConversationRef,
    before: Option<&State>,
    written: &Commit,
) {
    let (sightings, task) = (&universe.sightings, universe.world.current());
    let outrun = sightings.outrun.borrow_mut().remove(&task);
    sightings.see_if(outrun, Rare::WakeUpBeforeItsCommit);
    sightings.unwritten.borrow_mut().retain(|_, by| *by != task);
    let Some(before) = before else { return };
    let after = &written.state;
    match (&before.turn, &after.turn) {
        (None, Some(_)) => sightings.see_if(after.window.is_some(), Rare::BatchCut),
        (Some(old), Some(new)) => turn(sightings, old, new),
        (_, None) => {}
    }
    match (&before.handover, &after.handover) {
        (Some(old), Some(new)) if old.turn == new.turn => {
            handover(sightings, &conversation.turn_id(old.turn), old, new);
        }
        (Some(old), None) => ends_a_transfer(sightings, old, written),
        _ => {}
    }
    said(universe, before, written);
    dated(universe, conversation, written);
    owner(universe, before, written);
    if let Some(turn_record) = &written.turn_record {
        ended(universe, conversation, turn_record);
    }
}

fn turn(sightings: &Sightings, old: &Turn, new: &Turn) {
    if spoken::became_text(old, new) {
        sightings.see(match parts_of(old) {
            (0, _) => Rare::VoiceFellBackToText,
            _ => Rare::RestOfAVoiceFellBackToText,
        });
    }
    let claimed = old.lease.token != new.lease.token && new.lease.token.is_some();
    if !claimed {
        return;
    }
    let is_transfer = |turn: &Turn| matches!(turn.decision, Some(Decision::Transfer { .. }));
    if is_transfer(new) && !is_transfer(old) {
        return sightings.see(match new.spent > MAX_ATTEMPTS {
            true => Rare::AttemptsUsedUp,
            false => Rare::TurnTimeUsedUp,
        });
    }
    // A run that fails in good order gives up its lease.
    if old.lease.token.is_none() {
        return;
    }
    sightings.see(match (&old.decision, parts_of(old)) {
        (None, _) => Rare::ResumedUndecided,
        (Some(Decision::Transfer { .. }), _) => Rare::ResumedTransfer,
        (Some(_), (0, _)) => Rare::ResumedDecided,
        (Some(_), (sent, all)) if sent < all => Rare::ResumedBetweenParts,
        (Some(_), _) => Rare::ResumedAllSent,
    });
}

/// How many parts of its reply are sent, and how many there are.
fn parts_of(turn: &Turn) -> (usize, usize) {
    match &turn.decision {
        Some(Decision::Reply { parts, .. }) => {
            (parts.iter().filter(|part| part.sent).count(), parts.len())
        }
        Some(Decision::Transfer { .. }) | None => (0, 0),
    }
}

fn handover(sightings: &Sightings, turn_id: &str, old: &Handover, new: &Handover) {
    let steps = new.desk_steps > old.desk_steps;
    let untold = new.told == Told::NotYet;
    sightings.see_if(steps && untold, Rare::DeskBeforeTheContact);
    let refused = old.told == Told::NotYet && matches!(new.told, Told::No { .. });
    sightings.see_if(refused, Rare::TransferMessageRefused);
    if old.lease.token.is_some() && old.attempts < new.attempts {
        let (at_desk, dead) = (sightings.at_desk.borrow(), sightings.dead.borrow());
        let mut at_desk = at_desk.iter();
        let died_there = at_desk.any(|(task, at)| at == turn_id && dead.contains(task));
        sightings.see_if(died_there, Rare::TransferLeaseLapsedAtTheDesk);
    }
}

fn ends_a_transfer(sightings: &Sightings, old: &Handover, written: &Commit) {
    if written.state.owner == Owner::Assistant {
        let untold = old.told == Told::NotYet;
        return sightings.see_if(untold, Rare::ReleaseVoidsAnUntoldTransfer);
    }
    let mut said = written.messages.iter();
    let by_a_person = said.any(|message| message.author == Author::Person);
    sightings.see_if(by_a_person, Rare::PersonWritesDuringATransfer);
}

fn said(universe: &Universe, before: &State, written: &Commit) {
    let now = Timestamp::from_millis(universe.world.now());
    let turn = before.turn.as_ref();
    let runs = turn.is_some_and(|turn| turn.lease.token.is_some() && now < turn.lease.until);
    let by = |author| written.messages.iter().any(|said| said.author == author);
    let sightings = &universe.sightings;
    sightings.see_if(runs && by(Author::Customer), Rare::MessageDuringARun);
    let kept = before.owner == Owner::Assistant && written.state.owner == Owner::Assistant;
    sightings.see_if(kept && by(Author::Person), Rare::LateWords);
    let mut messages = written.messages.iter();
    let alone = messages.any(|said| said.text.is_empty() && !said.attachments.is_empty());
    sightings.see_if(alone, Rare::FileAlone);
    let quotes = |about: &String| about.contains("[in reply to: i");
    let mut messages = written.messages.iter();
    let quoted = messages.any(|said| said.about.as_ref().is_some_and(quotes));
    sightings.see_if(quoted, Rare::Quoted);
}

fn dated(universe: &Universe, conversation: &ConversationRef, written: &Commit) {
    let Some(new) = written.messages.first() else {
        return;
    };
    let back = universe.table.with(conversation, |items| {
        let mut earlier = items.messages.range(..new.seq);
        earlier.any(|(_, earlier)| earlier.received_at > new.received_at)
    });
    universe
        .sightings
        .see_if(back == Some(true), Rare::DatedBack);
}

fn owner(universe: &Universe, before: &State, written: &Commit) {
    let (sightings, after) = (&universe.sightings, &written.state);
    match (&before.owner, &after.owner) {
        (Owner::People { unanswered, .. }, Owner::Assistant) => {
            if let Some(waited) = unanswered {
                let opens = after.window.as_ref();
                sightings.see(
                    match opens.is_some_and(|opens| opens.first == waited.first) {
                        true => Rare::ReleaseOpensAWindow,
                        false => Rare::ReleaseForgets,
                    },
                );
            }
            let undone = before.turn.is_some();
            sightings.see_if(undone, Rare::GivenBackBeforeItIsQueued);
            match universe.people.whose(universe.world.current()) {
                Some(By::Contact) => sightings.see(Rare::CameBackWithAMessage),
                Some(By::Person(_) | By::Desk(..)) => {}
                None => sightings.see(Rare::CameBackByItself),
            }
        }
        (Owner::Assistant, Owner::People { .. }) => {
            let (sent, all) = before.turn.as_ref().map_or((0, 0), parts_of);
            let void = after.turn.is_none();
            let between = void && sent > 0 && sent < all;
            sightings.see_if(between, Rare::TakenBetweenTwoParts);
            let early = before.turn.is_none() && before.window.is_some();
            sightings.see_if(early && void, Rare::TakenInAWindow);
        }
        _ => {}
    }
}

fn ended(universe: &Universe, conversation: &ConversationRef, turn_record: &TurnRecord) {
    let sightings = &universe.sightings;
    let policy = universe.settings.of(conversation);
    let disabled = policy.is_some_and(|policy| !policy.enabled);
    match turn_record.outcome {
        Outcome::Transferred { reason } => match reason {
            Reason::TooOld => sightings.see(Rare::BatchTooOld),
            Reason::OverBudget => {
                let by_replies = turn_record.over_cap == Some(Cap::MaxRepliesPerHour);
                sightings.see_if(by_replies, Rare::OverBudget);
                let called = !turn_record.calls.is_empty();
                sightings.see_if(!by_replies && called, Rare::SpentAfterACall);
            }
            Reason::Phrase => sightings.see(Rare::Phrase),
            Reason::Undeliverable => sightings.see(Rare::Undeliverable),
            Reason::StillFailing => sightings.see(Rare::StillFailing),
            _ => {}
        },
        Outcome::Disabled => sightings.see(match turn_record.claimed_at {
            Some(_) => Rare::DisabledInATurn,
            None => Rare::DisabledInAWindow,
        }),
        Outcome::Expired => sightings.see(Rare::BatchExpired),
        Outcome::Answered { .. } => sightings.see_if(disabled, Rare::AnsweredAlthoughDisabled),
        _ => {}
    }
}
