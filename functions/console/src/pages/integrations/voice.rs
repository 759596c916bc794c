//! The format of the reply: text, or one of the account's voices, each to be heard.

use std::sync::Arc;

use axum::extract::{Path, RawQuery, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use http_client::BodyLimit;
use maud::{Markup, html};
use speech::{Model, Voice};
use subtle::ConstantTimeEq;
use url::form_urlencoded;

use super::Ground;
use super::ground::secret_fields;
use super::inputs::Form;
use super::setting::Setting;
use super::values::Values;
use crate::error::ApiError;
use crate::pages::components::not_loaded;
use crate::pages::session::keyed;
use crate::pages::{Fields, View};
use crate::voices::Account;
use crate::{Console, query};

/// How long fetching a sample may take.
const TIME_LIMIT: std::time::Duration = std::time::Duration::from_secs(10);
/// What an answer through Lambda may hold, which is sent as base64.
const MOST_BYTES: usize = 4 * 1024 * 1024;

/// What the account has, as far as it is known.
#[derive(Default)]
pub(super) struct Known {
    voices: Vec<(Voice, Option<String>)>,
    models: Vec<Model>,
    refused: Option<String>,
    is_asked: bool,
}

pub(super) fn fields(ground: &Ground, form: &Form<'_>) -> Markup {
    let part = ground.part("voices");
    let key = Setting::VoiceKey;
    // They come as soon as the page is shown.
    let load = form.values.stored.contains(key.path()).then_some(&part);
    html! {
        div class="stack" data-part {
            // Whoever fills in the key wants to see its voices.
            div hx-post=(part) hx-target="#voices" hx-swap="innerHTML" hx-trigger="change"
                hx-status:"4xx"="swap:none" hx-status:"5xx"="swap:none" {
                (form.secret(key, &html! {
                    button class="button secondary" type="button"
                        hx-post=(part) hx-target="#voices" hx-swap="innerHTML" hx-trigger="click"
                        hx-status:"4xx"="swap:none" hx-status:"5xx"="swap:none" {
                        (form.texts.load_voices)
                    }
                }))
            }
            (not_loaded(form.view))
            div id="voices" class="stack" hx-post=[load] hx-trigger=[load.map(|_| "load")]
                hx-swap="innerHTML" hx-status:"4xx"="swap:none" hx-status:"5xx"="swap:none" {
                (choices(form, &Known::default(), load.is_some()))
            }
        }
    }
}

/// The voices and the models. `come` says whether they are on their way.
fn choices(form: &Form<'_>, known: &Known, come: bool) -> Markup {
    let setting = Setting::Voice;
    let texts = form.texts;
    let chosen = form.values.get(setting.path());
    let gone = !chosen.is_empty()
        && known
            .voices
            .iter()
            .all(|(voice, _)| voice.voice_id != chosen);
    let deletes = form.values.stored.contains(Setting::VoiceKey.path());
    html! {
        @if let Some(said) = &known.refused {
            p class="mistake" data-say { (said) }
        } @else if known.is_asked {
            p class="unseen" data-say { ((texts.voices_loaded)(known.voices.len())) }
        }
        fieldset id=(setting.path()) tabindex="-1"
            aria-describedby=[form.described_by(setting, false)] {
            legend { (form.words(setting).label) }
            (form.below(setting, None))
            div class="voices" {
                (voice(form, "", (texts.option)(setting, ""), chosen.is_empty(), &html! {
                    @if deletes { small { (texts.text_deletes) } }
                }))
                @if gone {
                    (voice(form, chosen, chosen, true, &html! {
                        @if known.is_asked && known.refused.is_none() {
                            span class="badge warn" { (texts.chosen_is_gone) }
                        }
                    }))
                }
                @for (each, sample) in &known.voices {
                    (voice(form, &each.voice_id, &each.name, each.voice_id == chosen, &about(form, each, sample.as_deref())))
                }
            }
            @if !known.is_asked && !come { p class="help" { (texts.load_voices_hint) } }
        }
        (models(form, known))
        (form.options(Setting::VoiceWhen, &["always", "mirror"]))
    }
}

fn voice(form: &Form<'_>, id: &str, name: &str, is_chosen: bool, about: &Markup) -> Markup {
    let path = Setting::Voice.path();
    html! {
        div class="voice" {
            label class="choice" {
                input type="radio" name=(path) value=(id) checked[is_chosen]
                    aria-invalid=[form.invalid(Setting::Voice)];
                span { (name) }
            }
            (about)
        }
    }
}

fn about(form: &Form<'_>, voice: &Voice, sample: Option<&str>) -> Markup {
    html! {
        small { (voice.language.as_deref().unwrap_or_default()) " " (voice.category.as_deref().unwrap_or_default()) }
        @match sample {
            Some(address) => button class="quiet" type="button" data-play=(address) aria-pressed="false"
                aria-label=((form.texts.hear)(&voice.name)) { "▶" },
            None => small { (form.texts.no_preview) },
        }
    }
}

fn models(form: &Form<'_>, known: &Known) -> Markup {
    let named = known
        .models
        .iter()
        .map(|model| (model.model_id.as_str(), model.name.as_str()));
    let options: Vec<_> = std::iter::once(("", form.texts.choose))
        .chain(named)
        .collect();
    form.choice(Setting::VoiceModel, &options)
}

/// The part of a form that is not saved yet.
pub(super) async fn of_new(
    State(console): State<Arc<Console>>,
    view: View,
    fields: Fields,
) -> Result<Response, ApiError> {
    shown(&console, &view, &fields, None).await
}

/// The part of a form whose integration may have a key.
pub(super) async fn of_stored(
    State(console): State<Arc<Console>>,
    Path(id): Path<String>,
    view: View,
    fields: Fields,
) -> Result<Response, ApiError> {
    shown(&console, &view, &fields, Some(&id)).await
}

async fn shown(
    console: &Console,
    view: &View,
    fields: &Fields,
    id: Option<&str>,
) -> Result<Response, ApiError> {
    let mut values = Values::sent(fields, None, &secret_fields());
    values.stored = Values::base(fields).stored;
    let known = match known(console, fields, id).await {
        Ok(known) => known,
        Err(error @ ApiError::Internal(_)) => return Err(error),
        Err(error) => Known {
            refused: Some(view.texts().problems.of(&error).1),
            is_asked: true,
            ..Known::default()
        },
    };
    let form = Form::new(view, &values, None);
    Ok(view.part(choices(&form, &known, false)))
}

/// What the typed key can use, or else the stored one.
async fn known(console: &Console, fields: &Fields, id: Option<&str>) -> Result<Known, ApiError> {
    let [key, url] = [Setting::VoiceKey, Setting::VoiceUrl].map(|it| fields.text(it.path()).trim());
    let account = match (key, id) {
        ("", Some(id)) => Account::stored(console, id).await?,
        (key, _) => {
            let typed = [("api_key", key), ("base_url", url)].into_iter();
            let typed = typed.filter(|(_, text)| !text.is_empty());
            let typed = typed.map(|(name, text)| (name.to_owned(), text.into()));
            Account::typed(console, typed.collect()).await?
        }
    };
    let (voices, models) = account.lists().await?;
    let signing = console.admin_token.cookie_key().await;
    let with_sample = voices.into_iter().map(|voice| {
        let sample = voice.preview_url.as_ref().map(|url| {
            let mark = keyed(&signing, SAMPLE, url);
            let mut query = form_urlencoded::Serializer::new(String::new());
            query.extend_pairs([("of", url), ("mark", &mark)]);
            format!("/console/voices/sample?{}", query.finish())
        });
        (voice, sample)
    });
    Ok(Known {
        voices: with_sample.collect(),
        models,
        refused: None,
        is_asked: true,
    })
}

const SAMPLE: &str = "sample";

/// A voice's sample, from wherever its account has it: only the addresses that this console has listed
/// carry its mark.
pub(super) async fn sample(
    State(console): State<Arc<Console>>,
    RawQuery(query): RawQuery,
) -> Result<Response, ApiError> {
    let [of, mark] = query::values(&query.unwrap_or_default(), ["of", "mark"])?;
    let (of, mark) = of.zip(mark).ok_or(ApiError::NotFound)?;
    let signing = console.admin_token.cookie_key().await;
    let is_ours: bool = keyed(&signing, SAMPLE, &of)
        .as_bytes()
        .ct_eq(mark.as_bytes())
        .into();
    let url = of
        .parse()
        .ok()
        .filter(|_| is_ours)
        .ok_or(ApiError::NotFound)?;
    let request = console.client.get(&url);
    let sent = console
        .client
        .send(request, BodyLimit::AUDIO, TIME_LIMIT)
        .await;
    let fetched = sent.map_err(|error| ApiError::VoiceFailed(error.to_string()))?;
    if fetched.status != 200 || fetched.body.len() > MOST_BYTES {
        let detail = format!("HTTP {}, {} bytes", fetched.status, fetched.body.len());
        return Err(ApiError::VoiceFailed(detail));
    }
    let told = fetched.headers.get(CONTENT_TYPE).cloned();
    let is_audio = |kind: &HeaderValue| kind.as_bytes().starts_with(b"audio/");
    let kind = told
        .filter(is_audio)
        .unwrap_or(HeaderValue::from_static("audio/mpeg"));
    let cached = HeaderValue::from_static("private, max-age=3600");
    let headers = [(CONTENT_TYPE, kind), (CACHE_CONTROL, cached)];
    Ok((StatusCode::OK, headers, fetched.body).into_response())
}
