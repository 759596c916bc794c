//! What came with a message, and what was heard in it.

use conversation::{Attachment, Said};
use maud::{Markup, html};

use crate::pages::View;

/// `Voice message, 0:12`, or `Document contrato.pdf, 1.2 MB`, as far as it is known.
pub(super) fn in_a_line(view: &View, attachment: &Attachment) -> String {
    let language = view.language;
    let kind = (view.texts().conversation.attachment)(attachment.kind);
    let named = match &attachment.name {
        Some(name) => format!("{kind} {name}"),
        None => kind.to_owned(),
    };
    let plays = attachment.duration_ms.map(|it| language.play_time(it));
    let size = attachment.size.map(|bytes| language.bytes(bytes));
    let parts: Vec<String> = [Some(named), plays, size].into_iter().flatten().collect();
    parts.join(", ")
}

/// The words that were said, or why there are none.
pub(super) fn heard(view: &View, said: &Said) -> Markup {
    let texts = &view.texts().conversation;
    html! {
        @match said {
            Said::Words(words) => {
                p class="help" { (texts.said_in_it) }
                blockquote class="quoted" { (words) }
            }
            Said::Nothing => p class="help" { (texts.nothing_said_in_it) },
            Said::Unheard(why) => p class="help" {
                ((texts.unheard)((view.texts().phone.trail.unheard)(*why)))
            },
        }
    }
}
