//! Which part of the API a path names.

/// A path, as API Gateway gives it: percent-decoded, without the query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Route<'a> {
    /// Not below the API at all.
    Outside,
    /// Nothing that this version knows.
    Unknown,
    Assistants,
    Assistant(&'a str),
    Integrations,
    Integration(&'a str),
}

impl<'a> Route<'a> {
    pub(crate) fn of(path: &'a str) -> Self {
        let mut segments = path.split('/');
        let mut next = || segments.next();
        if (next(), next(), next()) != (Some(""), Some("console"), Some("api")) {
            return Self::Outside;
        }
        match (next(), next(), next()) {
            (Some("assistants"), None, None) => Self::Assistants,
            (Some("assistants"), Some(id), None) => Self::Assistant(id),
            (Some("integrations"), None, None) => Self::Integrations,
            (Some("integrations"), Some(id), None) => Self::Integration(id),
            _ => Self::Unknown,
        }
    }

    /// The path without what was filled in: for logs.
    pub(crate) const fn template(self) -> &'static str {
        match self {
            Self::Outside | Self::Unknown => "unknown",
            Self::Assistants => "/console/api/assistants",
            Self::Assistant(_) => "/console/api/assistants/{id}",
            Self::Integrations => "/console/api/integrations",
            Self::Integration(_) => "/console/api/integrations/{id}",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_names_one_thing_or_none() {
        for (path, route) in [
            ("/console/api/assistants", Route::Assistants),
            ("/console/api/assistants/asst_a", Route::Assistant("asst_a")),
            ("/console/api/integrations", Route::Integrations),
            ("/console/api/integrations/a-1", Route::Integration("a-1")),
            ("/console/api/integrations/a-1/voices", Route::Unknown),
            ("/console/api", Route::Unknown),
            ("/console/apis", Route::Outside),
            ("/console", Route::Outside),
            ("console/api/assistants", Route::Outside),
            ("", Route::Outside),
        ] {
            assert_eq!(Route::of(path), route, "{path}");
        }
    }
}
