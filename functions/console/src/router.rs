//! The paths of the API and their handlers.

use std::sync::Arc;

use axum::Router;
use axum::handler::Handler;
use axum::middleware::from_fn_with_state;
use axum::routing::{MethodFilter, MethodRouter};

use crate::error::ApiError;
use crate::openapi::{self, Call};
use crate::{Console, admission, assistants, conversations, integrations, voices};

/// The beginning of every path.
pub(crate) const ROOT: &str = "/console/api";

/// A part of the API: a path, and each method with its handler.
pub(crate) struct Part {
    pub(crate) template: &'static str,
    pub(crate) calls: Vec<(&'static str, Call)>,
    handlers: MethodRouter<Arc<Console>>,
}

/// All parts of the API. Each module lists its own paths.
pub(crate) fn parts() -> Vec<Part> {
    let mut parts = assistants::parts();
    parts.extend(integrations::parts());
    parts.extend(voices::parts());
    parts.extend(conversations::parts());
    parts.extend(openapi::own_parts());
    parts
}

/// The API's router, with a console's services.
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
        call: Call,
    ) -> Self {
        self.on("GET", MethodFilter::GET, handler, call)
    }

    pub(crate) fn put<T: 'static>(
        self,
        handler: impl Handler<T, Arc<Console>>,
        call: Call,
    ) -> Self {
        self.on("PUT", MethodFilter::PUT, handler, call)
    }

    pub(crate) fn post<T: 'static>(
        self,
        handler: impl Handler<T, Arc<Console>>,
        call: Call,
    ) -> Self {
        self.on("POST", MethodFilter::POST, handler, call)
    }

    pub(crate) fn delete<T: 'static>(
        self,
        handler: impl Handler<T, Arc<Console>>,
        call: Call,
    ) -> Self {
        self.on("DELETE", MethodFilter::DELETE, handler, call)
    }

    fn on<T: 'static>(
        mut self,
        method: &'static str,
        filter: MethodFilter,
        handler: impl Handler<T, Arc<Console>>,
        call: Call,
    ) -> Self {
        self.calls.push((method, call));
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
        let methods: Vec<_> = self.calls.iter().map(|(method, _)| *method).collect();
        let methods = methods.join(", ");
        let refusal = async move || ApiError::MethodNotAllowed(methods);
        self.handlers.fallback(refusal)
    }
}
