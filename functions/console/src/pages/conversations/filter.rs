//! Which conversations the inbox shows.

use conversation::{ContactName, IntegrationId};
use maud::{Markup, html};
use store::{IntegrationRecord, ListedOwner, Stored};
use url::form_urlencoded;

use super::INBOX;
use crate::pages::View;
use crate::query::values;
use crate::refused::Refused;

/// Brazil's code, which people in Brazil leave out.
const COUNTRY: &str = "55";

/// What is asked for. The `Debug` output hides it: it may hold a phone number.
pub(super) struct Filter {
    /// All that the reader sees if there is none.
    pub(super) integration: Option<IntegrationId>,
    pub(super) owner: ListedOwner,
    pub(super) contact: Option<String>,
    pub(super) cursor: Option<String>,
}

impl Filter {
    pub(super) fn parse(query: &str) -> Result<Self, Refused> {
        let read = values(query, ["integration", "owner", "contact", "cursor"])?;
        // A field of a form that nobody filled in.
        let [integration, owner, contact, cursor] = read.map(|it| {
            let text = it.map(|it| it.trim().to_owned());
            text.filter(|text| !text.is_empty())
        });
        let integration = integration.map(|id| IntegrationId::parse(&id)).transpose();
        Ok(Self {
            integration: integration.map_err(|error| Refused::new("integration", error))?,
            owner: match owner.as_deref() {
                Some("assistant") => ListedOwner::Assistant,
                _ => ListedOwner::People,
            },
            contact,
            cursor,
        })
    }

    /// Whether conversations of this integration are asked for.
    pub(super) fn means(&self, integration: &IntegrationId) -> bool {
        self.integration.as_ref().is_none_or(|id| id == integration)
    }

    /// The address of what this shows, from `cursor` on.
    pub(super) fn address(&self, cursor: Option<&str>) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        let integration = self.integration.as_ref().map(|id| id.as_str());
        let owner = (self.owner == ListedOwner::Assistant).then_some("assistant");
        for (name, value) in [
            ("integration", integration),
            ("owner", owner),
            ("contact", self.contact.as_deref()),
            ("cursor", cursor),
        ] {
            if let Some(value) = value {
                query.append_pair(name, value);
            }
        }
        match query.finish() {
            query if query.is_empty() => INBOX.to_owned(),
            query => format!("{INBOX}?{query}"),
        }
    }

    /// The names by which the contact may be known: as it was typed, and if that is a phone number, its
    /// digits with a country code.
    pub(super) fn names(&self) -> Vec<ContactName> {
        let Some(typed) = self.contact.as_deref() else {
            return Vec::new();
        };
        let mut names = vec![typed.to_owned()];
        let is_of_a_number = |c: char| c.is_ascii_digit() || "+-(). /".contains(c);
        if typed.chars().all(is_of_a_number) {
            let digits: String = typed.chars().filter(char::is_ascii_digit).collect();
            // An area code and a number of eight or nine digits.
            if matches!(digits.len(), 10 | 11) && !typed.starts_with('+') {
                names.push(format!("{COUNTRY}{digits}"));
            }
            names.push(digits);
        }
        let parsed = names.iter().map(|name| ContactName::parse(name));
        parsed.filter_map(Result::ok).collect()
    }

    pub(super) fn form(&self, view: &View, integrations: &[Stored<IntegrationRecord>]) -> Markup {
        let texts = &view.texts().inbox;
        let integration = self.integration.as_ref();
        html! {
            form method="get" action=(INBOX) class="filter" role="search" aria-label=(texts.filter) {
                @if integrations.len() > 1 {
                    div class="field" {
                        label for="integration" { (texts.integration) }
                        select id="integration" name="integration" {
                            option value="" { (texts.all_integrations) }
                            @for stored in integrations {
                                @let settings = &stored.value.settings;
                                option value=(settings.id.as_str()) selected[integration == Some(&settings.id)] {
                                    (settings.name.as_str())
                                }
                            }
                        }
                    }
                }
                div class="field" {
                    label for="owner" { (texts.owner) }
                    select id="owner" name="owner" {
                        option value="people" { (texts.of_people) }
                        option value="assistant" selected[self.owner == ListedOwner::Assistant] {
                            (texts.of_assistant)
                        }
                    }
                }
                div class="field" {
                    label for="contact" { (texts.contact) }
                    input id="contact" name="contact" type="search" maxlength="256" autocomplete="off"
                        value=[self.contact.as_deref()] aria-describedby="contact-help";
                }
                button class="button secondary" type="submit" { (texts.show) }
                p id="contact-help" class="help" { (texts.contact_help) }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(typed: &str) -> Vec<String> {
        let query: String = form_urlencoded::Serializer::new(String::new())
            .append_pair("contact", typed)
            .finish();
        let names = Filter::parse(&query).unwrap().names();
        names.iter().map(|name| name.as_str().to_owned()).collect()
    }

    #[test]
    fn a_phone_number_is_searched_for_however_it_is_written() {
        let expected = "5511999990000";
        for typed in [
            "5511999990000",
            "+55 (11) 99999-0000",
            "11 99999-0000",
            "(11) 99999.0000",
        ] {
            assert!(names(typed).contains(&expected.to_owned()), "{typed}");
        }
        assert_eq!(names("+1 555 078 3881"), ["+1 555 078 3881", "15550783881"]);
    }

    #[test]
    fn any_other_name_is_searched_for_as_it_is_written() {
        for typed in ["id:3397", "BR.1502576394655843", "ana@loja.example"] {
            assert_eq!(names(typed), [typed]);
        }
        assert!(names(" ").is_empty());
    }
}
