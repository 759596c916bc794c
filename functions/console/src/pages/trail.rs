//! Parts of the trail of turns, wherever it is shown.

use conversation::{
    CallReport, Cap, HeardReport, LeftOut, Reason, SeenReport, TextFallback, Timestamp, Took,
    TurnRecord, Usage, VoiceReport,
};
use maud::{Markup, html};
use settings::Prices;

use super::View;
use crate::figures::summary::{cost_of_answer, cost_of_hearing};

/// How bad a transfer is: one that was asked for is none.
pub(super) const fn grade(reason: Reason) -> &'static str {
    match reason {
        Reason::Requested | Reason::Phrase => "warn",
        _ => "bad",
    }
}

pub(super) fn attempts(view: &View, attempts: u32, error: Option<&str>) -> Markup {
    let texts = &view.texts().phone.trail;
    html! {
        @if attempts > 1 { p class="help" { (texts.attempts) ": " (attempts) } }
        @if let Some(error) = error {
            p class="mistake" { (texts.error) ": " code { (error) } }
        }
    }
}

/// What the server refused of the question.
pub(super) fn left_out(view: &View, parts: &[LeftOut]) -> Markup {
    let texts = &view.texts().phone.trail;
    html! {
        @for part in parts { p class="help" { ((texts.left_out)(*part)) } }
    }
}

/// The cap because of which people have it.
pub(super) fn over_cap(view: &View, cap: Option<Cap>) -> Markup {
    let texts = &view.texts().phone.trail;
    html! {
        @if let Some(cap) = cap { p class="help" { ((texts.over_cap)(cap)) } }
    }
}

/// How long each step took, and what it used; with `prices` also what that cost.
pub(super) fn steps(view: &View, prices: Option<&Prices>, record: &TurnRecord) -> Markup {
    let texts = &view.texts().phone.trail;
    let between = |from: Timestamp, to: Timestamp| to.millis().saturating_sub(from.millis());
    let waited = record.claimed_at.map(|at| between(record.opened_at, at));
    let Took {
        hear_ms,
        see_ms,
        ask_ms,
        call_ms,
        speak_ms,
        send_ms,
        pause_ms,
    } = record.took;
    let took = |millis: u64| Some(millis).filter(|millis| *millis > 0);
    let times = [
        (texts.waited, waited),
        (texts.waited_to_hear, took(hear_ms)),
        (texts.fetched, took(see_ms)),
        (texts.asked, took(ask_ms)),
        (texts.called, took(call_ms)),
        (texts.spoke, took(speak_ms)),
        (texts.sent, took(send_ms)),
        (texts.paused, took(pause_ms)),
        (texts.all, Some(between(record.opened_at, record.ended_at))),
    ];
    html! {
        dl class="facts" {
            @for (name, millis) in times {
                @if let Some(millis) = millis { (fact(name, &view.language.seconds(millis))) }
            }
            @if record.dropped > 0 {
                (fact(texts.dropped, &(texts.dropped_parts)(record.dropped)))
            }
            @if !record.calls.is_empty() { (called(view, &record.calls)) }
            @if let Some(report) = &record.heard {
                (heard(view, report))
                @if let (Some(prices), Some(model)) = (prices, &report.model) {
                    (fact(texts.hearing_cost, &cost(view, cost_of_hearing(report.seconds, model, prices))))
                }
            }
            @if let Some(report) = &record.seen { (seen(view, report)) }
            @if let Some(usage) = record.usage {
                (fact(texts.tokens, &tokens(view, usage)))
                @if let (Some(prices), Some(model)) = (prices, &record.model) {
                    (fact(texts.cost, &cost(view, cost_of_answer(usage, model, prices))))
                }
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

/// The tools that were called, and how each call ended.
fn called(view: &View, calls: &[CallReport]) -> Markup {
    let texts = &view.texts().phone.trail;
    html! {
        div {
            dt { (texts.tools) }
            @for call in calls {
                dd {
                    code { (call.name) } " " (view.language.seconds(call.took_ms))
                    @if let Some(error) = &call.error { " " (texts.call_failed) " " code { (error) } }
                    @if !call.answered { " " (texts.call_unanswered) }
                }
            }
        }
    }
}

/// How much was heard, and why other recordings were not.
fn heard(view: &View, report: &HeardReport) -> Markup {
    let texts = &view.texts().phone.trail;
    let plays = view.language.play_time(report.seconds.saturating_mul(1000));
    let error = report.error.as_deref();
    html! {
        @if report.recordings > 0 {
            (fact(texts.heard, &(texts.recordings)(report.recordings, &plays)))
        }
        (reasons(texts.not_heard, &report.unheard, texts.unheard, error))
    }
}

/// How much was shown to the assistant, and why other files were not.
fn seen(view: &View, report: &SeenReport) -> Markup {
    let texts = &view.texts().phone.trail;
    let kilobytes = view.language.number(report.bytes.div_ceil(1_000));
    let error = report.error.as_deref();
    html! {
        @if report.files > 0 {
            (fact(texts.seen, &(texts.files)(report.files, &kilobytes)))
        }
        (reasons(texts.not_seen, &report.unseen, texts.unseen, error))
    }
}

/// How often each reason holds, and what failed first.
fn reasons<T: Copy + PartialEq>(
    name: &str,
    all: &[T],
    in_words: fn(T) -> &'static str,
    error: Option<&str>,
) -> Markup {
    let mut reasons: Vec<(T, usize)> = Vec::new();
    for why in all {
        match reasons.iter_mut().find(|(known, _)| known == why) {
            Some((_, count)) => *count += 1,
            None => reasons.push((*why, 1)),
        }
    }
    html! {
        @if !reasons.is_empty() {
            div {
                dt { (name) }
                @for (why, count) in reasons {
                    dd { (count) " × " (in_words(why)) }
                }
                @if let Some(error) = error { dd { code { (error) } } }
            }
        }
    }
}

fn tokens(view: &View, usage: Usage) -> String {
    let counts = [usage.input_tokens, usage.cached_tokens, usage.output_tokens];
    (view.texts().phone.trail.tokens_of)(counts.map(|count| view.language.number(count)))
}

/// In dollars. Less than is shown is not nothing.
fn cost(view: &View, micro_dollars: Option<u128>) -> String {
    const LEAST_SHOWN: u128 = 100;
    match micro_dollars {
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
