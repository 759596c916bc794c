//! The parameters that a model or a server may refuse. It is then asked again without them.

use conversation::LeftOut;
use http_client::Response;
use serde::Serialize;
use settings::{Assistant, ReasoningEffort, ServiceTier, Verbosity};

use crate::errors;

/// The parameters that are set.
#[derive(Debug, Serialize)]
pub(crate) struct Parameters {
    #[serde(skip_serializing_if = "Option::is_none")]
    reasoning: Option<Reasoning>,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<Text>,
    #[serde(skip_serializing_if = "Option::is_none")]
    service_tier: Option<ServiceTier>,
}

#[derive(Debug, Serialize)]
struct Reasoning {
    effort: ReasoningEffort,
}

#[derive(Debug, Serialize)]
struct Text {
    verbosity: Verbosity,
}

impl Parameters {
    pub(crate) fn of(settings: &Assistant) -> Self {
        Self {
            reasoning: settings.reasoning_effort.map(|effort| Reasoning { effort }),
            text: settings.verbosity.map(|verbosity| Text { verbosity }),
            service_tier: settings.service_tier,
        }
    }

    /// Leaves out the first parameter that the server refuses in this response, and says which that
    /// was. None if it refuses none of those that are set.
    pub(crate) fn leave_out(&mut self, response: &Response) -> Option<LeftOut> {
        let refuses = |field, names: &[&str]| errors::refuses(response, field, names);
        let effort = ["reasoning.effort", "reasoning_effort"];
        if self.reasoning.is_some() && refuses("reasoning", &effort) {
            self.reasoning = None;
            Some(LeftOut::ReasoningEffort)
        } else if self.text.is_some() && refuses("text", &["text.verbosity", "verbosity"]) {
            self.text = None;
            Some(LeftOut::Verbosity)
        } else if self.service_tier.is_some() && refuses("service_tier", &["service_tier"]) {
            self.service_tier = None;
            Some(LeftOut::ServiceTier)
        } else {
            None
        }
    }
}
