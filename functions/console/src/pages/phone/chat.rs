//! What a customer sees on their phone.

use conversation::{Author, Message, Owner, Timestamp, Wait};
use maud::{Markup, html};

use super::super::View;
use super::super::components;
use super::read::Test;

/// The balloons, and what goes on under them.
pub(super) fn shown(view: &View, test: &Test) -> Markup {
    let status = Status::of(test);
    html! {
        div id="phone-chat" class="phone-chat" hx-get=(format!("{}/live?seen={}", test.path(), test.version))
            hx-trigger="poll" hx-swap="outerMorph" data-pending[test.is_pending()]
            data-say=(status.in_words(view)) {
            div class="phone-log" role="log" tabindex="0" aria-labelledby="phone-chat-title" {
                @for message in &test.transcript { (balloon(view, test, message)) }
            }
            p class="phone-status" { (status.shown(view)) }
        }
    }
}

pub(super) fn empty(view: &View) -> Markup {
    let texts = &view.texts().phone;
    html! {
        div class="phone-chat" {
            div class="phone-log" {
                (components::empty(texts.empty, &html! { p { (texts.empty_hint) } }))
            }
            p class="phone-status" {}
        }
    }
}

fn balloon(view: &View, test: &Test, message: &Message) -> Markup {
    let texts = &view.texts().phone;
    let (class, author) = match message.author {
        Author::Customer => ("customer", texts.customer),
        Author::Assistant => ("assistant", texts.assistant),
        Author::Person => ("person", texts.person),
        Author::Note => ("note", texts.note),
    };
    let place = message.part_of.filter(|_| message.voice);
    let voice = place.and_then(|part| Some((part.turn, part.index?)));
    html! {
        div id=(format!("m{}", message.seq.0)) class=(format!("balloon {class}")) {
            span class=(if class == "person" { "author" } else { "unseen" }) { (author) }
            @if let Some((turn, part)) = voice {
                audio controls preload="none" aria-label=(texts.voice)
                    src=(format!("{}/audio/{}/{part}", test.path(), turn.0)) {}
            } @else if message.voice {
                span class="badge" { (texts.voice) }
            }
            p { (message.text) }
            time datetime=(message.received_at) { (view.language.time(message.received_at, &view.zone)) }
        }
    }
}

/// What goes on.
enum Status {
    Quiet,
    /// The window collects messages until then; longer with each that comes, if it is a wait for quiet.
    Collects {
        until: Timestamp,
        quiet: bool,
    },
    Types,
    /// The turn failed, and is tried again then.
    TriesAgain(Timestamp),
    /// People have it; whether the customer is still to be told.
    WithPeople(bool),
}

impl Status {
    fn of(test: &Test) -> Self {
        let state = &test.state;
        match (&state.owner, &state.turn, &state.window) {
            (Owner::People { .. }, ..) => Self::WithPeople(state.handover.is_some()),
            (_, Some(turn), _) if turn.lease.token.is_none() => Self::TriesAgain(turn.lease.until),
            (_, Some(_), _) => Self::Types,
            (_, None, Some(window)) => {
                let wait = test.settings.wait_in_use();
                Self::Collects {
                    until: state.due_at(window, wait),
                    quiet: matches!(wait, Wait::Quiet { .. }),
                }
            }
            (_, None, None) => Self::Quiet,
        }
    }

    /// For a screen reader, once.
    fn in_words(&self, view: &View) -> String {
        let texts = &view.texts().phone;
        match self {
            Self::Quiet => String::new(),
            Self::Collects { until, quiet } => {
                let words = match quiet {
                    true => texts.collecting_quiet_unseen,
                    false => texts.collecting_unseen,
                };
                words(&left(view, *until))
            }
            Self::Types => texts.typing.to_owned(),
            Self::TriesAgain(until) => format!("{} {}", texts.tries_again, left(view, *until)),
            Self::WithPeople(_) => texts.with_people.to_owned(),
        }
    }

    fn shown(&self, view: &View) -> Markup {
        let texts = &view.texts().phone;
        html! {
            @match self {
                Self::Quiet => {}
                Self::Collects { until, .. } => { (countdown(view, texts.collecting, *until)) }
                Self::Types => { span class="typing" aria-hidden="true" { i {} i {} i {} } " " (texts.typing) }
                Self::TriesAgain(until) => { (countdown(view, texts.tries_again, *until)) }
                Self::WithPeople(untold) => {
                    (texts.with_people)
                    @if *untold { " " (texts.being_told) }
                }
            }
        }
    }
}

/// A countdown, which a script carries on. The server's time goes along, as clocks differ.
fn countdown(view: &View, words: &str, until: Timestamp) -> Markup {
    let texts = &view.texts().phone;
    html! {
        span data-until=(until.millis()) data-now=(view.now.millis()) data-over=(texts.due) {
            (words) " " span class="code" { (left(view, until)) }
        }
    }
}

fn left(view: &View, until: Timestamp) -> String {
    let seconds = until.since(view.now).as_millis().div_ceil(1000);
    format!("{seconds} s")
}
