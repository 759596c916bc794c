//! The integrations: their list, and changes at the same time.

use crate::texts::{Conflicts, IntegrationList};

pub(super) const LIST: IntegrationList = IntegrationList {
    title: "Integrations",
    lead: "Each connects one business: a channel that its customers write to, and the assistant that \
           answers there.",
    empty: "There are no integrations yet.",
    empty_hint: "Make one: choose the channel, paste its keys, and pick the assistant that answers.",
    make: "New integration",
    name: "Name",
    channel: "Channel",
    state: "State",
    assistant: "Assistant",
    last_webhook: "Last webhook",
    last_refused: "Refused since",
    none_came: "None yet",
    actions: "Actions",
    enabled: "Enabled",
    disabled: "Disabled",
    enable: "Enable",
    disable: "Disable",
    enable_named: |name| format!("Enable {name}"),
    disable_named: |name| format!("Disable {name}"),
    delete: "Delete",
    delete_named: |name| format!("Delete {name}"),
    delete_title: |name| format!("Delete {name}?"),
    delete_consequence: "Its settings and keys are gone at once, and its webhooks are refused. What was \
                         said expires in its time. The figures of all integrations leave it out from now \
                         on, for past days too. This cannot be undone. Do not use its id again: a new \
                         integration under it would take over its conversations and figures.",
};

pub(super) const CONFLICTS: Conflicts = Conflicts {
    title: "Somebody else saved this meanwhile",
    lead: "Nothing of yours is lost, and nothing of it is saved yet. This is what they changed:",
    only_secrets: "They changed no setting that can be shown. Keys and tokens cannot be compared.",
    setting: "Setting",
    before: "Before",
    now: "Now",
    yours: "Yours",
    nothing: "(nothing)",
    save_over: "Save mine over it",
    take_theirs: "Take theirs",
    gone: "Somebody else deleted this integration meanwhile. Saving makes it anew, with all keys typed again.",
};
