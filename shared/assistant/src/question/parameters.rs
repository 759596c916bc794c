//! The parameters that a model or a server may refuse. It is then asked again without them.

use conversation::LeftOut;
use http_client::Response;
use settings::{Assistant, ReasoningEffort, ServiceTier, Verbosity};

use crate::errors;

/// The parameters that are set.
#[derive(Debug)]
pub(crate) struct Parameters {
    pub(crate) reasoning_effort: Option<ReasoningEffort>,
    pub(crate) verbosity: Option<Verbosity>,
    pub(crate) service_tier: Option<ServiceTier>,
}

impl Parameters {
    pub(super) const fn of(settings: &Assistant) -> Self {
        Self {
            reasoning_effort: settings.reasoning_effort,
            verbosity: settings.verbosity,
            service_tier: settings.service_tier,
        }
    }

    /// Leaves out the first parameter that the server refuses in this response, and says which that
    /// was. None if it refuses none of those that are set.
    ///
    /// Each goes by the names of all protocols, since a gateway passes on what the server behind it
    /// says in another.
    pub(super) fn leave_out(&mut self, response: &Response) -> Option<LeftOut> {
        let refuses = |field, names: &[&str]| errors::refuses(response, field, names);
        let effort = ["reasoning.effort", "reasoning_effort"];
        if self.reasoning_effort.is_some() && refuses("reasoning", &effort) {
            self.reasoning_effort = None;
            Some(LeftOut::ReasoningEffort)
        } else if self.verbosity.is_some() && refuses("text", &["text.verbosity", "verbosity"]) {
            self.verbosity = None;
            Some(LeftOut::Verbosity)
        } else if self.service_tier.is_some() && refuses("service_tier", &["service_tier"]) {
            self.service_tier = None;
            Some(LeftOut::ServiceTier)
        } else {
            None
        }
    }
}
