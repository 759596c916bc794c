//! How the instructions say when a person is wanted.

use conversation::marker::DEFAULT_MARKER;
use settings::Integration;
use store::{IntegrationRecord, Stored};

use crate::pages::View;

/// The integrations that use an assistant, of those that the reader sees.
pub(super) fn users<'i>(
    integrations: &'i [Stored<IntegrationRecord>],
    assistant: &str,
) -> Vec<&'i Integration> {
    let all = integrations.iter().map(|stored| &stored.value.settings);
    all.filter(|settings| settings.assistant.id.as_str() == assistant)
        .collect()
}

/// The markers of the integrations that use the assistant, or else the usual one.
fn markers<'i>(users: &[&'i Integration]) -> Vec<&'i str> {
    let mut markers: Vec<&str> = Vec::new();
    for user in users {
        let marker = user.transfer.marker.as_str();
        if !markers.contains(&marker) {
            markers.push(marker);
        }
    }
    if markers.is_empty() {
        markers.push(DEFAULT_MARKER);
    }
    markers
}

/// What is added to the instructions. Each marker stands at the beginning of a line, where it counts.
pub(super) fn instruction(view: &View, users: &[&Integration]) -> String {
    let texts = &view.texts().assistants;
    let told = markers(users).into_iter().map(texts.transfer_instruction);
    told.collect::<Vec<_>>().join("\n\n")
}

/// Whether the instructions say how to ask for a person, to every integration that uses them.
pub(super) fn is_told(instructions: &str, users: &[&Integration]) -> bool {
    let usual = conversation::Marker::default();
    let of_users = users.iter().map(|user| user.transfer.marker.meaning());
    let mut markers = of_users.chain(users.is_empty().then_some(&usual));
    markers.all(|marker| marker.around(instructions).is_some())
}

/// The instructions with what they lack.
pub(super) fn added(view: &View, instructions: &str, users: &[&Integration]) -> String {
    let added = instruction(view, users);
    match instructions.trim_end() {
        "" => added,
        before => format!("{before}\n\n{added}"),
    }
}
