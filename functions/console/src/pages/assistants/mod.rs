//! The assistants: what answers, in which words, and what it was before.

mod conflict;
mod delete;
mod diff;
mod form;
mod history;
mod list;
mod save;
mod transfer;
mod values;

use store::Did;

use crate::permission::Permission;
use crate::router::Part;

const LIST: &str = "/console/assistants";

pub(super) fn parts() -> Vec<Part> {
    let (read, change) = (Permission::ReadAssistant, Permission::ChangeAssistant);
    vec![
        Part::at(LIST).page(list::list, Permission::Settings),
        Part::at("/console/assistants/new")
            .page(save::new, Permission::Settings)
            .form(save::create, Permission::Settings, Some(Did::SaveAssistant)),
        Part::at("/console/assistants/draft")
            .page(save::begin_anew, Permission::Settings)
            .form(save::draft, Permission::Settings, None),
        Part::at("/console/assistants/{id}")
            .page(save::edit, read)
            .form(save::save, change, Some(Did::SaveAssistant)),
        Part::at("/console/assistants/{id}/delete")
            .page(delete::ask, change)
            .form(delete::delete, change, Some(Did::DeleteAssistant)),
        Part::at("/console/assistants/{id}/versions").page(history::history, read),
        Part::at("/console/assistants/{id}/versions/{version}/restore").form(
            history::restore,
            change,
            Some(Did::RestoreAssistant),
        ),
    ]
}

/// The page of an assistant.
fn address(id: &str) -> String {
    format!("{LIST}/{id}")
}
