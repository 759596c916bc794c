//! The assistants.

use crate::texts::AssistantTexts;

pub(super) const ASSISTANTS: AssistantTexts = AssistantTexts {
    title: "Assistants",
    lead: "An assistant says which model answers, and how. Several integrations may use the same one.",
    empty: "There is no assistant yet.",
    empty_hint: "Make one with a model and instructions. An integration then uses it to answer customers.",
    make: "New assistant",
    name: "Name",
    model: "Model",
    used_by: "Used by",
    unused: "No integration",
    actions: "Actions",
    copy: "Copy",
    copy_named: |name| format!("Copy {name}"),
    copy_of: |name| format!("{name} (copy)"),
    history: "History",
    history_named: |name| format!("History of {name}"),
    delete: "Delete",
    delete_named: |name| format!("Delete {name}"),
    delete_title: |name| format!("Delete {name}?"),
    delete_consequence: "The assistant and all its versions are gone then. This cannot be undone.",
    in_use: "An assistant in use cannot be deleted. These integrations use it:",
    in_use_hint: "Give them another assistant, then come back.",
    old_ids: "Do you have an asst_… id from OpenAI?",
    old_ids_why: "OpenAI closed its Assistants API on 26 August 2026: an id from there leads to nothing. \
                  Recado keeps the assistant itself, and you may give the new one the same id.",
    old_ids_steps: &[
        "Make an assistant here, and write the asst_… that you already use into “Id”.",
        "Paste the old assistant's model into “Model”.",
        "Paste its instructions, all of them, into “Instructions”.",
        "If it searched files, paste the vs_… ids into “File stores”, under Limits.",
    ],
    field: |name| match name {
        "id" => "Id",
        "name" => "Name",
        "model" => "Model",
        "instructions" => "Instructions",
        "max_output_tokens" => "Most tokens of a reply",
        "temperature" => "Temperature",
        "reasoning_effort" => "Reasoning effort",
        "verbosity" => "Length of replies",
        "service_tier" => "Service tier",
        "history_turns" => "Earlier turns that it sees",
        "history_chars" => "Characters of these turns",
        "vector_store_ids" => "File stores",
        "runtime" => "Protocol",
        _ => "Another field",
    },
    help: |name| match name {
        "id" => "Begins with asst_. Made of the name if left empty. It does not change later.",
        "name" => "For your team alone.",
        "model" => "As its provider names it, such as gpt-6-luna.",
        "runtime" => {
            "Responses for OpenAI; Chat Completions for another server, unless that says that it has \
             Responses."
        }
        "instructions" => "They go out with every question to the model.",
        "max_output_tokens" => "16 to 32,768, reasoning included. Empty: what the model allows.",
        "temperature" => "0 to 2. Empty: the model's own. Some models refuse any value.",
        "reasoning_effort" => {
            "How much the model thinks before it answers: less is faster and cheaper. If the model refuses \
             it, it is asked without."
        }
        "verbosity" => "How much the model says. If the model refuses it, it is asked without.",
        "service_tier" => {
            "Flex is slower and cheaper, and may be too slow for an answer; priority is the opposite. If the \
             server refuses it, it is asked without."
        }
        "history_turns" => "0 to 100.",
        "history_chars" => "1,000 to 200,000. Turns that do not fit whole are left out.",
        "vector_store_ids" => {
            "Ids such as vs_…, one a line, 10 at most. Only the protocol Responses searches files."
        }
        _ => "",
    },
    runtime: |name| match name {
        "responses" => "Responses",
        _ => "Chat Completions",
    },
    not_set: "As the provider has it",
    limits: "Limits",
    only_read: "Integrations of others use it as well: you can read and copy it, but not change it.",
    save: "Save",
    count: "{characters} characters, about {tokens} tokens (an estimate: 4 characters a token).",
    cost: "To read them alone costs about {cost} a reply.",
    transfer_instruction: |marker| {
        format!(
            "When the customer asks for a person, or when you cannot help, answer with the line below alone \
             and, after it, a summary of the case for the team:\n{marker}"
        )
    },
    transfer_missing: "The instructions do not say how to call a person. Without that, the assistant \
                       transfers only when the model uses the transfer tool of its own accord. A suggestion:",
    transfer_add: "Add it to the end of the instructions",
    changed_meanwhile: "Somebody else saved this assistant meanwhile",
    saved_by: "Saved by",
    history_lead: "Each save keeps the version before it: the newest 50.",
    current: "In use",
    oldest: "The oldest version that is kept",
    unknown_who: "Nobody knows who saved it",
    changed: "Changed",
    nothing_changed: "Saved without a change",
    what_changed: "What changed",
    restore: "Back to this version",
    went: "removed:",
    came: "added:",
};
