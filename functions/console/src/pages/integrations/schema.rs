//! What the settings take at a path, by their own schema.

use std::sync::LazyLock;

use schemars::generate::SchemaSettings;
use serde_json::Value;
use settings::Integration;

use super::setting::{Kind, Setting};

static SCHEMA: LazyLock<Value> = LazyLock::new(|| {
    let settings = SchemaSettings::draft2020_12().for_deserialize();
    settings
        .into_generator()
        .into_root_schema_for::<Integration>()
        .to_value()
});

/// How the text of a field is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    Text,
    Flag,
    Number,
    /// One text on each line.
    Lines,
    /// Spans of a day.
    Times,
    /// Objects, as JSON.
    Json,
}

/// What stands in the schema of one setting. Of several variants, the first that has it.
pub(super) struct Shape(&'static Value);

impl Shape {
    /// None if no settings have such a path.
    pub(super) fn at(path: &str) -> Option<Self> {
        Self::of_kind(path, None)
    }

    /// The same where a channel is of the setting's own kind.
    pub(super) fn of(setting: Setting) -> Option<Self> {
        Self::of_kind(setting.path(), setting.kind())
    }

    fn of_kind(path: &str, kind: Option<Kind>) -> Option<Self> {
        path.split('.').try_fold(Self(&SCHEMA), |shape, name| {
            shape.variants().into_iter().find_map(|variant| {
                let properties = variant.get("properties")?;
                let is = properties
                    .get("kind")
                    .and_then(|it| it.get("const")?.as_str());
                let fits = is.is_none() || kind.is_none_or(|kind| is == Some(kind.name()));
                properties.get(name).filter(|_| fits).map(Self)
            })
        })
    }

    pub(super) fn form(&self) -> Form {
        let types: Vec<_> = self.variants().into_iter().flat_map(types).collect();
        let is = |name| types.contains(&name);
        if is("array") {
            let items = self.key("items").map(Shape);
            let types = items.as_ref().map(types_of).unwrap_or_default();
            match types.first() {
                Some(&"array") => Form::Times,
                Some(&"object") => Form::Json,
                _ => Form::Lines,
            }
        } else if is("boolean") {
            Form::Flag
        } else if is("integer") || is("number") {
            Form::Number
        } else {
            Form::Text
        }
    }

    /// Whether it is written as a text, and shown only as set.
    pub(super) fn is_secret(&self) -> bool {
        let properties = self.key("properties");
        properties.is_some_and(|properties| properties.get("set").is_some())
    }

    /// Whether a setting must be written where the one around it is.
    pub(super) fn is_required(setting: Setting) -> bool {
        let path = setting.path();
        let (around, name) = path.rsplit_once('.').unwrap_or(("", path));
        let around = match around {
            "" => Some(Self(&SCHEMA)),
            around => Self::at(around),
        };
        let variants = around.map(|around| around.variants()).unwrap_or_default();
        let is_its = |variant: &&Value| match setting.kind() {
            None => true,
            Some(kind) => variant.pointer("/properties/kind/const") == Some(&kind.name().into()),
        };
        let its = variants.into_iter().filter(is_its);
        let required = its.filter_map(|variant| variant.get("required"));
        let mut names = required.filter_map(Value::as_array).flatten();
        names.any(|required| required == name)
    }

    /// A keyword of whichever variant has it.
    pub(super) fn key(&self, name: &str) -> Option<&'static Value> {
        self.variants()
            .into_iter()
            .find_map(|variant| variant.get(name))
    }

    /// The value where none is written.
    pub(super) fn default(&self) -> Option<&'static Value> {
        self.0.get("default").filter(|value| !value.is_null())
    }

    /// All variants, with references followed.
    fn variants(&self) -> Vec<&'static Value> {
        let mut found = Vec::new();
        let mut open = vec![self.0];
        while let Some(schema) = open.pop() {
            let reference = schema.get("$ref").and_then(Value::as_str);
            let to = reference.and_then(|to| SCHEMA.pointer(to.trim_start_matches('#')));
            open.extend(to);
            for several in ["anyOf", "oneOf", "allOf"] {
                let variants = schema.get(several).and_then(Value::as_array);
                open.extend(variants.into_iter().flatten().rev());
            }
            found.push(schema);
        }
        found
    }
}

fn types_of(shape: &Shape) -> Vec<&'static str> {
    shape.variants().into_iter().flat_map(types).collect()
}

fn types(schema: &'static Value) -> Vec<&'static str> {
    match schema.get("type") {
        Some(Value::String(one)) => vec![one],
        Some(Value::Array(several)) => several.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    }
}

/// The paths of all settings: those whose value is no object.
#[cfg(test)]
pub(super) fn leaves() -> Vec<String> {
    fn below(shape: &Shape, path: &str, found: &mut Vec<String>) {
        let mut names = std::collections::BTreeSet::new();
        for variant in shape.variants() {
            let properties = variant.get("properties").and_then(Value::as_object);
            names.extend(properties.into_iter().flat_map(|all| all.keys()));
        }
        // A secret is written as a text, and what is shown in its place is no setting.
        names.retain(|name| *name != "set");
        for name in &names {
            let path = fields::joined(path, name);
            if let Some(shape) = Shape::at(&path) {
                below(&shape, &path, found);
            }
        }
        if names.is_empty() {
            found.push(path.to_owned());
        }
    }
    let mut found = Vec::new();
    below(&Shape(&SCHEMA), "", &mut found);
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_setting_has_a_field_and_every_field_a_setting() {
        let mut settings = leaves();
        // It follows from the voice.
        settings.retain(|path| path != "reply.format");
        for path in &settings {
            let known = Setting::ALL.iter().any(|it| it.path() == path);
            assert!(known, "the form has no field for {path}");
        }
        for setting in Setting::ALL {
            assert!(
                settings.iter().any(|path| path == setting.path()),
                "{setting:?}"
            );
        }
    }

    #[test]
    fn a_field_is_read_as_its_schema_says() {
        for (path, form) in [
            ("name", Form::Text),
            ("enabled", Form::Flag),
            ("interval_ms", Form::Number),
            ("return_after_hours", Form::Number),
            ("release_keyword", Form::Text),
            ("phrases", Form::Lines),
            ("hours.week.sun", Form::Times),
            ("tools.functions", Form::Json),
            ("channel.bot_token", Form::Text),
            ("reply.voice_settings.speed", Form::Number),
            ("reply.voice_settings.use_speaker_boost", Form::Flag),
            ("reply.when", Form::Text),
        ] {
            let shape = Shape::at(path).unwrap();
            assert_eq!(shape.form(), form, "{path}");
        }
        assert!(Shape::at("nombre").is_none());
    }

    #[test]
    fn defaults_are_those_of_the_settings() {
        let default = |path| Shape::at(path).unwrap().default().cloned();
        assert_eq!(default("interval_ms"), Some(1000.into()));
        assert_eq!(default("answer_on_release"), Some(true.into()));
        assert_eq!(
            default("assistant.base_url"),
            Some("https://api.openai.com/v1".into())
        );
        assert_eq!(default("name"), None);
        let of = |setting| Shape::of(setting).unwrap().default().cloned();
        let telegram = Some("https://api.telegram.org".into());
        assert_eq!(of(Setting::TelegramUrl), telegram);
        assert_eq!(of(Setting::ChatwootUrl), None);
    }

    #[test]
    fn what_a_kind_needs_is_its_own() {
        for (setting, required) in [
            (Setting::Name, true),
            (Setting::WhazingToken, true),
            (Setting::WhazingBotQueue, false),
            (Setting::WhazingUrl, true),
            (Setting::TelegramUrl, false),
            (Setting::Interval, false),
        ] {
            assert_eq!(Shape::is_required(setting), required, "{setting:?}");
        }
    }

    #[test]
    fn every_kind_of_channel_can_be_chosen() {
        let mut kinds: Vec<_> = Kind::ALL.into_iter().map(Kind::name).collect();
        let mut all = channels::KINDS.to_vec();
        kinds.sort_unstable();
        all.sort_unstable();
        assert_eq!(kinds, all);
    }
}
