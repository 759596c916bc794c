//! What happens behind the phone: each turn with its steps, and why it ended so.

use conversation::{
    Author, Decision, Outcome, Owner, Range, Reason, TextFallback, Timestamp, Took, Transferred,
    Turn, TurnRecord, Usage, VoiceReport,
};
use maud::{Markup, html};

use super::super::View;
use super::super::components::when;
use super::read::Test;
use crate::figures::summary::cost_of_answer;

/// How much of a message is quoted, in characters.
const QUOTED: usize = 80;

/// What goes on now, and the turns that have ended, newest first.
pub(super) fn shown(view: &View, test: &Test, is_part: bool) -> Markup {
    let texts = &view.texts().phone;
    let state = &test.state;
    let with_people = matches!(state.owner, Owner::People { .. });
    let is_empty = state.turn.is_none() && test.trail.is_empty();
    html! {
        div id="phone-run" class="stack" data-people[with_people]
            hx-swap-oob=[is_part.then_some("outerMorph")] {
            @if is_empty { p class="help" { (texts.nothing_yet) } }
            @if let Owner::People { since, .. } = &state.owner {
                (waits(view, *since, state.transferred.as_ref()))
            }
            @if let Some(turn) = &state.turn { (now(view, test, turn)) }
            @for record in &test.trail { (ended(view, test, record)) }
        }
    }
}

fn waits(view: &View, since: Timestamp, transferred: Option<&Transferred>) -> Markup {
    let texts = &view.texts().phone;
    html! {
        section class="card stack tight" id="phone-waits" {
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
            @if !matches!(record.outcome, Outcome::HandedOver { .. }) {
                (taken(view, test, record.batch))
                (steps(view, test, record))
            }
        }
    }
}

/// How bad a transfer is: one that was asked for is none.
const fn grade(reason: Reason) -> &'static str {
    match reason {
        Reason::Requested | Reason::Phrase => "warn",
        _ => "bad",
    }
}

fn attempts(view: &View, attempts: u32, error: Option<&str>) -> Markup {
    let texts = &view.texts().phone.trail;
    html! {
        @if attempts > 1 { p class="help" { (texts.attempts) ": " (attempts) } }
        @if let Some(error) = error {
            p class="mistake" { (texts.error) ": " code { (error) } }
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

/// How long each step took, and what it used.
fn steps(view: &View, test: &Test, record: &TurnRecord) -> Markup {
    let texts = &view.texts().phone.trail;
    let between = |from: Timestamp, to: Timestamp| to.millis().saturating_sub(from.millis());
    let waited = record.claimed_at.map(|at| between(record.opened_at, at));
    let Took {
        ask_ms,
        speak_ms,
        send_ms,
    } = record.took;
    let took = |millis: u64| Some(millis).filter(|millis| *millis > 0);
    let times = [
        (texts.waited, waited),
        (texts.asked, took(ask_ms)),
        (texts.spoke, took(speak_ms)),
        (texts.sent, took(send_ms)),
        (texts.all, Some(between(record.opened_at, record.ended_at))),
    ];
    html! {
        dl class="facts" {
            @for (name, millis) in times {
                @if let Some(millis) = millis { (fact(name, &view.language.seconds(millis))) }
            }
            @if let Some(usage) = record.usage {
                (fact(texts.tokens, &tokens(view, usage)))
                @if let Some(model) = &record.model { (fact(texts.cost, &cost(view, test, usage, model))) }
            }
            @if let Some(voice) = &record.voice { (spoken(view, voice)) }
        }
    }
}

fn fact(name: &str, value: &str) -> Markup {
    html! {
        div { dt { (name) } dd { (value) } }
    }
}

fn tokens(view: &View, usage: Usage) -> String {
    let counts = [usage.input_tokens, usage.cached_tokens, usage.output_tokens];
    (view.texts().phone.trail.tokens_of)(counts.map(|count| view.language.number(count)))
}

/// In dollars. Less than is shown is not nothing.
fn cost(view: &View, test: &Test, usage: Usage, model: &str) -> String {
    const LEAST_SHOWN: u128 = 100;
    match cost_of_answer(usage, model, &test.prices) {
        None => view.texts().figures.no_price.to_owned(),
        Some(cost) if (1..LEAST_SHOWN).contains(&cost) => {
            format!("< {}", view.language.dollars(LEAST_SHOWN))
        }
        Some(cost) => view.language.dollars(cost),
    }
}

fn spoken(view: &View, voice: &VoiceReport) -> Markup {
    let texts = &view.texts().phone.trail;
    let characters = view.language.number(voice.characters);
    html! {
        @if voice.parts > 0 { (fact(texts.spoken, &(texts.characters)(&characters))) }
        @if let Some(TextFallback { because, detail, .. }) = &voice.text_fallback {
            div {
                dt { (texts.in_text) }
                dd {
                    ((texts.because)(*because))
                    @if let Some(detail) = detail { " " code { (detail) } }
                }
            }
        }
    }
}
