//! The switch of the language.

use axum::response::Response;
use cookie::Cookie;

use super::cookies::LANGUAGE;
use super::{Fields, View, sign_in, view};
use crate::error::ApiError;
use crate::permission::Permission;
use crate::router::Part;
use crate::texts::Language;

pub(super) fn parts() -> Vec<Part> {
    vec![Part::at("/console/language").form(choose, Permission::Anyone, None)]
}

async fn choose(view: View, fields: Fields) -> Result<Response, ApiError> {
    let language = Language::of_tag(fields.text("language")).unwrap_or(view.language);
    let mut response = view::see(sign_in::inside(fields.text("back")));
    let mut chosen = Cookie::new(LANGUAGE, language.tag());
    chosen.make_permanent();
    view.set_cookie(&mut response, chosen);
    Ok(response)
}
