//! Chat completions: `POST /chat/completions`, which most servers speak and many nothing else: Groq,
//! Mistral, DeepSeek, Gemini, OpenRouter, LiteLLM, vLLM, Ollama. One request for each answer, with
//! our own history.
//!
//! Beside what [Responses](crate::responses) can do, it cannot
//!
//! - search files: the API has no such tool, and settings that want it are refused;
//! - leave it to the server to cut a history that is too long: such a question fails, and is asked
//!   once more with half of the history;
//! - say how finely the pages of a PDF are seen.

mod answer;
mod request;

use conversation::ports::{AssistantError, Completion};
use http_client::{BaseUrl, Response};
use serde::Serialize;

use crate::{errors, exchange::Protocol, question::Question};

/// The protocol, as a server speaks it.
#[derive(Debug)]
pub(crate) struct ChatCompletions {
    /// Whether the server is OpenAI's own.
    is_openai: bool,
    /// The name of the most tokens of an answer.
    limit: Limit,
}

/// A name of the most tokens of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Limit {
    /// The older name, which all compatible servers know, and some nothing else (Mistral, DeepSeek).
    MaxTokens,
    /// The newer one, since OpenAI's reasoning models refuse the older, also behind a gateway.
    MaxCompletionTokens,
}

impl Protocol for ChatCompletions {
    const PATH: &[&str] = &["chat", "completions"];

    fn with(server: &BaseUrl) -> Self {
        let is_openai = is_openai(server);
        let limit = match is_openai {
            true => Limit::MaxCompletionTokens,
            false => Limit::MaxTokens,
        };
        Self { is_openai, limit }
    }

    fn request(&self, question: &Question<'_>) -> impl Serialize {
        request::of(question, self)
    }

    fn rephrase(&mut self, question: &Question<'_>, refusal: &Response) -> bool {
        let has_another = question.max_tokens.is_some() && self.limit == Limit::MaxTokens;
        let rephrased = has_another && errors::refuses(refusal, "max_tokens", &["max_tokens"]);
        if rephrased {
            self.limit = Limit::MaxCompletionTokens;
        }
        rephrased
    }

    fn read(body: &[u8]) -> Result<Completion, AssistantError> {
        answer::read(body)
    }
}

/// Whether a server is OpenAI's own, also one for a region (`eu.api.openai.com`).
/// Source: <https://platform.openai.com/docs/guides/your-data>.
fn is_openai(server: &BaseUrl) -> bool {
    const HOST: &str = "api.openai.com";
    let host = server.url().host_str().unwrap_or_default();
    let region = host.strip_suffix(HOST);
    region.is_some_and(|region| region.is_empty() || region.ends_with('.'))
}

#[cfg(test)]
mod tests {
    use http_client::{Access, Client};
    use serde_json::{Value, json};

    use super::*;
    use crate::AnyAssistant;

    #[test]
    fn only_openai_is_told_what_only_it_knows() {
        let fields = json!({"id": "asst_loja", "name": "Loja", "model": "m"});
        let loja = AnyAssistant {
            client: Client::new(Access::Anywhere).unwrap(),
            base_url: BaseUrl::parse(settings::OPENAI_URL, Access::Anywhere).unwrap(),
            api_key: "sk-secret".into(),
            settings: serde_json::from_value(fields).unwrap(),
            detail: settings::Detail::High,
            functions: Vec::new(),
        };
        let question = Question::shortest(&loja);
        let told = |url| {
            let server = BaseUrl::parse(url, Access::Anywhere).unwrap();
            let protocol = ChatCompletions::with(&server);
            let body = serde_json::to_value(protocol.request(&question)).unwrap();
            let names = [
                "store",
                "safety_identifier",
                "prompt_cache_key",
                "max_completion_tokens",
                "max_tokens",
            ];
            json!(names.map(|name| body.get(name).cloned().unwrap_or(Value::Null)))
        };
        let openai = json!([false, "check", "check", 16, null]);
        assert_eq!(told(settings::OPENAI_URL), openai);
        let other = json!([null, null, null, null, 16]);
        assert_eq!(told("https://api.groq.com/openai/v1"), other);
    }

    #[test]
    fn openais_own_servers_are_known() {
        for (url, expected) in [
            (settings::OPENAI_URL, true),
            ("https://eu.api.openai.com/v1", true),
            ("https://notapi.openai.com/v1", false),
            ("https://api.openai.com.example/v1", false),
            ("https://loja.openai.azure.com/openai/v1", false),
            ("http://127.0.0.1:8000/v1", false),
        ] {
            let server = BaseUrl::parse(url, Access::Anywhere).unwrap();
            assert_eq!(is_openai(&server), expected, "{url}");
        }
    }
}
