//! Functions of the business that the assistant may call.

use fields::{Carried, Endpoint, Filled, Link, List, Out, Reason, Secret, Whole, plain, walked};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use signing::SigningSecret;

use crate::schema::{arguments, function_name};

/// The most characters of the schema of a function's arguments, as JSON.
const MAX_SCHEMA: usize = 8_000;
/// The most characters of the schemas of all functions together. Each question holds them.
const MAX_SCHEMAS: usize = 64_000;
/// The name of the tool by which an assistant asks for a person.
pub const TRANSFER_TOOL: &str = "transfer_to_human";
/// What OpenAI refuses beside the type of the arguments. Source:
/// <https://platform.openai.com/docs/guides/function-calling>.
const NOT_BESIDE: [&str; 5] = ["allOf", "anyOf", "enum", "not", "oneOf"];

walked! {
    /// The functions of the business that the assistant may call before it answers.
    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
    pub struct Tools {
        /// The functions.
        pub functions: List<16, Function>,
        /// The key that signs the calls: `whsec_` and 24 to 64 bytes in base64.
        pub signing_secret: Secret<Out, SigningSecret>,
        /// The most calls for one answer.
        #[serde(default)]
        pub max_calls: Whole<1, 16, 8>,
    }
}

walked! {
    /// A function of the business: a URL that is called with arguments, and answers with text or JSON.
    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
    pub struct Function {
        /// The name by which the assistant calls it.
        #[schemars(schema_with = "function_name")]
        pub name: FunctionName,
        /// What it does and when to call it, for the assistant.
        pub description: Filled<1_000>,
        /// The JSON Schema of its arguments.
        #[schemars(schema_with = "arguments")]
        pub parameters: Arguments,
        /// The URL that is called.
        pub url: Link<Endpoint>,
        /// How long an answer may take, in milliseconds.
        #[serde(default)]
        pub timeout_ms: Whole<1_000, 30_000, 10_000>,
        /// The longest answer, in bytes.
        #[serde(default)]
        pub max_answer_bytes: Whole<256, 16_384, 8_192>,
    }
}

/// The name of a function: letters of English, digits, `_` and `-`, at most 64. Source:
/// <https://platform.openai.com/docs/api-reference/responses/create>.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct FunctionName(String);

impl TryFrom<String> for FunctionName {
    type Error = Carried;

    fn try_from(name: String) -> Result<Self, Carried> {
        let is_known = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
        let fits = (1..=64).contains(&name.len()) && name.chars().all(is_known);
        match fits && name != TRANSFER_TOOL {
            true => Ok(Self(name)),
            false => Err(Reason::FunctionName.into()),
        }
    }
}

impl From<FunctionName> for String {
    fn from(name: FunctionName) -> Self {
        name.0
    }
}

impl FunctionName {
    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

plain!([] FunctionName);

/// The JSON Schema of a function's arguments, which are an object.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Map<String, Value>", into = "Map<String, Value>")]
pub struct Arguments(Map<String, Value>);

impl TryFrom<Map<String, Value>> for Arguments {
    type Error = Carried;

    fn try_from(mut schema: Map<String, Value>) -> Result<Self, Carried> {
        let is_known = !NOT_BESIDE.iter().any(|name| schema.contains_key(*name));
        let is_of_an_object = schema.get("type").is_some_and(|kind| kind == "object") && is_known;
        // OpenAI refuses an object without them, also one of a function without arguments.
        let none = || Value::Object(Map::new());
        schema.entry("properties").or_insert_with(none);
        let chars = Value::Object(schema.clone()).to_string().chars().count();
        match is_of_an_object {
            false => Err(Reason::SchemaOfAnObject.into()),
            true if chars > MAX_SCHEMA => Err(Reason::TooManyCharacters(MAX_SCHEMA).into()),
            true => Ok(Self(schema)),
        }
    }
}

impl From<Arguments> for Map<String, Value> {
    fn from(arguments: Arguments) -> Self {
        arguments.0
    }
}

impl Arguments {
    /// The schema.
    pub const fn schema(&self) -> &Map<String, Value> {
        &self.0
    }
}

plain!([] Arguments);

impl Tools {
    /// The most calls for one answer, as the core's policy has it.
    pub(crate) fn max_calls(&self) -> usize {
        usize::try_from(self.max_calls.get()).unwrap_or(usize::MAX)
    }

    /// Why the functions cannot be had together; none if they can.
    pub(crate) fn refused(&self) -> Option<Reason> {
        let functions = self.functions.as_slice();
        let mut names: Vec<_> = functions.iter().map(|it| it.name.as_str()).collect();
        names.sort_unstable();
        let same = |two: &[&str]| matches!(two, [one, other] if one == other);
        if names.windows(2).any(same) {
            return Some(Reason::FunctionTwice);
        }
        let schemas = functions
            .iter()
            .map(|it| Value::Object(it.parameters.0.clone()));
        let chars: usize = schemas
            .map(|schema| schema.to_string().chars().count())
            .sum();
        (chars > MAX_SCHEMAS).then_some(Reason::TooManyCharacters(MAX_SCHEMAS))
    }
}
