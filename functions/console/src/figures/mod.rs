//! The figures: what happened, how well, and what it cost.

pub(crate) mod behind;
pub(crate) mod figure;
pub(crate) mod filter;
pub(crate) mod read;
pub(crate) mod summary;
mod view;

use std::sync::Arc;

use axum::Extension;
use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use conversation::ports::Clock;
use conversation::{Date, Zone};
use serde_json::json;
use settings::INTEGRATION_ID;

use crate::answer::Answer;
use crate::identity::Identity;
use crate::openapi::Call;
use crate::permission::Permission;
use crate::router::Part;
use crate::{Console, answer, prices};
use behind::Asked;
use filter::Filter;
pub(crate) use view::dollars;
use view::{Cases, Report};

pub(crate) fn parts() -> Vec<Part> {
    vec![
        Part::at("/console/api/figures").get(
            get,
            Permission::Settings,
            filtered(Call::new("getFigures", "The figures of some days"))
                .gives::<Report>("The figures.")
                .refuses(),
        ),
        Part::at("/console/api/figures/behind").get(
            behind,
            Permission::Settings,
            filtered(Call::new(
                "listConversationsBehindFigure",
                "The conversations behind a figure",
            ))
            .query(
                "figure",
                &json!({"type": "string"}),
                "Its name: `conversations`, `without_people`, `replies`, `transfers`, `taken_over`, \
                 `failures`, `spoken_characters`, `heard_seconds` or `answers`. With a colon and a reason or a model, \
                 only what has that: `transfers:requested`.",
            )
            .query(
                "cursor",
                &json!({"type": "string"}),
                "The `next_cursor` of the page before.",
            )
            .gives::<Cases>("A page.")
            .refuses(),
        ),
    ]
}

fn filtered(call: Call) -> Call {
    let day = json!({"type": "string", "format": "date"});
    call.says("Days are those of each integration's time zone.")
        .query(
            "from",
            &day,
            "The first day; 6 days before `to` if left out.",
        )
        .query("to", &day, "The last day; today (UTC) if left out.")
        .query(
            "integration",
            &json!({"type": "string", "pattern": INTEGRATION_ID}),
            "Only this one; it may be deleted.",
        )
}

async fn get(
    State(console): State<Arc<Console>>,
    Extension(identity): Extension<Identity>,
    RawQuery(query): RawQuery,
) -> Answer {
    let filter = Filter::parse(&query.unwrap_or_default(), today(&console))?;
    let (figures, prices) = tokio::try_join!(
        read::with_the_days_before(&console, &identity, &filter),
        prices::current(&console),
    )?;
    let (now, before) = figures;
    let report = Report::new(&filter, &now, &before, &prices);
    answer::json(StatusCode::OK, &report)
}

async fn behind(
    State(console): State<Arc<Console>>,
    Extension(identity): Extension<Identity>,
    RawQuery(query): RawQuery,
) -> Answer {
    let asked = Asked::parse(&query.unwrap_or_default(), today(&console))?;
    let behind = behind::page(&console, &identity, &asked).await?;
    answer::json(StatusCode::OK, &Cases::new(behind))
}

fn today(console: &Console) -> Date {
    Zone::default().date(console.clock.now())
}
