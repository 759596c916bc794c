//! What stands around every page.

use maud::{DOCTYPE, Markup, html};

use super::View;
use super::assets::{self, HTMX, ICON, SCRIPT, STYLE};
use crate::identity::Role;
use crate::texts::{Language, Texts};

/// No inline styles, no code in attributes: the policy forbids both.
const HTMX_CONFIG: &str = r#"{"includeIndicatorCSS":false,"history":false,"transitions":false}"#;

/// A whole document.
pub(super) fn whole(view: &View, title: &str, body: &Markup) -> Markup {
    let texts = view.texts();
    html! {
        (DOCTYPE)
        html lang=(view.language.tag()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="robots" content="noindex";
                meta name="htmx-config" content=(HTMX_CONFIG);
                title { (title) " · Recado" }
                link rel="icon" href=(assets::address(ICON)) type="image/svg+xml";
                link rel="stylesheet" href=(assets::address(STYLE));
                script src=(assets::address(HTMX)) defer {}
                script src=(assets::address(SCRIPT)) defer {}
            }
            body {
                a class="skip" href="#main" { (texts.common.skip) }
                (header(view, texts))
                main id="main" tabindex="-1" {
                    @if let Some(notice) = view.notice {
                        p class="notice" role="status" { (texts.common.notice(notice)) }
                    }
                    (body)
                }
                // Scripts say here what a screen reader shall tell.
                div id="announcer" class="unseen" role="status" aria-live="polite" {}
            }
        }
    }
}

fn header(view: &View, texts: &Texts) -> Markup {
    html! {
        header class="frame-header" {
            a class="brand" href="/console" { "Recado" }
            @if let Some(role) = view.role() {
                nav aria-label=(texts.common.navigation) {
                    ul {
                        @for (path, name) in places(role, texts) {
                            li {
                                a href=(path) aria-current=[is_current(view, path).then_some("page")] {
                                    (name)
                                }
                            }
                        }
                    }
                }
            }
            div class="frame-tools" {
                (languages(view, texts))
                @if view.role().is_some() {
                    form method="post" action="/console/sign-out" {
                        (view.form_token())
                        button class="quiet" type="submit" { (texts.common.sign_out) }
                    }
                }
            }
        }
    }
}

/// The pages to begin at.
fn places(role: Role, texts: &Texts) -> Vec<(&'static str, &'static str)> {
    let common = &texts.common;
    let mut places = vec![("/console/conversations", common.conversations)];
    if role != Role::Agent {
        places.extend([
            ("/console/integrations", common.integrations),
            ("/console/assistants", common.assistants),
            ("/console/figures", common.figures),
        ]);
    }
    if role == Role::Admin {
        places.push(("/console/access-tokens", common.access));
    }
    if role != Role::Agent {
        places.push(("/console/audit", common.audit));
    }
    places
}

/// Whether the page belongs there. A conversation's address is below its integration's, and the way to it
/// is through the inbox.
fn is_current(view: &View, path: &str) -> bool {
    if view.address.contains("/conversations/") {
        return path == "/console/conversations";
    }
    let below = view.address.strip_prefix(path);
    below.is_some_and(|below| below.is_empty() || below.starts_with(['/', '?']))
}

fn languages(view: &View, texts: &Texts) -> Markup {
    html! {
        form method="post" action="/console/language" class="languages" {
            (view.form_token())
            input type="hidden" name="back" value=(view.back);
            fieldset {
                legend class="unseen" { (texts.common.language) }
                @for language in Language::ALL {
                    button class="quiet" type="submit" name="language" value=(language.tag())
                        lang=(language.tag())
                        aria-pressed=(if *language == view.language { "true" } else { "false" }) {
                        (language.own_name())
                    }
                }
            }
        }
    }
}
