//! Which function answers which path.

use crate::runtime::Function;

/// The routes of the API, as in the template. Each accepts any method.
pub struct Routes {
    /// Answers `/webhooks/{proxy+}`.
    pub ingest: Function,
    /// Answers `/console` and `/console/{proxy+}`.
    pub console: Function,
}

/// The route that a request took.
pub(super) struct Route<'a> {
    pub(super) function: &'a Function,
    /// Such as `ANY /webhooks/{proxy+}`.
    pub(super) key: &'static str,
    /// The part of the path in place of `{proxy+}`, still percent-encoded.
    pub(super) proxy: Option<&'a str>,
}

impl Routes {
    pub(super) fn find<'a>(&'a self, path: &'a str) -> Option<Route<'a>> {
        let below = |prefix| path.strip_prefix(prefix).filter(|rest| !rest.is_empty());
        let route = |function, key, proxy| {
            Some(Route {
                function,
                key,
                proxy,
            })
        };
        if path == "/console" {
            route(&self.console, "ANY /console", None)
        } else if let Some(rest) = below("/console/") {
            route(&self.console, "ANY /console/{proxy+}", Some(rest))
        } else if let Some(rest) = below("/webhooks/") {
            route(&self.ingest, "ANY /webhooks/{proxy+}", Some(rest))
        } else {
            None
        }
    }
}
