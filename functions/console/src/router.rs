//! The paths of the API and their handlers.

use std::sync::Arc;

use axum::Router;
use axum::handler::Handler;
use axum::middleware::from_fn_with_state;
use axum::routing::{MethodFilter, MethodRouter};
use store::Did;

use crate::admission::{Admission, Rules};
use crate::error::ApiError;
use crate::openapi::{self, Call};
use crate::permission::{Permission, Rule};
use crate::{
    Console, access_tokens, admission, assistants, audit, conversations, integrations, voices,
};

/// The beginning of every path.
pub(crate) const ROOT: &str = "/console/api";

/// A part of the API: a path, and each method with who may use it, what the audit says of it, and its
/// handler.
pub(crate) struct Part {
    pub(crate) template: &'static str,
    pub(crate) calls: Vec<(&'static str, Rule, Call)>,
    handlers: MethodRouter<Arc<Console>>,
}

/// All parts of the API. Each module lists its own paths.
pub(crate) fn parts() -> Vec<Part> {
    let mut parts = assistants::parts();
    parts.extend(integrations::parts());
    parts.extend(voices::parts());
    parts.extend(conversations::parts());
    parts.extend(access_tokens::parts());
    parts.extend(audit::parts());
    parts.extend(openapi::own_parts());
    parts
}

/// The API's router, with a console's services.
pub(crate) fn router(console: Arc<Console>) -> Router {
    let (mut router, mut rules) = (Router::new(), Rules::new());
    for part in parts() {
        for (method, rule, _) in &part.calls {
            rules.insert((*method, part.template), *rule);
        }
        router = router.route(part.template, part.answers());
    }
    let admission = Arc::new(Admission {
        console: Arc::clone(&console),
        rules,
    });
    router
        .fallback(async || ApiError::NotFound)
        .layer(from_fn_with_state(admission, admission::admit))
        .with_state(console)
}

impl Part {
    pub(crate) fn at(template: &'static str) -> Self {
        Self {
            template,
            calls: Vec::new(),
            handlers: MethodRouter::new(),
        }
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
        self.on(("GET", MethodFilter::GET), handler, rule, call)
    }

    pub(crate) fn put<T: 'static>(
        self,
        handler: impl Handler<T, Arc<Console>>,
        permission: Permission,
        did: Option<Did>,
        call: Call,
    ) -> Self {
        let rule = Rule { permission, did };
        self.on(("PUT", MethodFilter::PUT), handler, rule, call)
    }

    pub(crate) fn post<T: 'static>(
        self,
        handler: impl Handler<T, Arc<Console>>,
        permission: Permission,
        did: Option<Did>,
        call: Call,
    ) -> Self {
        let rule = Rule { permission, did };
        self.on(("POST", MethodFilter::POST), handler, rule, call)
    }

    pub(crate) fn delete<T: 'static>(
        self,
        handler: impl Handler<T, Arc<Console>>,
        permission: Permission,
        did: Option<Did>,
        call: Call,
    ) -> Self {
        let rule = Rule { permission, did };
        self.on(("DELETE", MethodFilter::DELETE), handler, rule, call)
    }

    fn on<T: 'static>(
        mut self,
        (method, filter): (&'static str, MethodFilter),
        handler: impl Handler<T, Arc<Console>>,
        rule: Rule,
        call: Call,
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
                let changes = *method != "GET" && !only_asks;
                assert_eq!(rule.did.is_some(), changes, "{call}");
                noted.extend(rule.did.map(|did| serde_json::json!(did)));
            }
        }
        assert_eq!(noted.len(), Did::ALL.len());
        for did in Did::ALL {
            assert!(noted.iter().any(|noted| noted == did), "{did}");
        }
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
