//! The first page.

use crate::texts::Home;

pub(super) const HOME: Home = Home {
    title: "Start",
    first_steps: "First steps",
    first_steps_lead: "Three steps, and customers are answered.",
    make_assistant: "Make an assistant",
    make_assistant_hint: "It says which model answers, and how.",
    make_integration: "Make an integration",
    make_integration_hint: "It connects a chat channel with an assistant, and with the people who take over.",
    try_it: "Try it on the phone",
    try_it_hint: "Write to it as a customer would. Nothing reaches the provider.",
    done: "Done",
    nothing_for_you: "There is no integration for you yet.",
    nothing_for_you_hint: "Ask whoever gave you the token to make one, or to name it in your access.",
    enabled: "Answers",
    disabled: "Switched off",
    conversations: "Conversations",
    phone: "Try it",
    settings: "Settings",
    figures: "Figures",
};
