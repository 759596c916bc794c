//! What happens behind the phone: each turn with its steps, and why it ended so.

use conversation::{
    Author, Decision, Outcome, Owner, Range, Timestamp, Transferred, Turn, TurnRecord,
};
use maud::{Markup, html};

use super::super::View;
use super::super::components::when;
use super::super::trail::{attempts, grade, left_out, over_cap, steps};
use super::read::Test;

/// How much of a message is quoted, in characters.
const QUOTED: usize = 80;

/// Replaces a part of the page beside the one that was asked for.
const BESIDE: &str = "outerMorph";

/// What goes on now, and the turns that have ended, newest first.
pub(super) fn shown(view: &View, test: &Test, is_part: bool) -> Markup {
    let texts = &view.texts().phone;
    let state = &test.state;
    let is_empty = state.turn.is_none() && test.trail.is_empty();
    html! {
        div id="phone-run" class="stack" hx-swap-oob=[is_part.then_some(BESIDE)] {
            @if is_empty { p class="help" { (texts.nothing_yet) } }
            @if let Some(turn) = &state.turn { (now(view, test, turn)) }
            @for record in &test.trail { (ended(view, test, record)) }
        }
    }
}

/// That a person is waited for, and what they should know. Empty while the assistant answers.
pub(super) fn waits(view: &View, test: &Test, is_part: bool) -> Markup {
    let state = &test.state;
    html! {
        div id="phone-waits" hx-swap-oob=[is_part.then_some(BESIDE)] {
            @if let Owner::People { since, .. } = &state.owner {
                (waits_since(view, *since, state.transferred.as_ref()))
            }
        }
    }
}

fn waits_since(view: &View, since: Timestamp, transferred: Option<&Transferred>) -> Markup {
    let texts = &view.texts().phone;
    html! {
        section class="card stack tight" {
            div class="between" {
                strong { (texts.waits) }
                (when(view, since))
            }
            @if let Some(transferred) = transferred {
                p { ((texts.trail.reason)(transferred.reason)) }
                @if !transferred.summary.is_empty() {
                    p class="help" { (texts.summary) }
                    blockquote class="quoted" { (transferred.summary) }
                }
            }
        }
    }
}

/// The turn in progress.
fn now(view: &View, test: &Test, turn: &Turn) -> Markup {
    let texts = &view.texts().phone.trail;
    let doing = match &turn.decision {
        None => texts.asking.to_owned(),
        Some(Decision::Reply { parts, .. }) => {
            let sent = parts.iter().filter(|part| part.sent).count();
            (texts.sending)(sent, parts.len())
        }
        Some(Decision::Transfer { .. }) => texts.transferring.to_owned(),
    };
    html! {
        section class="card stack tight" id=(format!("t{}", turn.seq.0)) {
            div class="between" {
                strong { (doing) }
                span class="badge" { (texts.now) }
            }
            (taken(view, test, turn.batch))
            (attempts(view, turn.attempts, turn.last_error.as_deref()))
        }
    }
}

fn ended(view: &View, test: &Test, record: &TurnRecord) -> Markup {
    let texts = &view.texts().phone.trail;
    let (class, reason) = match record.outcome {
        Outcome::Answered { .. }
        | Outcome::HandedOver {
            customer_told: true,
        } => ("good", None),
        Outcome::Transferred { reason } => (grade(reason), Some((texts.reason)(reason))),
        _ => ("warn", None),
    };
    html! {
        section class="card stack tight" id=(format!("t{}", record.seq.0)) {
            div class="between" {
                span class=(format!("badge {class}")) { ((texts.outcome)(record.outcome)) }
                time datetime=(record.ended_at) { (view.language.time(record.ended_at, &view.zone)) }
            }
            @if let Some(reason) = reason { p { (reason) } }
            (attempts(view, record.attempts, record.last_error.as_deref()))
            (over_cap(view, record.over_cap))
            (left_out(view, &record.left_out))
            @if !matches!(record.outcome, Outcome::HandedOver { .. }) {
                (taken(view, test, record.batch))
                (steps(view, Some(&test.prices), record))
            }
        }
    }
}

/// The messages that a turn took.
fn taken(view: &View, test: &Test, batch: Range) -> Markup {
    let texts = &view.texts().phone.trail;
    let said = test.transcript.iter();
    let said = said.filter(|it| it.author == Author::Customer && batch.contains(it.seq));
    let said: Vec<_> = said.map(|it| quoted(&it.text)).collect();
    html! {
        details {
            summary { ((texts.taken)(said.len())) }
            ul { @for said in &said { li { (said) } } }
        }
    }
}

fn quoted(text: &str) -> String {
    let mut quoted: String = text.chars().take(QUOTED).collect();
    if quoted.len() < text.len() {
        quoted.push('…');
    }
    quoted
}
