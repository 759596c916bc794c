//! The channel: its kind, what its provider needs, and what to do there.

use maud::{Markup, html};

use super::Ground;
use super::form::{base_url, section};
use super::inputs::Form;
use super::setting::{Kind, Setting};
use super::values::KIND;
use crate::pages::components::{copyable, not_loaded};

/// The choice of a kind, which changes the fields of the channel.
pub(super) fn kind(ground: &Ground, form: &Form<'_>) -> Markup {
    let setting = Setting::Channel;
    let chosen = form.values.kind();
    html! {
        div class="field" data-part {
            label for=(setting.path()) { (form.words(setting).label) }
            select id=(setting.path()) name=(setting.path()) required
                hx-post=(ground.part("channel-fields")) hx-target="#channel-fields" hx-swap="outerHTML"
                hx-trigger="change" hx-status:"4xx"="swap:none" hx-status:"5xx"="swap:none"
                aria-describedby=[form.described_by(setting, false)]
                aria-invalid=[form.invalid(setting)] {
                @if chosen.is_none() { option value="" selected { (form.texts.choose) } }
                @for kind in Kind::ALL {
                    option value=(kind.name()) selected[chosen == Some(kind)] { ((form.texts.kind)(kind)) }
                }
            }
            (not_loaded(form.view))
            (form.below(setting, None))
        }
    }
}

/// What the chosen provider needs.
pub(super) fn fields(ground: &Ground, form: &Form<'_>) -> Markup {
    let texts = form.texts;
    html! {
        div id="channel-fields" aria-live="polite" {
            @match form.values.kind() {
                None => p class="help" { (texts.choose_channel) },
                Some(kind) => (section("channel", (texts.credentials)(kind), &html! {
                    input type="hidden" name=(KIND) value=(kind.name());
                    @for setting in Setting::ALL.iter().filter(|it| it.kind() == Some(kind)) {
                        @if Some(*setting) != base_url(kind) { (field(form, *setting)) }
                    }
                    @if let Some(setting) = base_url(kind) { (form.field(setting)) }
                    (at_the_provider(ground, form, kind))
                })),
            }
        }
    }
}

/// What both sides must know and nobody has yet can be made here.
fn field(form: &Form<'_>, setting: Setting) -> Markup {
    match setting {
        Setting::WhatsappVerifyToken => form.secret(setting, &generate(form, setting, "word")),
        Setting::WebhookSecret => form.secret(setting, &generate(form, setting, "whsec")),
        setting => form.field(setting),
    }
}

pub(super) fn generate(form: &Form<'_>, setting: Setting, of: &str) -> Markup {
    html! {
        button class="button secondary" type="button" data-generate=(setting.path()) data-kind=(of)
            data-generated=(form.texts.generated) { (form.texts.generate) }
    }
}

fn at_the_provider(ground: &Ground, form: &Form<'_>, kind: Kind) -> Markup {
    let texts = form.texts;
    html! {
        @match ground.webhook_url(form.view) {
            Some(url) => (copyable(form.view, "webhook-url", texts.webhook_url, &url)),
            None => p class="help" { (texts.webhook_after) },
        }
        div class="stack tight" {
            h3 { (texts.steps_title) }
            ol { @for step in (texts.steps)(kind) { li { (step) } } }
        }
        @if ground.stored_kind() == Some(Kind::Telegram) && kind == Kind::Telegram {
            div {
                button class="button secondary" type="submit" form="connect" { (texts.connect) }
            }
        }
    }
}
