//! What every runtime must do: one suite for all of them.

/// Makes tests of stories: each is told of each runtime.
macro_rules! for_each_runtime {
    ($($story:ident),+ $(,)?) => {
        mod responses {
            $(
                #[tokio::test]
                async fn $story() {
                    super::$story(settings::Runtime::Responses).await;
                }
            )+
        }

        mod chat_completions {
            $(
                #[tokio::test]
                async fn $story() {
                    super::$story(settings::Runtime::ChatCompletions).await;
                }
            )+
        }
    };
}

mod answers;
mod calls;
mod checks;
mod errors;
mod files;
mod injection;
mod leftovers;
mod refused;
mod requests;
mod too_long;
