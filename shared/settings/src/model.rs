//! How a model answers: parameters that many models and servers refuse, so that each is sent only if
//! it is set. What it may be is as OpenAI's API has it in its description of August 2026.

use crate::choice::choice;

choice! {
    /// How much a model reasons before it answers.
    #[expect(missing_docs, reason = "the API's own names")]
    ReasoningEffort {
        None: "none",
        Minimal: "minimal",
        Low: "low",
        Medium: "medium",
        High: "high",
        Xhigh: "xhigh",
        Max: "max",
    }
}

choice! {
    /// How much a model says.
    #[expect(missing_docs, reason = "the API's own names")]
    Verbosity {
        Low: "low",
        Medium: "medium",
        High: "high",
    }
}

choice! {
    /// How fast, and at which price, a server answers.
    #[expect(missing_docs, reason = "the API's own names")]
    ServiceTier {
        Auto: "auto",
        Default: "default",
        Flex: "flex",
        Scale: "scale",
        Priority: "priority",
        Fast: "fast",
        Ultrafast: "ultrafast",
    }
}
