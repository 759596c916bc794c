//! The integrations: their list, and the form of one.

mod body;
mod channel;
mod check;
mod conflict;
mod delete;
mod form;
mod ground;
mod inputs;
mod list;
mod people;
mod save;
mod schema;
mod sent;
mod setting;
mod values;
mod voice;

use store::Did;

use crate::permission::Permission;
use crate::router::Part;

pub(crate) use check::CheckedPart;
use ground::Ground;
pub(crate) use setting::{Kind, Setting};

pub(super) fn parts() -> Vec<Part> {
    let (settings, of_one) = (Permission::Settings, Permission::SettingsOfIntegration);
    let saves = Some(Did::SaveIntegration);
    vec![
        Part::at(LIST).page(list::list, settings),
        Part::at("/console/integrations/new")
            .page(save::new, settings)
            .form(save::create, settings, saves),
        Part::at("/console/integrations/{id}")
            .page(save::edit, of_one)
            .form(save::save, of_one, saves),
        Part::at("/console/integrations/{id}/enabled").form(list::enable, of_one, saves),
        Part::at("/console/integrations/{id}/delete")
            .page(delete::ask, of_one)
            .form(delete::delete, of_one, Some(Did::DeleteIntegration)),
        Part::at("/console/integrations/{id}/connect").form(
            check::connect,
            of_one,
            Some(Did::ConnectWebhook),
        ),
        Part::at("/console/integrations/{id}/check")
            .page(check::return_to_form, of_one)
            .form(check::check, of_one, None),
        Part::at("/console/integrations/{id}/channel-fields").form(
            save::channel_of_stored,
            of_one,
            None,
        ),
        Part::at("/console/integrations/{id}/voices").form(voice::of_stored, of_one, None),
        Part::at("/console/channel-fields").form(save::channel_of_new, settings, None),
        Part::at("/console/voices").form(voice::of_new, settings, None),
        Part::at("/console/voices/sample").page(voice::sample, settings),
    ]
}

const LIST: &str = "/console/integrations";
/// What the address of the form of a new one has instead of an id.
const NEW: &str = "new";
