//! The first page: what there is, and what to do next.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use maud::html;

use super::View;
use super::components::empty;
use crate::Console;
use crate::error::ApiError;
use crate::permission::Permission;
use crate::router::{Part, ROOT};

pub(super) fn parts() -> Vec<Part> {
    vec![Part::at(ROOT).page(home, Permission::Everybody)]
}

async fn home(State(_): State<Arc<Console>>, view: View) -> Result<Response, ApiError> {
    let texts = &view.texts().home;
    let next = html! { p { (texts.no_integrations_hint) } };
    let body = html! {
        h1 { (texts.title) }
        (empty(texts.no_integrations, &next))
    };
    Ok(view.page(texts.title, &body))
}
