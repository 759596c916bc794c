//! What the assistant did about a batch of messages, and why.

use conversation::{Author, Message, Outcome, TurnRecord};
use maud::{Markup, html};

use super::one::Known;
use crate::pages::View;

/// A turn that has ended, which opens to show its details.
pub(super) fn turn(
    view: &View,
    known: &Known<'_>,
    turn: &TurnRecord,
    transcript: &[Message],
) -> Markup {
    let texts = &view.texts().conversation;
    let began = turn.claimed_at.unwrap_or(turn.opened_at);
    let took = view.language.duration(turn.ended_at.since(began));
    let taken = transcript
        .iter()
        .filter(|message| message.author == Author::Customer && turn.batch.contains(message.seq));
    let why = match turn.outcome {
        Outcome::Transferred { reason } => Some((view.texts().inbox.reason)(reason)),
        _ => None,
    };
    let failed = matches!(turn.outcome, Outcome::Transferred { .. }) && turn.last_error.is_some();
    html! {
        li class="turn" {
            details id=(format!("t-{}", turn.seq.0)) {
                summary {
                    ((texts.outcome)(turn.outcome)) " · " (took)
                    @if failed { " " span class="badge bad" { (texts.last_error) } }
                }
                dl class="facts" {
                    @if let Some(why) = why { dt { (texts.reason_of_outcome) } dd { (why) } }
                    dt { (texts.taken) }
                    dd { ((texts.messages)(taken.count())) }
                    @if turn.attempts > 1 { dt { (texts.attempts) } dd { (turn.attempts) } }
                    dt { (texts.took) }
                    dd { (took) }
                    (tokens(view, turn))
                    (voice(view, turn))
                    @if let Some(error) = &turn.last_error { dt { (texts.last_error) } dd { (error) } }
                    dt { (texts.turn_id) }
                    dd { code { (known.of.turn_id(turn.seq)) } }
                }
                @if turn.tried_again { p class="help" { (texts.tried_again) } }
                @if turn.redelivered { p class="help" { (texts.redelivered) } }
            }
        }
    }
}

fn tokens(view: &View, turn: &TurnRecord) -> Markup {
    let texts = &view.texts().conversation;
    let number = |number| view.language.number(number);
    html! {
        @if let Some(usage) = turn.usage {
            dt { (texts.tokens) }
            dd {
                ((texts.tokens_used)(
                    &number(usage.input_tokens),
                    &number(usage.cached_tokens),
                    &number(usage.output_tokens),
                ))
            }
        }
    }
}

fn voice(view: &View, turn: &TurnRecord) -> Markup {
    let texts = &view.texts().conversation;
    html! {
        @if let Some(voice) = &turn.voice {
            dt { (texts.spoken) }
            dd {
                @if voice.parts > 0 {
                    ((texts.spoken_parts)(voice.parts, &view.language.number(voice.characters)))
                }
                @if let Some(fallback) = &voice.text_fallback {
                    @if voice.parts > 0 { "; " }
                    ((texts.in_text)(fallback.because))
                    @if let Some(detail) = &fallback.detail { " (" (detail) ")" }
                }
            }
        }
    }
}
