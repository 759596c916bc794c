//! The integrations: their list, the form, and the checks.

use crate::integrations::Found;
use crate::pages::{CheckedPart, Kind, Setting};

pub(crate) struct IntegrationList {
    pub(crate) title: &'static str,
    pub(crate) lead: &'static str,
    pub(crate) empty: &'static str,
    pub(crate) empty_hint: &'static str,
    pub(crate) make: &'static str,
    pub(crate) name: &'static str,
    pub(crate) channel: &'static str,
    pub(crate) state: &'static str,
    pub(crate) assistant: &'static str,
    pub(crate) last_webhook: &'static str,
    pub(crate) last_refused: &'static str,
    pub(crate) none_came: &'static str,
    pub(crate) actions: &'static str,
    pub(crate) enabled: &'static str,
    pub(crate) disabled: &'static str,
    pub(crate) enable: &'static str,
    pub(crate) disable: &'static str,
    pub(crate) enable_named: fn(&str) -> String,
    pub(crate) disable_named: fn(&str) -> String,
    pub(crate) delete: &'static str,
    pub(crate) delete_named: fn(&str) -> String,
    pub(crate) delete_title: fn(&str) -> String,
    pub(crate) delete_consequence: &'static str,
}

/// The label of a field, and what helps to fill it in; empty if nothing is needed.
pub(crate) struct Words {
    pub(crate) label: &'static str,
    pub(crate) help: &'static str,
}

pub(crate) struct IntegrationForm {
    pub(crate) new_title: &'static str,
    pub(crate) save: &'static str,
    pub(crate) of: fn(Setting) -> Words,
    /// The option of a choice, by its value.
    pub(crate) option: fn(Setting, &str) -> &'static str,
    pub(crate) kind: fn(Kind) -> &'static str,
    /// What to do at the provider.
    pub(crate) steps: fn(Kind) -> &'static [&'static str],
    pub(crate) steps_title: &'static str,
    pub(crate) basics: &'static str,
    pub(crate) assistant: &'static str,
    pub(crate) voice: &'static str,
    pub(crate) recordings: &'static str,
    pub(crate) files: &'static str,
    pub(crate) tools: &'static str,
    pub(crate) tools_help: &'static str,
    pub(crate) credentials: fn(Kind) -> &'static str,
    pub(crate) choose_channel: &'static str,
    pub(crate) people: &'static str,
    pub(crate) way_back: &'static str,
    pub(crate) limits: &'static str,
    pub(crate) default_is: fn(&str) -> String,
    pub(crate) secret_stored: &'static str,
    pub(crate) type_again: &'static str,
    pub(crate) generate: &'static str,
    pub(crate) generated: &'static str,
    pub(crate) webhook_url: &'static str,
    pub(crate) webhook_after: &'static str,
    pub(crate) connect: &'static str,
    pub(crate) no_assistants: &'static str,
    pub(crate) make_assistant: &'static str,
    pub(crate) choose: &'static str,
    pub(crate) context: &'static str,
    pub(crate) context_help: &'static str,
    pub(crate) load_voices: &'static str,
    pub(crate) load_voices_hint: &'static str,
    pub(crate) voices_loaded: fn(usize) -> String,
    pub(crate) text_deletes: &'static str,
    pub(crate) hear: fn(&str) -> String,
    pub(crate) no_preview: &'static str,
    pub(crate) chosen_is_gone: &'static str,
    pub(crate) hours: &'static str,
    pub(crate) hours_always: &'static str,
    pub(crate) hours_own: &'static str,
    pub(crate) phrases: &'static str,
    pub(crate) phrases_none: &'static str,
    pub(crate) phrases_default: &'static str,
    pub(crate) phrases_own: &'static str,
    pub(crate) not_saved: &'static str,
    pub(crate) elsewhere: &'static str,
}

/// Two people who changed the same.
pub(crate) struct Conflicts {
    pub(crate) title: &'static str,
    pub(crate) lead: &'static str,
    pub(crate) only_secrets: &'static str,
    pub(crate) setting: &'static str,
    pub(crate) before: &'static str,
    pub(crate) now: &'static str,
    pub(crate) yours: &'static str,
    pub(crate) nothing: &'static str,
    pub(crate) save_over: &'static str,
    pub(crate) take_theirs: &'static str,
    pub(crate) gone: &'static str,
}

pub(crate) struct Checks {
    pub(crate) title: &'static str,
    pub(crate) lead: &'static str,
    pub(crate) check: &'static str,
    pub(crate) again: &'static str,
    pub(crate) part: fn(CheckedPart) -> &'static str,
    pub(crate) works: &'static str,
    pub(crate) fails: &'static str,
    pub(crate) unknown: &'static str,
    pub(crate) not_set: &'static str,
    /// What was found of a part, and what to do.
    pub(crate) found: fn(CheckedPart, &Found) -> &'static str,
    pub(crate) verified: &'static str,
    pub(crate) refused: &'static str,
}
