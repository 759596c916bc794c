//! Showing the form, and saving what was written into it.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, RawQuery, State};
use axum::http::StatusCode;
use axum::response::Response;
use conversation::AssistantId;
use settings::{Assistant, Prices};
use store::{IntegrationRecord, Stored};

use super::address;
use super::conflict::Conflict;
use super::form::{Form, OF, VERSION};
use super::transfer::{added, users};
use super::values::Values;
use crate::assistants::versions;
use crate::error::ApiError;
use crate::identity::Identity;
use crate::pages::slug::slug;
use crate::pages::{Fields, Notice, View, view};
use crate::permission::Permission;
use crate::refused::{Reason, Refused};
use crate::{Console, assistants, etag, integrations, prices, query};

/// What a form is made on.
struct Ground {
    stored: Option<Stored<Assistant>>,
    /// Whether the reader may save it.
    may_change: bool,
    integrations: Vec<Stored<IntegrationRecord>>,
    prices: Prices,
}

impl Ground {
    async fn read(
        console: &Console,
        identity: &Identity,
        id: Option<&str>,
    ) -> Result<Self, ApiError> {
        let stored = async {
            match id {
                None => Ok(None),
                Some(id) => Ok(Some(assistants::find(console, id).await?.1)),
            }
        };
        let may_change = async {
            match id {
                None => Ok(true),
                Some(id) => assistants::is_open(console, identity, id).await,
            }
        };
        let integrations = integrations::seen(console, identity);
        let prices = prices::current(console);
        let (stored, may_change, integrations, prices) =
            tokio::try_join!(stored, may_change, integrations, prices)?;
        Ok(Self {
            stored,
            may_change,
            integrations,
            prices,
        })
    }

    /// That of a form that was sent and is shown again: it is still made from the version that it was.
    fn with_sent(mut self, fields: &Fields) -> Self {
        if let Some(stored) = &mut self.stored {
            stored.version = fields.text(VERSION).parse().unwrap_or_default();
        }
        self
    }
}

/// Why a form is shown again.
#[derive(Default)]
struct Again {
    status: StatusCode,
    refused: Option<Refused>,
    conflict: Option<Conflict>,
}

pub(super) async fn new(
    State(console): State<Arc<Console>>,
    Extension(identity): Extension<Identity>,
    RawQuery(query): RawQuery,
    view: View,
) -> Result<Response, ApiError> {
    let [copied] = query::values(&query.unwrap_or_default(), ["copy"])?;
    may_read(&console, &identity, copied.as_deref()).await?;
    let ground = Ground::read(&console, &identity, copied.as_deref()).await?;
    let values = match &ground.stored {
        None => Values::default(),
        Some(stored) => {
            let mut values = Values::of(view.language, &stored.value);
            let name = (view.texts().assistants.copy_of)(stored.value.name.as_str());
            values.set("name", name);
            values
        }
    };
    let ground = Ground {
        stored: None,
        may_change: true,
        ..ground
    };
    Ok(shown(&view, &ground, "", &values, &Again::default()))
}

pub(super) async fn edit(
    State(console): State<Arc<Console>>,
    Extension(identity): Extension<Identity>,
    Path(id): Path<String>,
    view: View,
) -> Result<Response, ApiError> {
    let ground = Ground::read(&console, &identity, Some(&id)).await?;
    let stored = ground.stored.as_ref();
    let values = stored.map(|stored| Values::of(view.language, &stored.value));
    let values = values.unwrap_or_default();
    Ok(shown(&view, &ground, "", &values, &Again::default()))
}

/// Makes an assistant, under the id that was written, or one that is made of its name.
pub(super) async fn create(
    State(console): State<Arc<Console>>,
    Extension(identity): Extension<Identity>,
    view: View,
    fields: Fields,
) -> Result<Response, ApiError> {
    let values = Values::written(&fields);
    let id = match fields.text("id").trim() {
        "" => format!("asst_{}", slug(values.get("name"))),
        id => id.to_owned(),
    };
    let ground = Ground::read(&console, &identity, None).await?;
    let made = save_as(&console, &identity, &view, &id, &values, "").await;
    let refused = match made {
        Ok(assistant) => {
            let mut response = view.see(&address(&id), Notice::AssistantSaved);
            // For the audit: the path does not name it.
            response.extensions_mut().insert(assistant.id);
            return Ok(response);
        }
        Err(ApiError::Refused(refused)) => refused,
        // What others have is taken as well, and nothing more is said of it.
        Err(ApiError::Exists | ApiError::Conflict | ApiError::NotFound) => {
            Refused::new("id", Reason::AssistantIdTaken)
        }
        Err(error) => return Err(error),
    };
    let again = Again {
        status: StatusCode::UNPROCESSABLE_ENTITY,
        refused: Some(refused),
        conflict: None,
    };
    Ok(shown(&view, &ground, fields.text("id"), &values, &again))
}

/// Saves over the version that the form was made from. If that was replaced meanwhile, the form says by
/// what, and keeps what was typed.
pub(super) async fn save(
    State(console): State<Arc<Console>>,
    Extension(identity): Extension<Identity>,
    Path(id): Path<String>,
    view: View,
    fields: Fields,
) -> Result<Response, ApiError> {
    let values = Values::written(&fields);
    let ground = Ground::read(&console, &identity, Some(&id)).await?;
    let mut ground = ground.with_sent(&fields);
    let seen = fields.text(VERSION);
    let saved = save_as(&console, &identity, &view, &id, &values, seen).await;
    let again = match saved {
        Ok(_) => return Ok(view.see(&address(&id), Notice::AssistantSaved)),
        Err(ApiError::Refused(refused)) => Again {
            status: StatusCode::UNPROCESSABLE_ENTITY,
            refused: Some(refused),
            conflict: None,
        },
        Err(ApiError::Conflict) => {
            let mut all = versions::all(&console, &id).await?.into_iter();
            let now = all.next().ok_or(ApiError::NotFound)?;
            let base = all.find(|version| version.version.to_string() == seen);
            let base = base.map(|base| Values::of(view.language, &base.assistant));
            // Whoever saves again has seen it.
            ground.stored = Some(Stored {
                value: now.assistant.clone(),
                version: now.version,
            });
            Again {
                status: StatusCode::CONFLICT,
                refused: None,
                conflict: Some(Conflict { base, now }),
            }
        }
        Err(error) => return Err(error),
    };
    Ok(shown(&view, &ground, "", &values, &again))
}

/// Saves over the version `seen`; a new one if that is empty.
async fn save_as(
    console: &Console,
    identity: &Identity,
    view: &View,
    id: &str,
    values: &Values,
    seen: &str,
) -> Result<Assistant, ApiError> {
    let id = AssistantId::parse(id).map_err(|error| Refused::new("id", error))?;
    let mut body = values.body(view.language);
    body.insert("id".to_owned(), id.as_str().into());
    let assistant = Assistant::read(body.into())?;
    let named = [("id".to_owned(), id.as_str().to_owned())].into();
    let change = Permission::ChangeAssistant.check(console, identity, &named);
    change.await?;
    assistants::save_over(console, identity, &assistant, &etag::only(seen)).await?;
    Ok(assistant)
}

/// A draft is kept nowhere: whoever comes back to its address gets a form without it.
pub(super) async fn begin_anew() -> Response {
    view::see(&address("new"))
}

/// The form with what the instructions lack. Nothing is saved by that.
pub(super) async fn draft(
    State(console): State<Arc<Console>>,
    Extension(identity): Extension<Identity>,
    view: View,
    fields: Fields,
) -> Result<Response, ApiError> {
    let of = fields.get(OF);
    let view = view.at(address(of.unwrap_or("new")));
    may_read(&console, &identity, of).await?;
    let ground = Ground::read(&console, &identity, of).await?;
    let ground = ground.with_sent(&fields);
    let mut values = Values::written(&fields);
    let users = users(&ground.integrations, of.unwrap_or_default());
    let instructions = added(&view, values.get("instructions"), &users);
    values.set("instructions", instructions);
    let again = Again::default();
    let id = fields.text("id");
    Ok(page(&view, &ground, id, &values, &again, true))
}

async fn may_read(
    console: &Console,
    identity: &Identity,
    id: Option<&str>,
) -> Result<(), ApiError> {
    let Some(id) = id else { return Ok(()) };
    let named = [("id".to_owned(), id.to_owned())].into();
    let read = Permission::ReadAssistant;
    read.check(console, identity, &named).await
}

fn shown(view: &View, ground: &Ground, id: &str, values: &Values, again: &Again) -> Response {
    let changed = again.status != StatusCode::OK;
    page(view, ground, id, values, again, changed)
}

fn page(
    view: &View,
    ground: &Ground,
    id: &str,
    values: &Values,
    again: &Again,
    changed: bool,
) -> Response {
    let texts = &view.texts().assistants;
    let stored = ground.stored.as_ref();
    let stored = stored.map(|stored| (stored.value.id.as_str(), stored.version));
    let users = users(&ground.integrations, stored.map_or("", |(id, _)| id));
    let form = Form {
        view,
        stored,
        id,
        values,
        users: &users,
        prices: &ground.prices,
        refused: again.refused.as_ref(),
        conflict: again.conflict.as_ref(),
        changed,
        may_change: ground.may_change,
    };
    let title = ground
        .stored
        .as_ref()
        .map_or(texts.make, |it| it.value.name.as_str());
    let body = maud::html! {
        p { a href=(super::LIST) { (texts.title) } }
        h1 { (title) }
        @if let Some((id, _)) = stored { p class="help" { code { (id) } } }
        (form.shown())
    };
    view.page_as(again.status, title, &body)
}
