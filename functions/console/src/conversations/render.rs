//! A conversation as it is shown. Instants are RFC 3339 in UTC.

use conversation::{
    ConversationRef, Decision, Delivery, Handover, InText, Message, Outcome, Owner, State,
    Timestamp, Told, Trail, Transferred, Turn, Unattended, Voiced, Window,
};
use serde_json::{Map, Value, json};

use super::page::Page;

/// A conversation in a list, and after something was done in it.
pub(super) fn state(of: &ConversationRef, state: &State) -> Map<String, Value> {
    let (owner, since, unanswered) = match &state.owner {
        Owner::Assistant => ("assistant", None, state.window.as_ref()),
        Owner::People {
            since, unanswered, ..
        } => ("people", Some(*since), unanswered.as_ref()),
    };
    let contact = &state.contact;
    let mut shown = Map::new();
    // It outlives their time, until a run asks the assistant again.
    let held = state.owner != Owner::Assistant;
    if let Some(why) = state.unattended.as_ref().filter(|_| held) {
        shown.insert("unattended".to_owned(), unattended(why).into());
    }
    let always = [
        ("id", json!(of.id)),
        ("owner", json!(owner)),
        ("since", json!(at(since))),
        (
            "contact",
            json!({
                "id": contact.names.first(),
                "names": contact.names,
                "name": contact.display_name,
            }),
        ),
        ("unanswered", json!(unanswered.map(window))),
        ("turn", json!(state.turn.as_ref().map(|it| turn(of, it)))),
        (
            "handover",
            json!(state.handover.as_ref().map(|it| handover(of, it))),
        ),
        (
            "transfer",
            json!(state.transferred.as_ref().map(transferred)),
        ),
        ("last_reply_at", json!(at(state.last_reply_at))),
        ("changed_at", json!(state.changed_at.to_string())),
    ];
    shown.extend(always.map(|(name, value)| (name.to_owned(), value)));
    shown
}

/// A conversation with what was said and done in it.
pub(super) fn whole(of: &ConversationRef, known: &State, page: &Page) -> Map<String, Value> {
    let mut shown = state(of, known);
    let trail = page.trail.iter().map(|it| ended(of, it, &page.transcript));
    let more = [
        ("transcript", page.transcript.iter().map(message).collect()),
        ("transcript_is_whole", page.is_whole.into()),
        ("trail", trail.collect()),
        ("earlier", json!(page.earlier)),
    ];
    shown.extend(more.map(|(name, value)| (name.to_owned(), value)));
    shown
}

const fn unattended(why: &Unattended) -> &'static str {
    match why {
        Unattended::AssistantFailed { .. } => "assistant_failed",
        Unattended::Disabled => "disabled",
    }
}

fn window(window: &Window) -> Value {
    json!({"first": window.first, "since": window.opened_at.to_string()})
}

fn turn(of: &ConversationRef, turn: &Turn) -> Value {
    let (decision, parts) = match &turn.decision {
        None => (None, &[][..]),
        Some(Decision::Reply { parts, .. }) => (Some("reply"), parts.as_slice()),
        Some(Decision::Transfer { .. }) => (Some("transfer"), &[][..]),
    };
    json!({
        "turn_id": of.turn_id(turn.seq),
        "batch": turn.batch,
        "attempts": turn.attempts,
        "claimed_at": turn.claimed_at.to_string(),
        "decision": decision,
        "parts": parts.len(),
        "parts_sent": parts.iter().filter(|part| part.sent).count(),
        "voice": turn.voice.as_ref().map(voiced),
        "last_error": turn.last_error,
    })
}

fn transferred(transfer: &Transferred) -> Value {
    json!({
        "reason": transfer.reason,
        "summary": transfer.summary,
        "at": transfer.at.to_string(),
    })
}

fn handover(of: &ConversationRef, handover: &Handover) -> Value {
    let (told, not_told_because) = match &handover.told {
        Told::NotYet => ("not_yet", None),
        Told::Yes => ("yes", None),
        Told::No { why } => ("no", Some(why)),
    };
    json!({
        "turn_id": of.turn_id(handover.turn),
        "decided_at": handover.decided_at.to_string(),
        "customer_told": told,
        "not_told_because": not_told_because,
        "desk_steps": handover.desk_steps,
        "attempts": handover.attempts,
        "last_error": handover.last_error,
    })
}

fn message(message: &Message) -> Value {
    let mut shown = json!({
        "seq": message.seq,
        "author": message.author,
        "text": message.text,
        "voice": message.voice,
        "message_id": message.provider_id,
        "sent_at": message.sent_at.to_string(),
        "received_at": message.received_at.to_string(),
        "left_to_people": message.left_to_people,
    });
    let optional = [
        ("about", message.about.as_deref().map(Value::from)),
        ("delivery", message.delivery.as_ref().map(delivery)),
    ];
    if let Some(shown) = shown.as_object_mut() {
        for (name, value) in optional {
            shown.extend(value.map(|value| (name.to_owned(), value)));
        }
    }
    shown
}

fn delivery(delivery: &Delivery) -> Value {
    match delivery {
        Delivery::Delivered => json!({"kind": "delivered"}),
        Delivery::Read => json!({"kind": "read"}),
        Delivery::Failed { why } => json!({"kind": "failed", "why": why}),
    }
}

/// A turn that ended, and how far its parts came, as far as this page of the transcript has them.
fn ended(of: &ConversationRef, trail: &Trail, transcript: &[Message]) -> Value {
    let mut shown = json!({
        "turn_id": of.turn_id(trail.seq),
        "batch": trail.batch,
        "left_to_people": trail.left_to_people,
        "outcome": outcome(&trail.outcome),
        "attempts": trail.attempts,
        "opened_at": trail.opened_at.to_string(),
        "claimed_at": at(trail.claimed_at),
        "decided_at": at(trail.decided_at),
        "ended_at": trail.ended_at.to_string(),
        "usage": trail.usage,
        "voice": trail.voice.as_ref().map(voiced),
        "last_error": trail.last_error,
    });
    let parts = transcript.iter().filter(|message| {
        let part_of = message.part_of.filter(|part| part.turn == trail.seq);
        part_of.is_some()
    });
    let parts: Vec<Value> = parts
        .filter_map(|part| {
            let delivery = delivery(part.delivery.as_ref()?);
            Some(json!({"seq": part.seq, "delivery": delivery}))
        })
        .collect();
    let optional = [
        ("tried_again", trail.tried_again.then(|| true.into())),
        ("redelivered", trail.redelivered.then(|| true.into())),
        ("parts", (!parts.is_empty()).then(|| parts.into())),
    ];
    if let Some(shown) = shown.as_object_mut() {
        for (name, value) in optional {
            shown.extend(value.map(|value: Value| (name.to_owned(), value)));
        }
    }
    shown
}

fn voiced(voiced: &Voiced) -> Value {
    json!({
        "parts": voiced.parts,
        "characters": voiced.characters,
        "character_cost": voiced.character_cost,
        "in_text": voiced.in_text.as_ref().map(in_text),
    })
}

fn in_text(why: &InText) -> Value {
    json!({"because": why.because, "detail": why.detail})
}

fn outcome(outcome: &Outcome) -> Value {
    match outcome {
        Outcome::Answered { parts } => json!({"kind": "answered", "parts": parts}),
        Outcome::Transferred { reason } => json!({"kind": "transferred", "reason": reason}),
        Outcome::TakenOver { parts_sent } => {
            json!({"kind": "taken_over", "parts_sent": parts_sent})
        }
        Outcome::GivenBack => json!({"kind": "given_back"}),
        Outcome::Disabled => json!({"kind": "disabled"}),
        Outcome::Expired => json!({"kind": "expired"}),
        Outcome::HandedOver { customer_told } => {
            json!({"kind": "handed_over", "customer_told": customer_told})
        }
    }
}

fn at(at: Option<Timestamp>) -> Option<String> {
    at.map(|at| at.to_string())
}
