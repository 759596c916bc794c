//! The fields of a form in a page, as a browser fills them in and sends them.

/// The fields that a form would send.
#[derive(Debug, Clone)]
pub(crate) struct Form {
    pub(crate) address: String,
    fields: Vec<(String, String)>,
}

impl Form {
    /// Reads the form that is sent to `address`.
    pub(crate) fn read(html: &str, address: &str) -> Self {
        let begin = format!("action=\"{address}\"");
        let (_, form) = html
            .split_once(&begin)
            .unwrap_or_else(|| unreachable!("{html}"));
        let (form, _) = form.split_once("</form>").unwrap();
        let mut fields = Vec::new();
        let mut select = String::new();
        for tag in form.split('<').skip(1) {
            let (tag, text) = tag.split_once('>').unwrap();
            let name = attribute(tag, "name");
            let value = attribute(tag, "value");
            let has = |flag: &str| tag.split(' ').any(|it| it == flag);
            match (tag.split(' ').next().unwrap(), name) {
                ("select", Some(name)) => {
                    select.clone_from(&name);
                    fields.push((name, String::new()));
                }
                ("option", _) if has("selected") => {
                    let chosen = fields.iter_mut().find(|(name, _)| *name == select);
                    chosen.unwrap().1 = value.unwrap_or_default();
                }
                ("textarea", Some(name)) => {
                    // The first line break is none of the text.
                    fields.push((name, unescaped(text.strip_prefix('\n').unwrap_or(text))));
                }
                ("input", Some(name)) => {
                    let ticks = matches!(
                        attribute(tag, "type").as_deref(),
                        Some("radio" | "checkbox")
                    );
                    if !ticks || has("checked") {
                        fields.push((name, value.unwrap_or_default()));
                    }
                }
                _ => {}
            }
        }
        fields.retain(|(name, _)| name != "form_token");
        let address = address.to_owned();
        Self { address, fields }
    }

    pub(crate) fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.fields
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// The value that counts.
    pub(crate) fn get(&self, name: &str) -> &str {
        let of_name = self.pairs().filter(|(known, _)| *known == name);
        of_name.last().map(|(_, value)| value).unwrap_or_default()
    }

    /// The same form with another value in a field; chosen or ticked, where it is such a field.
    pub(crate) fn fill(mut self, name: &str, value: &str) -> Self {
        self.fields.retain(|(known, _)| known != name);
        self.fields.push((name.to_owned(), value.to_owned()));
        self
    }
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let (_, rest) = tag.split_once(&format!(" {name}=\""))?;
    Some(unescaped(rest.split_once('"')?.0))
}

fn unescaped(text: &str) -> String {
    let signs = [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&amp;", "&"),
    ];
    let signs = signs.iter();
    signs.fold(text.to_owned(), |text, (sign, is)| text.replace(sign, is))
}
