//! Where messages come from and go to.

use std::collections::BTreeMap;

use channels::{Field, Kind};
use outbound::EndpointUrl;
use settings::Channel;

use super::{DraftSecret, Reader, Section};
use crate::fields::Fields;
use crate::refused::Refused;

impl Reader {
    pub(super) fn channel(&mut self, mut fields: Fields) -> Result<Channel, Refused> {
        let kind = kind(&mut fields)?;
        let values = self.values(Section::Channel, kind.fields, fields)?;
        let kind = kind.name.to_owned();
        Ok(Channel { kind, values })
    }

    /// Reads what a kind needs to be told, and nothing beside it.
    pub(super) fn values(
        &mut self,
        section: Section,
        of_kind: &[Field],
        mut fields: Fields,
    ) -> Result<BTreeMap<String, String>, Refused> {
        let names = of_kind.iter().map(|field| field.name);
        fields.only(&names.collect::<Vec<_>>())?;
        let mut values = BTreeMap::new();
        for field in of_kind {
            let path = fields.path(field.name);
            if let Some(parts) = field.secret {
                let access = self.access;
                let check = |text: &str| field.check(text, access);
                let secret = fields.secret(field.name, check)?;
                self.secrets.push(DraftSecret {
                    section,
                    path,
                    parts,
                    secret,
                });
                continue;
            }
            let written = fields.string(field.name)?;
            let value = written.or_else(|| field.default.map(str::to_owned));
            let value = match value {
                Some(value) => value,
                None if field.required() => return Err(Refused::required(path)),
                None => continue,
            };
            field
                .check(&value, self.access)
                .map_err(|problem| Refused::invalid(path.clone(), problem))?;
            if field.url {
                // The field's own check has said which form it must have.
                match EndpointUrl::parse(&value, self.access) {
                    Ok(url) => self.urls.push((path, url)),
                    Err(error) => return Err(Refused::invalid(path, error)),
                }
            }
            values.insert(field.name.to_owned(), value);
        }
        Ok(values)
    }
}

fn kind(fields: &mut Fields) -> Result<&'static Kind, Refused> {
    let path = fields.path("kind");
    let name = fields.string("kind")?;
    let name = name.ok_or_else(|| Refused::required(path.clone()))?;
    channels::kind(&name).ok_or_else(|| {
        let names: Vec<_> = channels::kinds().iter().map(|kind| kind.name).collect();
        Refused::invalid(path, format!("must be one of {}", names.join(", ")))
    })
}
