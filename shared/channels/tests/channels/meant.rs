//! What models write beside Markdown, as customers see it.

use crate::markdown::shown;
use crate::support::{to_chatwoot, to_webhook, to_whatsapp};

/// Holds an answer against what WhatsApp, the plain webhook and Chatwoot are given.
fn is_shown(answer: &str, [whatsapp, plain, chatwoot]: [&str; 3]) {
    assert_eq!(
        shown(&to_whatsapp("https://graph.example/v25.0"), answer),
        whatsapp
    );
    assert_eq!(
        shown(&to_webhook("https://shop.example/recado"), answer),
        plain
    );
    assert_eq!(
        shown(&to_chatwoot("https://chatwoot.example"), answer),
        chatwoot
    );
}

/// The same everywhere.
fn stays(answer: &str) {
    is_shown(answer, [answer; 3]);
}

#[test]
fn html_is_shown_in_the_channels_own_marks() {
    is_shown(
        "Olá!<br><b>Preço</b>: R$ 50<ul><li>Pix</li><li>Boleto</li></ul>",
        [
            "Olá!\n*Preço*: R$ 50\n- Pix\n- Boleto",
            "Olá!\nPreço: R$ 50\n- Pix\n- Boleto",
            "Olá!\n**Preço**: R$ 50\n- Pix\n- Boleto",
        ],
    );
    is_shown(
        "<h2>Segunda via</h2>\n<p>Veja <a href=\"https://loja.example/?a=1&amp;b=2\">aqui</a>.</p>\n\
         <p><EM>Até</EM> <del>hoje</del> <strong class=\"x\">amanhã </strong>&mdash; caf&eacute;</p>",
        [
            "*Segunda via*\n\nVeja aqui (https://loja.example/?a=1&b=2).\n\n_Até_ ~hoje~ *amanhã* — café",
            "Segunda via\n\nVeja aqui (https://loja.example/?a=1&b=2).\n\nAté hoje amanhã — café",
            "## Segunda via\n\nVeja [aqui](<https://loja.example/?a=1&amp;b=2>).\n\n\
             *Até* ~~hoje~~ **amanhã** &mdash; caf&eacute;",
        ],
    );
    is_shown(
        "<ol>\n  <li>Abra:\n    <ul>\n      <li>o app</li>\n      <li>o site</li>\n    </ul>\n  </li>\n  \
         <li><p>Pague</p></li>\n</ol>\nPronto.",
        [
            "1. Abra:\n   - o app\n   - o site\n2. Pague\n\nPronto.",
            "1. Abra:\n   - o app\n   - o site\n2. Pague\n\nPronto.",
            "1. Abra:\n   - o app\n   - o site\n2. Pague\n\nPronto.",
        ],
    );
    is_shown(
        "<div>Use <code>a &lt; b</code> em:<pre><code class=\"language-sql\">select &quot;*&quot;\n  from b;</code></pre>Fim</div>",
        [
            "Use `a < b` em:\n\n```\nselect \"*\"\n  from b;\n```\n\nFim",
            "Use a < b em:\n\nselect \"*\"\n  from b;\n\nFim",
            "Use `a < b` em:\n\n```\nselect \"*\"\n  from b;\n```\n\nFim",
        ],
    );
    is_shown(
        "<table><tr><th>Forma</th><th>Taxa</th></tr><tr><td>Pix</td><td>0%</td></tr></table>\
         <u>Sem</u> <span style=\"color:red\">juros</span><!-- nada --> H<sub>2</sub>O",
        [
            "Forma | Taxa\nPix | 0%\n\nSem juros H2O",
            "Forma | Taxa\nPix | 0%\n\nSem juros H2O",
            "Forma | Taxa\nPix | 0%\n\nSem juros H2O",
        ],
    );
}

#[test]
fn what_is_no_html_stays() {
    for text in [
        "Escreva <seu nome> e <nome> aqui",
        "Até <data> ou <data de hoje>, com <b de baixo>",
        "1 < 2 e 3 > 2",
        "x <p e y = 2 … z> w",
        "se a <b = 2 e c> d, <i n=\u{201c}x\u{201d}> e <a b=c>",
        "`<b>código</b>`",
    ] {
        assert_eq!(shown(&to_chatwoot("https://chatwoot.example"), text), text);
        let code = text.replace('`', "");
        assert_eq!(
            shown(&to_webhook("https://shop.example/recado"), text),
            code
        );
    }
    is_shown(
        "<b>sem fim e <i>assim",
        ["sem fim e assim", "sem fim e assim", "sem fim e assim"],
    );
    is_shown(
        "<p hidden data-x='1' CLASS=y style = \"a: b\"id=\"c\">sim</p><br / >não<hr/>",
        ["sim\n\nnão", "sim\n\nnão", "sim\n\nnão\n\n---"],
    );
    is_shown(
        "pala<b>vra</b> e <time>19h</time>",
        ["palavra e 19h", "palavra e 19h", "palavra e 19h"],
    );
}

#[test]
fn an_item_or_quote_that_no_tag_ends_goes_no_further_than_its_paragraph() {
    for (answer, text) in [
        (
            "Temos:\n<ul>\n<li>Pix\n<li>Boleto\n\nQual prefere?\nEspero.",
            "Temos:\n- Pix\n- Boleto\n\nQual prefere?\nEspero.",
        ),
        (
            "<ol><li>Abra\n\n<li>Pague\n\n**Pronto**\n\nE mais\numa linha",
            "1. Abra\n2. Pague\n\nPronto\n\nE mais\numa linha",
        ),
        (
            "<li>Um\n<li>Dois\n# Fim\ntexto",
            "- Um\n- Dois\n\nFim\ntexto",
        ),
        (
            "<li>Um <b>e\n\n<p>Fim</p><p>texto</p>",
            "- Um e\n\nFim\n\ntexto",
        ),
        ("<li>Um<h2>Fim</h2>texto", "- Um\n\nFim\ntexto"),
        (
            "<blockquote>Você disse\nque não\n\nEntendi.\n- a\n- b",
            "Você disse que não\n\nEntendi.\n- a\n- b",
        ),
        (
            "<ul><li>Um\n\ncom mais</li><li>Dois</li></ul>Fim\n\nmesmo",
            "- Um com mais\n- Dois\n\nFim\n\nmesmo",
        ),
    ] {
        let shown = shown(&to_webhook("https://shop.example/recado"), answer);
        assert_eq!(shown, text, "{answer}");
    }
}

#[test]
fn a_link_that_no_tag_ends_keeps_its_address() {
    for (answer, text) in [
        (
            "Veja <a href=\"https://l.example/a\">o boleto aqui",
            "Veja o boleto aqui (https://l.example/a)",
        ),
        (
            "<a href=\"https://l.example/a\">um e <a href=\"https://l.example/b\">dois</a> três",
            "um e  (https://l.example/a)dois (https://l.example/b) três",
        ),
        (
            "<a href=\"https://l.example/a\">boleto\n\nAté <i>logo</i>",
            "boleto (https://l.example/a)\n\nAté logo",
        ),
        (
            "<li><a href=\"https://l.example/a\">\n<li>Fim",
            "- https://l.example/a\n- Fim",
        ),
    ] {
        let shown = shown(&to_webhook("https://shop.example/recado"), answer);
        assert_eq!(shown, text, "{answer}");
    }
}

#[test]
fn code_keeps_its_lines_in_items_and_quotes() {
    let code = "a\n  b\n\nc";
    for answer in [
        format!("<ul><li>Use:<pre>{code}</pre>e pronto</li><li>Fim</li></ul>"),
        format!("<ul><li>Use:<pre><code>{code}\n</code></pre>e pronto</li><li>Fim</li></ul>"),
        format!("<ul><li>Use:<code>{code}</code> e pronto</li><li>Fim</li></ul>"),
        format!("<ul><li>Use:<code><pre>{code}</pre></code> e pronto</li><li>Fim</li></ul>"),
        "<ul><li>Use:<code><pre>a\n  b\n</pre>\nc</code> e pronto</li><li>Fim</li></ul>".to_owned(),
        format!("<ul><li>Use:\n\n```\n{code}\n```\ne pronto</li><li>Fim</li></ul>"),
        "<ul><li>Use:\n  ```\n  a\n    b\n\n  c\n  ```\n  e pronto</li><li>Fim</li></ul>"
            .to_owned(),
    ] {
        let shown = shown(&to_whatsapp("https://graph.example/v25.0"), &answer);
        let shown = shown.replace("```\n\n", "```\n").replace(":\n\n", ":\n");
        assert_eq!(
            shown, "- Use:\n  ```\n  a\n    b\n\n  c\n  ```\n  e pronto\n- Fim",
            "{answer}"
        );
    }
    is_shown(
        "<blockquote>\n```\na\nb\n```\n</blockquote>",
        ["> ```\n> a\n> b\n> ```", "a\nb", "> ```\n> a\n> b\n> ```"],
    );
}

#[test]
fn emphasis_that_ends_in_punctuation_counts() {
    is_shown(
        "**Preço:**R$ 50 e **Prazo:**2 dias, ~~R$ 60.~~R$ 50",
        [
            "*Preço*:R$ 50 e *Prazo*:2 dias, ~R$ 60~.R$ 50",
            "Preço:R$ 50 e Prazo:2 dias, R$ 60.R$ 50",
            "**Preço**:R$ 50 e **Prazo**:2 dias, ~~R$ 60~~.R$ 50",
        ],
    );
    is_shown(
        "**「説明」**部分と**「例」**です",
        [
            "「*説明*」部分と「*例*」です",
            "「説明」部分と「例」です",
            "「**説明**」部分と「**例**」です",
        ],
    );
    is_shown(
        "<b>Total:</b>R$ 5",
        ["*Total*:R$ 5", "Total:R$ 5", "**Total**:R$ 5"],
    );
    is_shown(
        "- **Pix:**na hora\n- **Boleto:** em 2 dias",
        [
            "- *Pix*:na hora\n- *Boleto:* em 2 dias",
            "- Pix:na hora\n- Boleto: em 2 dias",
            "- **Pix**:na hora\n- **Boleto:** em 2 dias",
        ],
    );
}

#[test]
fn emphasis_that_ends_in_white_space_counts() {
    is_shown(
        "**Preço: **R$ 50, **Prazo: ** 2 dias e ~~R$ 60 ~~R$ 50",
        [
            "*Preço:* R$ 50, *Prazo:*  2 dias e ~R$ 60~ R$ 50",
            "Preço: R$ 50, Prazo:  2 dias e R$ 60 R$ 50",
            "**Preço:** R$ 50, **Prazo:**  2 dias e ~~R$ 60~~ R$ 50",
        ],
    );
    is_shown(
        "**Promoção 🎉**hoje, **Olá !**você e **Só amanhã?! **Sim",
        [
            "*Promoção* 🎉hoje, *Olá* !você e *Só amanhã?!* Sim",
            "Promoção 🎉hoje, Olá !você e Só amanhã?! Sim",
            "**Promoção** 🎉hoje, **Olá** !você e **Só amanhã?!** Sim",
        ],
    );
    is_shown(
        "**Pix** na hora, **boleto** em **2 dias**",
        [
            "*Pix* na hora, *boleto* em *2 dias*",
            "Pix na hora, boleto em 2 dias",
            "**Pix** na hora, **boleto** em **2 dias**",
        ],
    );
}

#[test]
fn asterisks_that_are_no_emphasis_stay() {
    for text in [
        "2 ** 3 = 8",
        "x**(1)**y",
        "a**2 + b**2",
        "** só isto",
        "a **b **c e **d",
        "*.pdf e **.pdf",
    ] {
        stays(text);
    }
    is_shown("`**a:**b`", ["`**a:**b`", "**a:**b", "`**a:**b`"]);
}

#[test]
fn formulas_are_text_that_one_can_read() {
    for (formula, text) in [
        (
            "São \\( 2 \\times 25 = 50 \\) reais",
            "São 2 × 25 = 50 reais",
        ),
        ("\\[\n\\frac{100}{4} = 25\n\\]", "100/4 = 25"),
        (
            "$$\\text{Total} = \\frac{a + b}{2} \\cdot 10\\%$$",
            "Total = (a + b)/2 · 10%",
        ),
        (
            "Área: \\(\\pi r^2\\) e \\(x^{10}\\), \\(x_{1}\\)",
            "Área: π r² e x¹⁰, x1",
        ),
        (
            "\\(\\sqrt{16} \\leq 5\\), \\(\\sqrt{x + 1} \\geq 2\\)",
            "√16 ≤ 5, √(x + 1) ≥ 2",
        ),
        (
            "\\(a \\neq b \\pm 1 \\approx \\$ 3 \\div 2\\)",
            "a ≠ b ± 1 ≈ $ 3 ÷ 2",
        ),
        ("São $2 \\times 25$ reais", "São 2 × 25 reais"),
        (
            "\\(30^\\circ\\) e \\(\\desconhecido + \\log x\\)",
            "30° e desconhecido + log x",
        ),
        (
            "\\[\\begin{aligned} x &= 1 \\\\ y &= 2 \\end{aligned}\\]",
            "x = 1\ny = 2",
        ),
        ("\\(\\left( 5 - 3 \\right) * 2\\)", "( 5 - 3 ) * 2"),
    ] {
        assert_eq!(
            shown(&to_whatsapp("https://graph.example/v25.0"), formula),
            text
        );
        assert_eq!(
            shown(&to_webhook("https://shop.example/recado"), formula),
            text
        );
    }
    is_shown(
        "\\(a * b < c\\)",
        ["a * b < c", "a * b < c", "a \\* b \\< c"],
    );
}

#[test]
fn no_depth_of_groups_is_too_deep() {
    for group in ["{", "\\sqrt", "\\sqrt[", "^", "\\frac{1}{"] {
        let formula = format!("\\(x{}\\)", group.repeat(50_000));
        assert!(shown(&to_webhook("https://shop.example/recado"), &formula).starts_with('x'));
    }
}

#[test]
fn no_number_of_signs_takes_long() {
    let [whatsapp, chatwoot] = [
        to_whatsapp("https://graph.example/v25.0"),
        to_chatwoot("https://chatwoot.example"),
    ];
    for (sign, end) in [
        ("<", ""),
        ("<data>", "</data>"),
        ("<!--", ""),
        ("<b>a ", "</b>"),
        ("<a href=x>", "</a>"),
        ("<code>", "</code>"),
        ("<blockquote>a", ""),
        ("<li>a\n\nb", ""),
        ("<div>a", ""),
        ("*a*.", ""),
        (">", ""),
        ("\\(a", "\\)"),
    ] {
        let text = sign.repeat(100_000 / sign.len()) + &end.repeat(5_000) + " fim";
        for channel in [&whatsapp, &chatwoot] {
            assert!(shown(channel, &text).contains("fim"), "{sign}");
        }
    }
}

#[test]
fn what_is_no_formula_stays() {
    for answer in [
        "$ = barato, $$ = médio, $$$ = caro",
        "Escreva para \\(joao_silva@loja.com\\).",
        "\\(https://l.example/?utm_source=zap\\)",
        "\\[nome_completo\\]",
    ] {
        let shown = shown(&to_webhook("https://shop.example/recado"), answer);
        let bare = answer.replace('\\', "");
        assert_eq!(shown, bare, "{answer}");
    }

    for text in ["R$ 50 e US$ 20", "De $5 a $10", "C:\\times e \\alpha"] {
        stays(text);
    }
    is_shown(
        "veja \\[1\\] e \\(nota\\), `\\(x^2\\)`",
        [
            "veja [1] e (nota), `\\(x^2\\)`",
            "veja [1] e (nota), \\(x^2\\)",
            "veja \\[1\\] e \\(nota\\), `\\(x^2\\)`",
        ],
    );
}

#[test]
fn a_link_behind_white_space_with_a_break_in_it_keeps_its_place() {
    is_shown(
        "Veja é  \n<a href=\"/\"><br> isto",
        ["Veja é\n/\nisto", "Veja é\n/\nisto", "Veja é  \n/\nisto"],
    );
    is_shown(
        "Veja  \n<b><br>isto</b>",
        ["Veja\n\n*isto*", "Veja\n\nisto", "Veja  \n\n**isto**"],
    );
}

#[test]
fn scripts_and_styles_are_for_no_reader() {
    let answer =
        "Oi!<style>p { color: red }</style><script>if (a < b) alert('<b>1</b>')</script> Tudo bem?";
    is_shown(answer, ["Oi! Tudo bem?"; 3]);
    is_shown("Oi <script>alert(1)", ["Oi alert(1)"; 3]);
}

#[test]
fn code_within_code_keeps_its_lines() {
    is_shown(
        "Use <code><pre>x</pre></code>.",
        ["Use `x`.", "Use x.", "Use `x`."],
    );
    let block = "```\na\nb\n```";
    is_shown("<code><pre>a</pre>b</code>", [block, "a\nb", block]);
}

#[test]
fn a_fence_within_an_item_or_quote_that_goes_on_in_the_line_hides_nothing() {
    for (answer, text) in [
        ("Veja:<blockquote>>```\naqui", "Veja:\n\n``` aqui"),
        ("Veja: <blockquote>- ```\naqui", "Veja:\n\n- ``` aqui"),
        ("Veja: <li>```\naqui", "Veja:\n- ``` aqui"),
        ("Veja: <li><b>```\naqui</b>", "Veja:\n- ``` aqui"),
    ] {
        let shown = shown(&to_webhook("https://shop.example/recado"), answer);
        assert_eq!(shown, text, "{answer}");
    }
}
