//! What the assistant did about a batch of messages, and why.

use conversation::{Outcome, TurnRecord};
use maud::{Markup, html};

use super::one::Known;
use crate::pages::View;
use crate::pages::trail::{attempts, grade, left_out, over_cap, steps};

/// A turn that has ended, which opens to show its details.
pub(super) fn turn(view: &View, known: &Known<'_>, record: &TurnRecord) -> Markup {
    let texts = &view.texts().phone.trail;
    let reason = match record.outcome {
        Outcome::Transferred { reason } => Some(reason),
        _ => None,
    };
    html! {
        li class="turn" {
            details id=(format!("t-{}", record.seq.0)) {
                summary {
                    ((texts.outcome)(record.outcome))
                    @if let Some(reason) = reason {
                        " · "
                        span class=(format!("badge {}", grade(reason))) { ((texts.reason)(reason)) }
                    }
                }
                p { ((texts.taken)(record.messages)) }
                (attempts(view, record.attempts, record.last_error.as_deref()))
                (over_cap(view, record.over_cap))
                (left_out(view, &record.left_out))
                @if record.tried_again { p class="help" { (view.texts().conversation.tried_again) } }
                @if record.redelivered { p class="help" { (view.texts().conversation.redelivered) } }
                (steps(view, known.prices, record))
                p class="help" {
                    @if let Some(model) = &record.model { (model) " · " }
                    code { (known.of.turn_id(record.seq)) }
                }
            }
        }
    }
}
