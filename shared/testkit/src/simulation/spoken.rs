//! The rules for what is spoken.

use conversation::{
    ConversationRef, Decision, Outcome, Policy, Turn, TurnRecord, VoiceWhen, ports::Outgoing,
};

use super::{
    reached::Rare,
    said,
    universe::{Delivered, Universe},
    voice::characters,
};

/// A part is paid for once, unless something went wrong for the task that paid before, and never
/// beyond what the settings allow.
pub(super) fn pays(universe: &Universe, integration: usize, part: &(String, usize), text: &str) {
    let task = universe.world.current();
    if universe.voices.kept.borrow().contains_key(part) {
        universe.broken(7, "what is kept was paid for again");
    }
    universe.tell(|| format!("speaks {part:?}: {text}"));
    let earlier = universe.voices.paid.borrow_mut().insert(part.clone(), task);
    if earlier.is_some() {
        universe.sightings.see(Rare::VoicePaidTwice);
    }
    if let Some(earlier) = earlier
        && !universe.tasks.disturbed.borrow().contains(&earlier)
    {
        universe.broken(7, "a part was paid for twice without need");
    }
    let mut counted = universe.voices.characters.borrow_mut();
    let spoken = counted.entry(integration).or_default();
    // A part that is paid for again was counted once.
    *spoken += match earlier {
        None => characters(text),
        Some(_) => 0,
    };
    let a_day = |policy: &Policy| policy.voice.map(|voice| voice.max_day_characters);
    let a_day = universe.settings.most(integration, a_day).flatten();
    if a_day.is_none_or(|most| *spoken > most * days(universe)) {
        universe.broken(11, "more was spoken than the settings allow");
    }
}

/// On how many days a story may have spoken so far.
fn days(universe: &Universe) -> u64 {
    const DAY_MS: u64 = 24 * 3_600_000;
    universe.world.now() / DAY_MS - super::scenario::START / DAY_MS + 1
}

/// A part of a reply is about to be sent, as a voice or as text.
pub(super) fn send_begins(universe: &Universe, delivery: &Delivered, outgoing: &Outgoing<'_>) {
    let part = outgoing.part;
    if outgoing.audio.is_some() != part.voice {
        return universe.broken(11, "sent in another form than was decided");
    }
    let Some(audio) = outgoing.audio else { return };
    if audio.bytes != part.text.as_bytes() {
        universe.broken(11, "the voice says something else");
    }
    let (settings, integration) = (&universe.settings, delivery.integration);
    let most = |policy: &Policy| policy.voice.map(|voice| voice.max_reply_characters);
    let Some(most) = settings.most(integration, most).flatten() else {
        return universe.broken(11, "spoken, and the reply is in text");
    };
    let written = universe.tasks.written.borrow();
    let decision = written.get(&delivery.by);
    let decision = decision.and_then(|(_, state)| state.turn.as_ref()?.decision.as_ref());
    if let Some(Decision::Reply { parts, .. }) = decision {
        let spoken = parts.iter().filter(|part| part.voice);
        let spoken: u64 = spoken.map(|part| characters(&part.text)).sum();
        if spoken > most {
            universe.broken(11, "a spoken reply is too long");
        }
    }
    let turn = written
        .get(&delivery.by)
        .and_then(|(conversation, state)| Some((conversation, state.turn.as_ref()?.batch)));
    if turn.is_some_and(|(conversation, _)| universe.erasures.reach(delivery.by, conversation)) {
        return;
    }
    let mirrors = turn.and_then(|(conversation, batch)| {
        universe.table.with(conversation, |items| {
            let said = said::batch(items, batch);
            said.last().is_some_and(|message| message.voice)
        })
    });
    let always = |policy: &Policy| {
        let voice = policy.voice.as_ref();
        voice.is_some_and(|voice| voice.when == VoiceWhen::Always)
    };
    if !settings.ever(integration, always) && mirrors != Some(true) {
        universe.broken(11, "spoken to who wrote");
    }
}

/// If the settings want an answer spoken, its record says how much was, or why not.
pub(super) fn is_accounted_for(
    universe: &Universe,
    of: &ConversationRef,
    turn_record: &TurnRecord,
) {
    let wanted = |policy: &Policy| policy.voice.is_some();
    let wanted = universe.settings.always(of, wanted);
    let answered = matches!(turn_record.outcome, Outcome::Answered { .. });
    let told = turn_record.voice.as_ref();
    let told = told.is_some_and(|voice| voice.parts > 0 || voice.text_fallback.is_some());
    if wanted && answered && !told {
        universe.broken(11, "an answer in text does not say why");
    }
}

/// Whether a stored reply changed only in that its unsent parts became text.
pub(super) fn became_text(old: &Turn, new: &Turn) -> bool {
    let (
        Some(Decision::Reply {
            parts: old,
            text_fallback,
            ..
        }),
        Some(Decision::Reply {
            parts: new,
            text_fallback: none,
            ..
        }),
    ) = (&old.decision, &new.decision)
    else {
        return false;
    };
    let begun = old.iter().any(|part| part.sent);
    let rest_is_text = old.len() == new.len()
        && old.iter().zip(new).all(|(old, new)| {
            old.text == new.text && old.sent == new.sent && new.voice == (old.voice && old.sent)
        });
    let whole = new == text_fallback && !text_fallback.is_empty();
    none.is_empty() && if begun { rest_is_text } else { whole }
}

/// Whether a reply was given up while a voice was to be sent, and nobody tried a text.
pub(super) fn never_became_text(old: &Turn) -> bool {
    let Some(Decision::Reply { parts, .. }) = &old.decision else {
        return false;
    };
    let next = parts.iter().find(|part| !part.sent);
    next.is_some_and(|part| part.voice)
}
