//! The assistants.

use crate::texts::AssistantTexts;

pub(super) const ASSISTANTS: AssistantTexts = AssistantTexts {
    title: "Assistentes",
    lead: "Um assistente diz qual modelo responde, e como. Várias integrações podem usar o mesmo.",
    empty: "Ainda não há assistentes.",
    empty_hint: "Crie um com o modelo e as instruções. Depois, uma integração o usa para responder aos \
                 clientes.",
    make: "Novo assistente",
    name: "Nome",
    model: "Modelo",
    used_by: "Usado por",
    unused: "Nenhuma integração",
    actions: "Ações",
    copy: "Copiar",
    copy_named: |name| format!("Copiar {name}"),
    copy_of: |name| format!("{name} (cópia)"),
    history: "Histórico",
    history_named: |name| format!("Histórico de {name}"),
    delete: "Excluir",
    delete_named: |name| format!("Excluir {name}"),
    delete_title: |name| format!("Excluir {name}?"),
    delete_consequence: "O assistente e todas as suas versões deixam de existir. Não é possível desfazer.",
    in_use: "Não é possível excluir um assistente em uso. Estas integrações o usam:",
    in_use_hint: "Dê a elas outro assistente e volte aqui.",
    old_ids: "Você tem um identificador asst_… da OpenAI?",
    old_ids_why: "A OpenAI encerrou a API de Assistants em 26 de agosto de 2026: um identificador de lá não \
                  leva mais a nada. O próprio Recado guarda os assistentes, e você pode dar ao novo o mesmo \
                  identificador.",
    old_ids_steps: &[
        "Crie aqui um assistente e escreva em “Identificador” o asst_… que você já usa.",
        "Cole em “Modelo” o modelo do assistente antigo.",
        "Cole em “Instruções” as instruções do antigo, inteiras.",
        "Se ele pesquisava arquivos, cole os identificadores vs_… em “Bases de arquivos”, em Limites.",
    ],
    field: |name| match name {
        "id" => "Identificador",
        "name" => "Nome",
        "model" => "Modelo",
        "instructions" => "Instruções",
        "max_output_tokens" => "Máximo de tokens por resposta",
        "temperature" => "Temperatura",
        "reasoning_effort" => "Esforço de raciocínio",
        "verbosity" => "Extensão das respostas",
        "service_tier" => "Nível de serviço",
        "history_turns" => "Turnos anteriores que ele vê",
        "history_chars" => "Caracteres desses turnos",
        "vector_store_ids" => "Bases de arquivos",
        "runtime" => "Protocolo",
        _ => "Outro campo",
    },
    help: |name| match name {
        "id" => "Começa com asst_. Em branco, é feito a partir do nome. Não muda depois.",
        "name" => "Só para a sua equipe.",
        "model" => "Como o provedor o chama, por exemplo gpt-6-luna.",
        "runtime" => {
            "Responses para a OpenAI; Chat Completions para outro servidor, a não ser que ele diga que tem \
             Responses."
        }
        "instructions" => "Vão junto com cada pergunta ao modelo.",
        "max_output_tokens" => {
            "De 16 a 32.768, com o raciocínio. Em branco: o que o modelo permitir."
        }
        "temperature" => "De 0 a 2. Em branco: a do modelo. Alguns modelos recusam qualquer valor.",
        "reasoning_effort" => {
            "Quanto o modelo pensa antes de responder: menos é mais rápido e mais barato. Se o modelo \
             recusar, a pergunta vai sem isto."
        }
        "verbosity" => "Quanto o modelo escreve. Se o modelo recusar, a pergunta vai sem isto.",
        "service_tier" => {
            "Flex é mais lento e mais barato, e pode demorar demais para uma resposta; priority, o \
             contrário. Se o servidor recusar, a pergunta vai sem isto."
        }
        "history_turns" => "De 0 a 100.",
        "history_chars" => "De 1.000 a 200.000. Turnos que não cabem inteiros ficam de fora.",
        "vector_store_ids" => {
            "Identificadores vs_…, um por linha, no máximo 10. Só o protocolo Responses pesquisa arquivos."
        }
        _ => "",
    },
    runtime: |name| match name {
        "responses" => "Responses",
        _ => "Chat Completions",
    },
    not_set: "Como o provedor definir",
    limits: "Limites",
    only_read: "Integrações de outros também o usam: você pode ler e copiar, mas não mudar.",
    save: "Salvar",
    count: "{characters} caracteres, cerca de {tokens} tokens (estimativa: 4 caracteres por token).",
    cost: "Só para lê-las, cerca de {cost} por resposta.",
    transfer_instruction: |marker| {
        format!(
            "Quando o cliente pedir uma pessoa, ou quando você não puder resolver, responda apenas com a \
             linha abaixo e, depois dela, um resumo do caso para a equipe:\n{marker}"
        )
    },
    transfer_missing: "As instruções não dizem como chamar uma pessoa. Sem isso, o assistente só transfere \
                       quando o modelo usa por conta própria a ferramenta de transferência. Sugestão:",
    transfer_add: "Inserir no fim das instruções",
    changed_meanwhile: "Outra pessoa salvou este assistente enquanto isso",
    saved_by: "Salvo por",
    history_lead: "Cada vez que alguém salva, a versão anterior fica guardada: as 50 mais novas.",
    current: "Em uso",
    oldest: "A versão mais antiga guardada",
    unknown_who: "Não se sabe quem salvou",
    changed: "Mudou",
    nothing_changed: "Salvo sem mudanças",
    what_changed: "O que mudou",
    restore: "Voltar a esta versão",
    went: "saiu:",
    came: "entrou:",
};
