//! What the models cost.

mod form;
mod lists;

use std::sync::Arc;

use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde_json::{Map, Value};
use settings::Prices;
use store::Did;
use url::form_urlencoded;

use self::form::form;
use self::lists::{Line, List};
use super::{Fields, Notice, View};
use crate::error::ApiError;
use crate::permission::Permission;
use crate::refused::Refused;
use crate::router::Part;
use crate::texts::Language;
use crate::{Console, prices};

const PATH: &str = "/console/prices";
/// The version that the form was made from.
const VERSION: &str = "version";

pub(super) fn parts() -> Vec<Part> {
    vec![Part::at(PATH).page(show, Permission::Admins).form(
        save,
        Permission::Admins,
        Some(Did::SavePrices),
    )]
}

/// The lines of each list, as they were written.
type Written = [Vec<Line>; List::ALL.len()];

async fn show(
    State(console): State<Arc<Console>>,
    view: View,
    RawQuery(query): RawQuery,
) -> Result<Response, ApiError> {
    let stored = prices::stored(&console).await?;
    let query = query.unwrap_or_default();
    let wanted = |list: List| {
        let mut pairs = form_urlencoded::parse(query.as_bytes());
        pairs.find_map(|(name, model)| (name == list.name()).then(|| model.into_owned()))
    };
    let lines = List::ALL.map(|list| {
        let mut lines = list.stored(view.language, &stored.value);
        let wanted =
            wanted(list).filter(|model| lines.iter().all(|line| line.first() != Some(model)));
        lines.extend(wanted.map(|model| list.begun(model)));
        lines
    });
    let body = form(&view, &lines, stored.version, None);
    Ok(view.page(view.texts().prices.title, &body))
}

async fn save(
    State(console): State<Arc<Console>>,
    view: View,
    fields: Fields,
) -> Result<Response, ApiError> {
    let lines = List::ALL.map(|list| list.written(&fields));
    let stored = prices::stored(&console).await?;
    let version = stored.version;
    let read = Prices::read(body(view.language, &lines)).map_err(Refused::from);
    let again = |status, version: u64, mistake: &Mistake| {
        let body = form(&view, &lines, version, Some(mistake));
        Ok(view.page_as(status, view.texts().prices.title, &body))
    };
    let read = match read {
        Ok(read) => read,
        Err(refused) => {
            let mistake = Mistake::Refused(in_the_form(&lines, refused));
            // Whoever mends a mistake has not seen what was saved meanwhile.
            let sent = fields.text(VERSION).parse().unwrap_or_default();
            return again(StatusCode::UNPROCESSABLE_ENTITY, sent, &mistake);
        }
    };
    if fields.text(VERSION) != version.to_string() {
        let mistake = Mistake::Changed(stored.value);
        return again(StatusCode::CONFLICT, version, &mistake);
    }
    match prices::save(&console, &read, (version > 0).then_some(version)).await {
        Ok(_) => Ok(view.see(PATH, Notice::PricesSaved)),
        // Somebody wrote them since they were read above.
        Err(ApiError::Conflict) => {
            let stored = prices::stored(&console).await?;
            let mistake = Mistake::Changed(stored.value);
            let body = form(&view, &lines, stored.version, Some(&mistake));
            Ok(view.page_as(StatusCode::CONFLICT, view.texts().prices.title, &body))
        }
        Err(error) => Err(error),
    }
}

/// Why the form is shown again.
enum Mistake {
    Refused(Refused),
    /// Somebody else has written these meanwhile.
    Changed(Prices),
}

/// The API's body.
fn body(language: Language, written: &Written) -> Value {
    let lists = List::ALL.into_iter().zip(written);
    let lists = lists.map(|(list, lines)| (list.name().to_owned(), list.body(language, lines)));
    Value::Object(lists.collect::<Map<_, _>>())
}

fn in_the_form(written: &Written, mut refused: Refused) -> Refused {
    for (list, lines) in List::ALL.into_iter().zip(written) {
        list.in_the_form(lines, &mut refused);
    }
    refused
}
