//! What was said, in its order, and between it what the assistant did about it.

use conversation::{Author, Delivery, Message, Seq, TurnRecord};
use maud::{Markup, html};

use super::one::Known;
use super::{address, attachment, trail};
use crate::conversations::page::Page;
use crate::pages::View;
use crate::pages::components::when;

enum Line<'p> {
    Said(&'p Message),
    Turn(&'p TurnRecord),
}

pub(super) fn transcript(
    view: &View,
    known: &Known<'_>,
    page: &Page,
    before: Option<Seq>,
) -> Markup {
    let texts = &view.texts().conversation;
    let said = page.transcript.iter().map(|it| (it.seq, Line::Said(it)));
    let turns = page.trail.iter().map(|it| (it.seq, Line::Turn(it)));
    let mut lines: Vec<_> = said.chain(turns).collect();
    lines.sort_by_key(|(seq, _)| *seq);
    let here = address(&known.of.integration, &known.of.id);
    html! {
        section class="stack" aria-labelledby="said" {
            h2 id="said" class="small" { (texts.said) }
            @if let Some(Seq(earlier)) = page.earlier {
                p { a class="button secondary" href=(format!("{here}?before={earlier}")) { (texts.earlier) } }
            }
            @if lines.is_empty() && before.is_some() {
                p class="help" { (texts.nothing_said) }
            }
            ol class="transcript" {
                @for (seq, line) in &lines {
                    @match line {
                        Line::Said(message) => { (said_line(view, &here, *seq, message)) }
                        Line::Turn(turn) => { (trail::turn(view, known, turn)) }
                    }
                }
            }
        }
    }
}

fn said_line(view: &View, here: &str, seq: Seq, message: &Message) -> Markup {
    let texts = &view.texts().conversation;
    let place = message.part_of.filter(|_| message.voice);
    let voice = place.and_then(|part| Some((part.turn.0, part.index?)));
    let (class, author) = match message.author {
        Author::Customer => ("message customer", texts.customer),
        Author::Assistant => ("message assistant", texts.assistant),
        Author::Person => ("message person", texts.person),
        Author::Note => ("message note", texts.note),
    };
    html! {
        li id=(format!("m-{}", seq.0)) class=(class) data-message=(seq.0) {
            p class="cluster help" {
                strong { (author) }
                (when(view, message.sent_at))
                @if message.voice { span class="badge" { (texts.voice) } }
                @match &message.delivery {
                    None => {}
                    Some(Delivery::Delivered) => { span { "✓ " (texts.delivered) } }
                    Some(Delivery::Read) => { span { "✓✓ " (texts.read) } }
                    Some(Delivery::Failed { why }) => {
                        span class="badge bad" { ((texts.undelivered)(why)) }
                    }
                }
            }
            @if let Some(about) = &message.about { p class="said help" { (about) } }
            @if let Some((turn, part)) = voice {
                audio controls preload="none" aria-label=(texts.voice)
                    src=(format!("{here}/audio/{turn}/{part}")) {}
            }
            @for attachment in &message.attachments {
                p class="said help" { (attachment::in_a_line(view, attachment)) }
                @if let Some(said) = message.said_in(attachment) { (attachment::heard(view, said)) }
            }
            @if !message.text.is_empty() { p class="said" { (message.text) } }
        }
    }
}
