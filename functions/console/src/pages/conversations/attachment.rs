//! What came with a message, in a line.

use conversation::Attachment;

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
