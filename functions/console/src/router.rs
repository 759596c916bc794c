//! The paths of the console and their handlers.

use std::sync::Arc;

use axum::Router;
use axum::handler::Handler;
use axum::middleware::from_fn_with_state;
use axum::routing::{MethodFilter, MethodRouter};
use store::Did;
use tower_http::compression::CompressionLayer;

use crate::admission::{Admission, Rules};
use crate::error::ApiError;
use crate::openapi::{self, Call};
use crate::permission::{Permission, Rule};
use crate::{
    Console, access_tokens, admission, assistants, audit, conversations, figures, integrations,
    pages, phone, prices, voices,
};

/// The beginning of every path.
pub(crate) const ROOT: &str = "/console";
/// The beginning of the API's paths. All others are of pages.
pub(crate) const API: &str = "/console/api";

/// A path, and each method with who may use it, what the audit says of it, and its handler; in the API
/// also with what its description says.
pub(crate) struct Part {
    pub(crate) template: &'static str,
    pub(crate) calls: Vec<(&'static str, Rule, Option<Call>)>,
    handlers: MethodRouter<Arc<Console>>,
}

/// All parts of the API. Each module lists its own paths.
pub(crate) fn parts() -> Vec<Part> {
    let mut parts = assistants::parts();
    parts.extend(integrations::parts());
    parts.extend(voices::parts());
    parts.extend(conversations::parts());
    parts.extend(phone::parts());
    parts.extend(access_tokens::parts());
    parts.extend(audit::parts());
    parts.extend(figures::parts());
    parts.extend(prices::parts());
    parts.extend(openapi::own_parts());
    parts
}

/// The API's router, with a console's services.
pub(crate) fn api(console: Arc<Console>) -> Router {
    let (router, admission) = routed(parts(), &console);
    router
        .layer(from_fn_with_state(admission, admission::admit))
        .with_state(console)
}

/// The pages' router.
pub(crate) fn pages(console: Arc<Console>) -> Router {
    let (router, admission) = routed(pages::parts(), &console);
    router
        .layer(from_fn_with_state(admission, pages::admission::admit))
        .layer(CompressionLayer::new())
        .with_state(console)
}

/// The paths of these parts, and what is declared of them.
fn routed(parts: Vec<Part>, console: &Arc<Console>) -> (Router<Arc<Console>>, Arc<Admission>) {
    let (mut router, mut rules) = (Router::new(), Rules::new());
    for part in parts {
        for (method, rule, _) in &part.calls {
            rules.insert((*method, part.template), *rule);
        }
        router = router.route(part.template, part.answers());
    }
    let admission = Admission {
        console: Arc::clone(console),
        rules,
    };
    let router = router.fallback(async || ApiError::NotFound);
    (router, Arc::new(admission))
}

impl Part {
    pub(crate) fn at(template: &'static str) -> Self {
        Self {
            template,
            calls: Vec::new(),
            handlers: MethodRouter::new(),
        }
    }

    /// A page.
    pub(crate) fn page<T: 'static>(
        self,
        handler: impl Handler<T, Arc<Console>>,
        permission: Permission,
    ) -> Self {
        let rule = Rule {
            permission,
            did: None,
        };
        self.on(("GET", MethodFilter::GET), handler, rule, None)
    }

    /// What a page's form leads to.
    pub(crate) fn form<T: 'static>(
        self,
        handler: impl Handler<T, Arc<Console>>,
        permission: Permission,
        did: Option<Did>,
    ) -> Self {
        let rule = Rule { permission, did };
        self.on(("POST", MethodFilter::POST), handler, rule, None)
    }

    pub(crate) fn get<T: 'static>(
        self,
        handler: impl Handler<T, Arc<Console>>,
        permission: Permission,
        call: Call,
    ) -> Self {
        let rule = Rule {
            permission,
            did: None,
        };
        self.on(("GET", MethodFilter::GET), handler, rule, Some(call))
    }

    pub(crate) fn put<T: 'static>(
        self,
        handler: impl Handler<T, Arc<Console>>,
        permission: Permission,
        did: Option<Did>,
        call: Call,
    ) -> Self {
        let rule = Rule { permission, did };
        self.on(("PUT", MethodFilter::PUT), handler, rule, Some(call))
    }

    pub(crate) fn post<T: 'static>(
        self,
        handler: impl Handler<T, Arc<Console>>,
        permission: Permission,
        did: Option<Did>,
        call: Call,
    ) -> Self {
        let rule = Rule { permission, did };
        self.on(("POST", MethodFilter::POST), handler, rule, Some(call))
    }

    pub(crate) fn delete<T: 'static>(
        self,
        handler: impl Handler<T, Arc<Console>>,
        permission: Permission,
        did: Option<Did>,
        call: Call,
    ) -> Self {
        let rule = Rule { permission, did };
        self.on(("DELETE", MethodFilter::DELETE), handler, rule, Some(call))
    }

    fn on<T: 'static>(
        mut self,
        (method, filter): (&'static str, MethodFilter),
        handler: impl Handler<T, Arc<Console>>,
        rule: Rule,
        call: Option<Call>,
    ) -> Self {
        self.calls.push((method, rule, call));
        let handlers = self.handlers.on(filter, handler);
        Self { handlers, ..self }
    }

    /// The names of a path's parameters.
    pub(crate) fn names(&self) -> Vec<&'static str> {
        let segments = self.template.split('/');
        segments
            .filter_map(|segment| segment.strip_prefix('{')?.strip_suffix('}'))
            .collect()
    }

    /// The path's handlers. Any other method is answered with those that there are.
    fn answers(self) -> MethodRouter<Arc<Console>> {
        let methods: Vec<_> = self.calls.iter().map(|(method, ..)| *method).collect();
        let methods = methods.join(", ");
        let refusal = async move || ApiError::MethodNotAllowed(methods);
        self.handlers.fallback(refusal)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_change_is_noted_and_each_in_its_own_words() {
        let mut noted = Vec::new();
        for part in parts() {
            for (method, rule, _) in &part.calls {
                let call = format!("{method} {}", part.template);
                let only_asks = matches!(
                    call.as_str(),
                    "POST /console/api/voices"
                        | "POST /console/api/voice-models"
                        | "POST /console/api/integrations/{id}/check"
                );
                let changes = *method != "GET" && !only_asks && !only_tries(&part);
                assert_eq!(rule.did.is_some(), changes, "{call}");
                noted.extend(rule.did.map(|did| serde_json::json!(did)));
            }
        }
        // The pages' own.
        noted.extend([Did::SignIn, Did::SignOut].map(|did| serde_json::json!(did)));
        assert_eq!(noted.len(), Did::ALL.len());
        for did in Did::ALL {
            assert!(noted.iter().any(|noted| noted == did), "{did}");
        }
    }

    #[test]
    fn what_a_page_changes_is_noted_too() {
        for part in pages::parts() {
            for (method, rule, _) in &part.calls {
                let form = *method == "POST";
                let changes = form && !UNNOTED.contains(&part.template) && !only_tries(&part);
                assert_eq!(rule.did.is_some(), changes, "{method} {}", part.template);
            }
        }
    }

    /// Forms that change nothing, or that note for themselves who did it.
    const UNNOTED: &[&str] = &[
        "/console/sign-in",
        "/console/sign-out",
        "/console/language",
        "/console/integrations/{id}/check",
        "/console/integrations/{id}/channel-fields",
        "/console/integrations/{id}/voices",
        "/console/channel-fields",
        "/console/voices",
        "/console/assistants/draft",
    ];

    /// What is only tried changes nothing for anybody.
    fn only_tries(part: &Part) -> bool {
        part.template.contains("/integrations/{id}/phone")
    }

    #[test]
    fn a_permission_is_of_what_its_path_names() {
        for part in parts() {
            for (method, rule, _) in &part.calls {
                let of_integration = matches!(
                    rule.permission,
                    Permission::SettingsOfIntegration | Permission::Conversations
                );
                let of_assistant = matches!(
                    rule.permission,
                    Permission::ReadAssistant | Permission::ChangeAssistant
                );
                let begins = |with| part.template.starts_with(with);
                let call = format!("{method} {}", part.template);
                let named = begins("/console/api/integrations/{id}");
                assert_eq!(of_integration, named, "{call}");
                let named = begins("/console/api/assistants/{id}");
                assert_eq!(of_assistant, named, "{call}");
                let of_conversations = rule.permission == Permission::Conversations;
                assert_eq!(of_conversations, call.contains("/conversations"), "{call}");
            }
        }
    }
}
