//! The checks of every request, before its handler. Those of pages are in `pages/admission.rs`.

use std::collections::HashMap;
use std::sync::Arc;

use axum::RequestExt;
use axum::body::HttpBody;
use axum::extract::{MatchedPath, Path, Request, State};
use axum::http::Method;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::error::ApiError;
use crate::identity::Identity;
use crate::permission::{Named, Rule};
use crate::{Console, audit};

/// The largest body that is read: several times what the longest settings need.
pub(crate) const MAX_BODY_BYTES: u64 = 1024 * 1024;

/// What is declared of each call, by its method and the template of its path.
pub(crate) type Rules = HashMap<(&'static str, &'static str), Rule>;

pub(crate) struct Admission {
    pub(crate) console: Arc<Console>,
    pub(crate) rules: Rules,
}

/// Passes an admitted request to its handler, with the [`Identity`] beside it. The response carries the
/// matched path, for the log.
pub(crate) async fn admit(
    State(admission): State<Arc<Admission>>,
    path: Option<MatchedPath>,
    request: Request,
    next: Next,
) -> Response {
    let admitted = admission.admitted(path.as_ref(), request, next).await;
    let mut response = admitted.unwrap_or_else(IntoResponse::into_response);
    if let Some(path) = path {
        response.extensions_mut().insert(path);
    }
    response
}

impl Admission {
    async fn admitted(
        &self,
        path: Option<&MatchedPath>,
        request: Request,
        next: Next,
    ) -> Result<Response, ApiError> {
        let identity = Identity::find(&self.console, request.headers()).await?;
        check_size(&request)?;
        // Without a rule there is no handler either, and the router says so.
        let Some(rule) = path.and_then(|path| self.rule(request.method(), path)) else {
            return Ok(next.run(request).await);
        };
        self.pass(&identity, rule, request, next).await
    }

    /// Passes a request to its handler if `identity` may make it, and notes what was done.
    pub(crate) async fn pass(
        &self,
        identity: &Identity,
        rule: Rule,
        mut request: Request,
        next: Next,
    ) -> Result<Response, ApiError> {
        let console = &*self.console;
        let Path(named) = request
            .extract_parts::<Path<Named>>()
            .await
            .map_err(|_| ApiError::NotFound)?;
        rule.permission.check(console, identity, &named).await?;
        request.extensions_mut().insert(identity.clone());
        let response = next.run(request).await;
        let line = rule.did.and_then(|did| {
            let about = rule.permission.about(&named);
            audit::line(console, identity, did, about, &response)
        });
        if let Some(line) = line {
            audit::write(console, &line).await;
        }
        Ok(response)
    }

    pub(crate) fn rule(&self, method: &Method, path: &MatchedPath) -> Option<Rule> {
        let rule = self.rules.get(&(method.as_str(), path.as_str()));
        rule.copied()
    }
}

/// A body of Lambda's is there as a whole, and knows its length.
pub(crate) fn check_size(request: &Request) -> Result<(), ApiError> {
    match request.body().size_hint().lower() > MAX_BODY_BYTES {
        true => Err(ApiError::TooLarge),
        false => Ok(()),
    }
}
