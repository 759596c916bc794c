//! The assistant's Markdown, as customers see it.

use channels::AnyChannel;
use conversation::ports::Channel;
use proptest::prelude::*;

use crate::sending::nowhere;
use crate::support::{to_webhook, to_whatsapp};

pub(crate) fn shown(channel: &AnyChannel, markdown: &str) -> String {
    let parts = channel.render(markdown, &nowhere());
    assert!(parts.iter().all(|part| !part.sent));
    let texts: Vec<String> = parts.into_iter().map(|part| part.text).collect();
    texts.join("\n=====\n")
}

/// Markdown, then what WhatsApp and what the plain webhook show.
fn both(markdown: &str) -> String {
    let whatsapp = to_whatsapp("https://graph.example/v25.0");
    let webhook = to_webhook("https://shop.example/recado");
    format!(
        "{}\n\n----- whatsapp\n{}\n\n----- plain\n{}",
        markdown.trim(),
        shown(&whatsapp, markdown),
        shown(&webhook, markdown)
    )
}

#[test]
fn marks() {
    insta::assert_snapshot!(both(
        "O **boleto** vence *amanhã*, não ~~hoje~~. Use o código `34191.79001`.\n\
         ***Muito* importante**, e **negrito com *itálico* dentro**.\n\
         **Duas\nlinhas** e **negrito **de novo."
    ));
}

#[test]
fn headings_and_paragraphs() {
    insta::assert_snapshot!(both(
        "# Segunda via\nEscolha **uma** opção:\n\n## Com **negrito** e `código`\n\nPor e-mail.  \n\
         Ou por aqui.\n\n---\n\nAté logo!<br>Loja<br/>Exemplo"
    ));
}

#[test]
fn lists() {
    insta::assert_snapshot!(both(
        "Temos:\n- básico\n- *família*\n  - até 4 pessoas\n  - sem fidelidade\n* empresa\n\n\
         Passos:\n\n1. Abra o app\n\n   e entre.\n\n2. Toque em **Boletos**:\n   - segunda via\n\
         3. Pronto\n\n10. dez\n10. onze\n\n1) um\n1) dois"
    ));
}

#[test]
fn links_and_images() {
    insta::assert_snapshot!(both(
        "[Segunda via](https://loja.example/2via), <https://loja.example/a_b_c>, \
         [loja.example](https://loja.example/), [https://loja.example](https://loja.example), \
         [a@loja.example](mailto:a@loja.example), <a@loja.example>, \
         [+55 11 3000-0000](tel:+551130000000), [](https://loja.example/vazio), [nada](), \
         ![Foto do boleto](https://loja.example/foto.png), ![](https://loja.example/sem.png), \
         **[aqui](https://loja.example/aqui)**, \
         **[https://loja.example](https://loja.example)**, [👉](https://loja.example/mao), [nota][1].\n\n[1]: https://loja.example/nota"
    ));
}

#[test]
fn code_quotes_and_tables() {
    insta::assert_snapshot!(both(
        "```json\n{\n  \"a\": 1,\n\n  \"b\": \"*2*\"\n}\n```\n\n> Citado **aqui**\n> e aqui\n>\n> fim\n\n\
         | Plano | Preço |\n| --- | ---: |\n| Básico | R$ 10 |\n| **Família** |  |\n\n\
         \x20   recuado\n\n- item:\n  ```\n  no item\n  ```"
    ));
}

#[test]
fn what_is_no_markdown_stays_as_it_is() {
    let whatsapp = to_whatsapp("https://graph.example/v25.0");
    let webhook = to_webhook("https://shop.example/recado");
    for text in [
        "2 * 3 * 4 = 24 e 5*3",
        "Disque *100*200# ou #*21*5511999990000#",
        "nota_fiscal_2024.pdf e minha_chave_pix",
        "https://loja.example/_a_/b?x=*y*&z=~w~",
        "_joao_@loja.example",
        "Pague R$ 10,00* até 30/11 (*consulte) em *.pdf",
        "a < b && c > d <nome> & R$ 5",
        "2023. Foi um bom ano",
        "1) sim\n3) não",
        "01. um\n02. dois",
        "Do DDD*100* ou DDD*200*",
        "Oi!\nTudo bem?\n\nSim",
        "~30 min e ~40 min",
        "#5 é o pedido",
        "(*) obrigatório",
        "1 \\ 2 | 3",
    ] {
        assert_eq!(shown(&whatsapp, text), text);
        assert_eq!(shown(&webhook, text), text);
    }
}

#[test]
fn escaped_signs_lose_their_backslash_only() {
    insta::assert_snapshot!(both("\\*asteriscos\\* e \\_sublinhados\\_ &amp; 3 &lt; 4"));
}

#[test]
fn nothing_to_say_is_no_part() {
    for nothing in ["", " \n\n ", "---", "\u{a0}", "[a]: https://loja.example"] {
        assert!(
            to_whatsapp("https://graph.example/v25.0")
                .render(nothing, &nowhere())
                .is_empty()
        );
        assert!(
            to_webhook("https://shop.example/recado")
                .render(nothing, &nowhere())
                .is_empty()
        );
    }
}

#[test]
fn whatsapp_gets_4096_characters_at_a_time_and_the_webhook_everything() {
    let word = "a".repeat(5000);
    let lengths = to_whatsapp("https://graph.example/v25.0").render(&word, &nowhere());
    let lengths: Vec<usize> = lengths.iter().map(|part| part.text.len()).collect();
    assert_eq!(lengths, [4096, 904]);

    let long = "Uma frase de exemplo. ".repeat(1000);
    let parts = to_whatsapp("https://graph.example/v25.0").render(&long, &nowhere());
    assert_eq!(parts.len(), 6);
    for part in &parts {
        assert!(part.text.len() <= 4096 && part.text.ends_with("exemplo."));
    }
    assert_eq!(
        to_webhook("https://shop.example/recado")
            .render(&long, &nowhere())
            .len(),
        1
    );
}

proptest! {
    #[test]
    fn no_markdown_makes_it_panic_or_lose_a_word(
        // Digits alone may be the number of a list's item, which is counted anew. And no sign makes a
        // table: GitHub's Markdown drops the cells beyond its columns. Nor is a word a command of LaTeX's.
        words in prop::collection::vec("y?é[a-zé0-9]{0,5}", 1..12),
        signs in prop::collection::vec(prop::sample::select(vec![
            " ", "\n", "\n\n", "*", "**", "_", " ~~", "`", "```\n", "\n- ", "\n1. ", "\n> ", "\n# ",
            " | ", "<br>", "<b>", "</b>", "<p>", "<ul>", "</ul>", "<pre>", "</pre>", "<code>", "</code>",
            "<h2>", "<li>", "</li>", "<blockquote>", "<a href=\"/\">", "</a>", "<i ", ">", "<data>", "\\(", "\\)", "$$", "$", "{", ":**", "&amp;", "\\", "](", "[", "![", ")", "  \n", "\r\n", "\n---\n",
        ]), 0..30),
    ) {
        let mut markdown = String::new();
        let mut signs = signs.into_iter();
        for word in &words {
            markdown.push_str(word);
            markdown.extend(signs.by_ref().take(3));
        }
        for channel in [to_whatsapp("https://g.example/v1"), to_webhook("https://s.example/r")] {
            let out = shown(&channel, &markdown);
            for word in &words {
                prop_assert!(out.contains(word.as_str()), "{:?} lost {} in {:?}", markdown, word, out);
            }
        }
    }
}
