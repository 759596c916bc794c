//! Which part of the API a path names, and what answers there.

use std::sync::Arc;

use axum::Router;
use axum::handler::Handler;
use axum::middleware::from_fn_with_state;
use axum::routing::{MethodFilter, MethodRouter};

use crate::error::ApiError;
use crate::{Console, admission, assistants, conversations, integrations, voices};

/// All paths begin with it.
pub(crate) const ROOT: &str = "/console/api";

/// A part of the API: a path, and each method with what answers it.
struct Part {
    template: &'static str,
    methods: Vec<&'static str>,
    handlers: MethodRouter<Arc<Console>>,
}

fn parts() -> [Part; 15] {
    [
        Part::at("/console/api/assistants").get(assistants::list),
        Part::at("/console/api/assistants/{id}")
            .get(assistants::get)
            .put(assistants::put)
            .delete(assistants::delete),
        Part::at("/console/api/integrations").get(integrations::list),
        Part::at("/console/api/integrations/{id}")
            .get(integrations::get)
            .put(integrations::put)
            .delete(integrations::delete),
        Part::at("/console/api/integrations/{id}/webhook").post(integrations::connect),
        Part::at("/console/api/integrations/{id}/voices").get(voices::of_integration),
        Part::at("/console/api/integrations/{id}/voice-models").get(voices::models_of_integration),
        Part::at("/console/api/integrations/{id}/conversations").get(conversations::list),
        Part::at("/console/api/integrations/{id}/conversations/release-failed")
            .post(conversations::release_failed),
        Part::at("/console/api/integrations/{id}/conversations/{conversation}")
            .get(conversations::get)
            .delete(conversations::erase),
        Part::at("/console/api/integrations/{id}/conversations/{conversation}/take-over")
            .post(conversations::take_over),
        Part::at("/console/api/integrations/{id}/conversations/{conversation}/release")
            .post(conversations::release),
        Part::at("/console/api/integrations/{id}/conversations/{conversation}/messages")
            .post(conversations::say),
        Part::at("/console/api/voices").post(voices::of_key),
        Part::at("/console/api/voice-models").post(voices::models_of_key),
    ]
}

/// Every call that is answered: a method and a path, with the names of what is filled in.
pub fn calls() -> impl Iterator<Item = (&'static str, &'static str)> {
    parts().into_iter().flat_map(|part| {
        let methods = part.methods.into_iter();
        methods.map(move |method| (method, part.template))
    })
}

/// The API on a console's services.
pub(crate) fn router(console: Arc<Console>) -> Router {
    parts()
        .into_iter()
        .fold(Router::new(), |router, part| {
            router.route(part.template, part.answers())
        })
        .fallback(async || ApiError::NotFound)
        .layer(from_fn_with_state(Arc::clone(&console), admission::admit))
        .with_state(console)
}

impl Part {
    fn at(template: &'static str) -> Self {
        Self {
            template,
            methods: Vec::new(),
            handlers: MethodRouter::new(),
        }
    }

    fn get<T: 'static>(self, handler: impl Handler<T, Arc<Console>>) -> Self {
        self.on("GET", MethodFilter::GET, handler)
    }

    fn put<T: 'static>(self, handler: impl Handler<T, Arc<Console>>) -> Self {
        self.on("PUT", MethodFilter::PUT, handler)
    }

    fn post<T: 'static>(self, handler: impl Handler<T, Arc<Console>>) -> Self {
        self.on("POST", MethodFilter::POST, handler)
    }

    fn delete<T: 'static>(self, handler: impl Handler<T, Arc<Console>>) -> Self {
        self.on("DELETE", MethodFilter::DELETE, handler)
    }

    fn on<T: 'static>(
        mut self,
        method: &'static str,
        filter: MethodFilter,
        handler: impl Handler<T, Arc<Console>>,
    ) -> Self {
        self.methods.push(method);
        let handlers = self.handlers.on(filter, handler);
        Self { handlers, ..self }
    }

    /// Its handlers, and for every other method which ones there are.
    fn answers(self) -> MethodRouter<Arc<Console>> {
        let methods = self.methods.join(", ");
        let refusal = async move || ApiError::MethodNotAllowed(methods);
        self.handlers.fallback(refusal)
    }
}
