//! Which days, and which integrations: a form whose fields stand in the address.

use conversation::Date;
use maud::{Markup, html};
use settings::Integration;

use super::PATH;
use crate::figures::filter::Filter;
use crate::pages::View;

/// How many days one click shows.
const LAST_DAYS: [u64; 3] = [7, 30, 90];

pub(super) fn form(
    view: &View,
    filter: &Filter,
    integrations: &[&Integration],
    today: Date,
) -> Markup {
    let texts = &view.texts().figures;
    let chosen = filter.integration.as_ref();
    html! {
        form method="get" action=(PATH) class="card cluster days" {
            div class="field grow" {
                label for="integration" { (texts.integration) }
                select id="integration" name="integration" {
                    option value="" { (texts.all) }
                    @for settings in integrations {
                        option value=(settings.id.as_str()) selected[chosen == Some(&settings.id)] {
                            (settings.name.as_str())
                        }
                    }
                    @if let Some(deleted) = chosen.filter(|id| integrations.iter().all(|it| it.id != **id)) {
                        option value=(deleted.as_str()) selected { (deleted.as_str()) }
                    }
                }
            }
            @for (name, label, day) in [("from", texts.from, filter.from), ("to", texts.to, filter.to)] {
                div class="field" {
                    label for=(name) { (label) }
                    input id=(name) name=(name) type="date" value=(day) required;
                }
            }
            button class="button" type="submit" { (texts.show) }
            ul class="links" {
                @for days in LAST_DAYS {
                    @let last = Filter::last(days, today, filter.integration.clone());
                    li {
                        a href=(format!("{PATH}?{}", last.query()))
                            aria-current=[(last == *filter).then_some("true")] {
                            ((texts.last_days)(days))
                        }
                    }
                }
            }
        }
    }
}
