//! Which part of the API a path names.

/// A part of the API.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    Assistants,
    Assistant,
    Integrations,
    Integration,
    Webhook,
    IntegrationVoices,
    IntegrationVoiceModels,
    Conversations,
    ReleaseFailed,
    Conversation,
    TakeOver,
    Release,
    Messages,
    Voices,
    VoiceModels,
}

/// A part of the API with its path and its methods, as a person would write them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) place: Place,
    pub(crate) template: &'static str,
    pub(crate) methods: &'static str,
}

const API: [Entry; 15] = [
    entry(Place::Assistants, "/console/api/assistants", "GET"),
    entry(
        Place::Assistant,
        "/console/api/assistants/{id}",
        "GET, PUT, DELETE",
    ),
    entry(Place::Integrations, "/console/api/integrations", "GET"),
    entry(
        Place::Integration,
        "/console/api/integrations/{id}",
        "GET, PUT, DELETE",
    ),
    entry(
        Place::Webhook,
        "/console/api/integrations/{id}/webhook",
        "POST",
    ),
    entry(
        Place::IntegrationVoices,
        "/console/api/integrations/{id}/voices",
        "GET",
    ),
    entry(
        Place::IntegrationVoiceModels,
        "/console/api/integrations/{id}/voice-models",
        "GET",
    ),
    entry(
        Place::Conversations,
        "/console/api/integrations/{id}/conversations",
        "GET",
    ),
    entry(
        Place::ReleaseFailed,
        "/console/api/integrations/{id}/conversations/release-failed",
        "POST",
    ),
    entry(
        Place::Conversation,
        "/console/api/integrations/{id}/conversations/{conversation}",
        "GET, DELETE",
    ),
    entry(
        Place::TakeOver,
        "/console/api/integrations/{id}/conversations/{conversation}/take-over",
        "POST",
    ),
    entry(
        Place::Release,
        "/console/api/integrations/{id}/conversations/{conversation}/release",
        "POST",
    ),
    entry(
        Place::Messages,
        "/console/api/integrations/{id}/conversations/{conversation}/messages",
        "POST",
    ),
    entry(Place::Voices, "/console/api/voices", "POST"),
    entry(Place::VoiceModels, "/console/api/voice-models", "POST"),
];

const fn entry(place: Place, template: &'static str, methods: &'static str) -> Entry {
    Entry {
        place,
        template,
        methods,
    }
}

/// Every call that is answered: a method and a path, with the names of what is filled in.
pub fn calls() -> impl Iterator<Item = (&'static str, &'static str)> {
    API.iter().flat_map(|entry| {
        let methods = entry.methods.split(", ");
        methods.map(|method| (method, entry.template))
    })
}

/// A path, as API Gateway gives it: percent-decoded, without the query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Route<'a> {
    /// Not below the API at all.
    Outside,
    /// Nothing that this version knows.
    Unknown,
    /// A part of the API, with what was filled in.
    To(&'static Entry, [&'a str; 2]),
}

impl<'a> Route<'a> {
    pub(crate) fn of(path: &'a str) -> Self {
        let below = path.strip_prefix("/console/api");
        if !below.is_some_and(|below| below.is_empty() || below.starts_with('/')) {
            return Self::Outside;
        }
        let found = API
            .iter()
            .find_map(|entry| Some(Self::To(entry, filled_in(entry.template, path)?)));
        found.unwrap_or(Self::Unknown)
    }

    /// The path without what was filled in: for logs.
    pub(crate) const fn template(self) -> &'static str {
        match self {
            Self::Outside | Self::Unknown => "unknown",
            Self::To(entry, _) => entry.template,
        }
    }
}

/// What stands in the places of a template's names; empty for those that it has not.
fn filled_in<'a>(template: &str, path: &'a str) -> Option<[&'a str; 2]> {
    let mut names = template.split('/');
    let mut segments = path.split('/');
    let mut values = Vec::new();
    loop {
        match (names.next(), segments.next()) {
            (None, None) => break,
            (Some(name), Some(segment)) if name.starts_with('{') => values.push(segment),
            (Some(name), Some(segment)) if name == segment => {}
            _ => return None,
        }
    }
    let mut values = values.into_iter();
    Some([(); 2].map(|()| values.next().unwrap_or_default()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_names_one_thing_or_none() {
        for (path, place, ids) in [
            ("/console/api/assistants", Place::Assistants, ["", ""]),
            (
                "/console/api/assistants/asst_a",
                Place::Assistant,
                ["asst_a", ""],
            ),
            ("/console/api/assistants/", Place::Assistant, ["", ""]),
            ("/console/api/integrations", Place::Integrations, ["", ""]),
            (
                "/console/api/integrations/a-1",
                Place::Integration,
                ["a-1", ""],
            ),
            (
                "/console/api/integrations/a-1/conversations/0f",
                Place::Conversation,
                ["a-1", "0f"],
            ),
            (
                "/console/api/integrations/a-1/conversations/0f/take-over",
                Place::TakeOver,
                ["a-1", "0f"],
            ),
        ] {
            let Route::To(entry, found) = Route::of(path) else {
                unreachable!("{path}")
            };
            assert_eq!((entry.place, found), (place, ids), "{path}");
        }
        for (path, route) in [
            ("/console/api/integrations/a-1/songs", Route::Unknown),
            (
                "/console/api/integrations/a-1/conversations/0f/x",
                Route::Unknown,
            ),
            ("/console/api", Route::Unknown),
            ("/console/apis", Route::Outside),
            ("/console", Route::Outside),
            ("console/api/assistants", Route::Outside),
            ("", Route::Outside),
        ] {
            assert_eq!(Route::of(path), route, "{path}");
        }
    }

    #[test]
    fn every_part_is_found_by_its_own_template() {
        for entry in &API {
            let Route::To(found, _) = Route::of(entry.template) else {
                unreachable!("{}", entry.template)
            };
            assert_eq!(found, entry);
        }
    }
}
