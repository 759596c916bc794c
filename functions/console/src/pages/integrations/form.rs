//! The form of an integration: the original screen, field by field, and then all else.

use maud::{Markup, html};
use settings::{Detail, HeardBy};

use super::inputs::Form;
use super::setting::{Kind, Setting};
use super::values::{BASE, VERSION};
use super::{Ground, channel, people, voice};

/// The whole form. `button` is its own, where something else is to be said than that it saves.
pub(super) fn form(
    ground: &Ground,
    form: &Form<'_>,
    changed: bool,
    button: Option<&str>,
) -> Markup {
    let texts = form.texts;
    html! {
        form id="integration" method="post" action=(ground.address()) class="stack"
            data-unsaved=(if changed { "changed" } else { "" }) {
            (form.view.form_token())
            input type="hidden" name=(VERSION) value=(ground.version());
            input type="hidden" name=(BASE) value=(ground.base());
            (section("basics", texts.basics, &basics(ground, form)))
            (section("assistant", texts.assistant, &assistant(ground, form)))
            (section("voice", texts.voice, &reply(ground, form)))
            (section("recordings", texts.recordings, &recordings(form)))
            (section("files", texts.files, &files(form)))
            (section("tools", texts.tools, &tools(form)))
            (channel::fields(ground, form))
            (section("people", texts.people, &people::fields(form)))
            (limits(form))
            div class="cluster" {
                button class="button" type="submit" { (button.unwrap_or(texts.save)) }
                a class="button secondary" href="/console/integrations" { (form.view.texts().common.cancel) }
            }
        }
    }
}

pub(super) fn section(id: &str, title: &str, body: &Markup) -> Markup {
    html! {
        section class="card stack" aria-labelledby=(format!("{id}-title")) {
            h2 id=(format!("{id}-title")) { (title) }
            (body)
        }
    }
}

/// As the original screen begins.
fn basics(ground: &Ground, form: &Form<'_>) -> Markup {
    html! {
        (channel::kind(ground, form))
        (form.field(Setting::Name))
        @if ground.id.is_none() { (id(ground, form)) }
        (form.field(Setting::Enabled))
        (form.field(Setting::Queue))
        (form.field(Setting::TransferMessage))
        (form.field(Setting::Interval))
        (form.options(Setting::Wait, &["", "quiet"]))
        div class="pairs only-chosen" {
            (form.field(Setting::Quiet))
            (form.field(Setting::LongestWait))
        }
        (form.field(Setting::AtOncePhrases))
        (form.field(Setting::AtOnceButtons))
        (zone(ground, form))
    }
}

/// A new integration has the reader's time zone.
fn zone(ground: &Ground, form: &Form<'_>) -> Markup {
    let usual = form.view.zone.iana_name().filter(|_| ground.id.is_none());
    people::zone(form, Setting::TimeZone, usual)
}

/// Whoever may make only certain integrations chooses among them.
fn id(ground: &Ground, form: &Form<'_>) -> Markup {
    match &ground.may_make {
        None => form.field(Setting::Id),
        Some(ids) => {
            let options = ids.iter().map(|id| (id.as_str(), id.as_str()));
            form.choice(Setting::Id, &options.collect::<Vec<_>>())
        }
    }
}

fn assistant(ground: &Ground, form: &Form<'_>) -> Markup {
    let texts = form.texts;
    let named = ground
        .assistants
        .iter()
        .map(|(id, name)| (id.as_str(), name.as_str()));
    let options: Vec<_> = std::iter::once(("", texts.choose)).chain(named).collect();
    html! {
        (form.field(Setting::ApiKey))
        (form.choice(Setting::Assistant, &options))
        p class="help" {
            @if ground.assistants.is_empty() { (texts.no_assistants) " " }
            a href="/console/assistants/new" { (texts.make_assistant) }
        }
        h3 { (texts.context) }
        p class="help" { (texts.context_help) }
        (context(form))
    }
}

/// What the assistant is told with each reply.
fn context(form: &Form<'_>) -> Markup {
    html! {
        div class="pairs" {
            (form.field(Setting::ContextTime))
            (form.field(Setting::ContextChannel))
            (form.field(Setting::ContextHours))
            (form.field(Setting::ContextName))
        }
    }
}

/// In which form replies are sent.
fn reply(ground: &Ground, form: &Form<'_>) -> Markup {
    html! {
        (voice::fields(ground, form))
        (form.options(Setting::Balloons, &["", "paragraphs"]))
        div class="pairs only-chosen" {
            (form.field(Setting::MostBalloons))
            (form.field(Setting::LongestPause))
        }
    }
}

/// Who hears what customers say.
fn recordings(form: &Form<'_>) -> Markup {
    html! {
        (form.options(Setting::HeardBy, HeardBy::NAMES))
        (form.field(Setting::HearingModel))
        div class="pairs" {
            (form.field(Setting::HearingUrl))
            (form.field(Setting::HearingKey))
            (form.field(Setting::HearsVideos))
        }
    }
}

/// What the assistant is shown of what customers send.
fn files(form: &Form<'_>) -> Markup {
    html! {
        div class="pairs" {
            (form.field(Setting::SeesPictures))
            (form.field(Setting::SeesDocuments))
        }
        (form.options(Setting::Detail, Detail::NAMES))
    }
}

/// What the assistant may have done.
fn tools(form: &Form<'_>) -> Markup {
    html! {
        p class="help" { (form.texts.tools_help) }
        (form.field(Setting::Functions))
        (form.field(Setting::FunctionsSecret))
    }
}

/// What is seldom changed.
fn limits(form: &Form<'_>) -> Markup {
    let all = [
        Setting::MaxReplies,
        Setting::MaxTurnTokens,
        Setting::MaxContactTokens,
        Setting::MaxDayTokens,
        Setting::CapsMessage,
        Setting::AnswerWhenEnabled,
        Setting::Marker,
        Setting::MaxCalls,
        Setting::MaxReplyCharacters,
        Setting::MaxDayCharacters,
        Setting::MaxHeard,
        Setting::MaxHeardMegabytes,
        Setting::MaxHeardSeconds,
        Setting::MaxHeardMinutes,
        Setting::MaxSeen,
        Setting::MaxSeenMegabytes,
        Setting::VoiceLanguage,
        Setting::Stability,
        Setting::Similarity,
        Setting::Style,
        Setting::SpeakerBoost,
        Setting::Speed,
        Setting::AssistantUrl,
        Setting::VoiceUrl,
    ];
    let channel = form.values.kind().and_then(base_url);
    let is_open = all
        .iter()
        .chain(&channel)
        .any(|it| form.invalid(*it).is_some());
    html! {
        details class="card" open[is_open] {
            summary { (form.texts.limits) }
            div class="pairs" {
                @for setting in all {
                    @match setting {
                        Setting::SpeakerBoost => (form.options(setting, &["", "true", "false"])),
                        setting => (form.field(setting)),
                    }
                }
            }
        }
    }
}

/// The address of a channel's server, where it has one of its own.
pub(super) const fn base_url(kind: Kind) -> Option<Setting> {
    match kind {
        Kind::WhatsappCloud => Some(Setting::WhatsappUrl),
        Kind::Telegram => Some(Setting::TelegramUrl),
        Kind::Whazing | Kind::Chatwoot | Kind::Webhook => None,
    }
}
