use super::*;

#[track_caller]
fn check(markdown: &str, spoken: &str, to_copy: &[&str]) {
    let text = spoken_text(markdown, false);
    assert_eq!(
        (&*text.spoken, &*text.to_copy),
        (
            spoken,
            &to_copy.iter().map(ToString::to_string).collect::<Vec<_>>()[..]
        ),
        "{markdown}"
    );
}

#[test]
fn an_answer_is_heard_without_its_marks() {
    check(
        "## Segunda via\n\nOlá, **Ana**! 😊 Para _emitir_:\n\n1. Abra o `app`\n2. Toque em *Boletos*\n\n- Pix\n- Cartão de crédito",
        "Segunda via.\nOlá, Ana! Para emitir:\n1. Abra o app.\n2. Toque em Boletos.\nPix.\nCartão de crédito.",
        &[],
    );
    check(
        "| Plano | Preço |\n| --- | --- |\n| Básico | R$ 29,90 |",
        "Plano, Preço.\nBásico, R$ 29,90.",
        &[],
    );
    check(
        "Abrimos às 9h 【4:0†horário.pdf】. Até já 👋🏽",
        "Abrimos às 9h. Até já.",
        &[],
    );
    check("👍", "", &[]);
    check(
        "> Sim, aceitamos.\n\n---\n\nMais algo?",
        "Sim, aceitamos.\nMais algo?",
        &[],
    );
}

#[test]
fn a_link_is_not_heard() {
    for (markdown, spoken, link) in [
        (
            "Acesse https://loja.com.br/r?id=7#a.",
            "Acesse.",
            "https://loja.com.br/r?id=7#a",
        ),
        (
            "Acesse: https://loja.com.br/x",
            "Acesse:",
            "https://loja.com.br/x",
        ),
        (
            "Acesse: https://loja.com.br/x.",
            "Acesse.",
            "https://loja.com.br/x",
        ),
        (
            "[Rastreie aqui](https://loja.com.br/r), por favor.",
            "Rastreie aqui, por favor.",
            "https://loja.com.br/r",
        ),
        (
            "Veja em www.loja.com.br, é fácil",
            "Veja em, é fácil.",
            "www.loja.com.br",
        ),
        (
            "O site loja.com.br/ajuda explica tudo.",
            "O site explica tudo.",
            "loja.com.br/ajuda",
        ),
        (
            "Fale no wa.me/5511999990000!",
            "Fale no!",
            "wa.me/5511999990000",
        ),
        (
            "Leia (https://pt.wikipedia.org/wiki/Pix_(moeda)) antes.",
            "Leia antes.",
            "https://pt.wikipedia.org/wiki/Pix_(moeda)",
        ),
        ("<https://loja.com.br>", "", "https://loja.com.br"),
        ("1. https://loja.com.br", "", "https://loja.com.br"),
        (
            "O link:https://loja.com.br",
            "O link:",
            "https://loja.com.br",
        ),
        (
            "![foto](https://loja.com.br/f.png)",
            "foto.",
            "https://loja.com.br/f.png",
        ),
    ] {
        check(markdown, spoken, &[link]);
    }
}

#[test]
fn what_must_be_copied_stands_beside_the_voice() {
    for (markdown, to_copy) in [
        (
            "Escreva para **ajuda_sac@loja.com.br**.",
            &["ajuda_sac@loja.com.br"][..],
        ),
        ("O protocolo é 20261123.", &["20261123"]),
        ("O código é 482 913.", &["482 913"]),
        ("O código é 482913, válido por 10 minutos.", &["482913"]),
        (
            "Ligue (11) 99999-0000 ou +55 11 3333-4444.",
            &["(11) 99999-0000", "+55 11 3333-4444"],
        ),
        (
            "CPF 123.456.789-00, CNPJ 12.345.678/0001-90.",
            &["123.456.789-00", "12.345.678/0001-90"],
        ),
        ("Rastreio: BR123456789BR.", &["BR123456789BR"]),
        ("Use o cupom `BEMVINDO10`!", &["BEMVINDO10"]),
        ("O pedido (#PED-2026-001) saiu.", &["PED-2026-001"]),
        (
            "São 123456, 234567 e 345678; repito: 123456.",
            &["123456", "234567", "345678"],
        ),
    ] {
        let text = spoken_text(markdown, false);
        assert_eq!(text.to_copy, to_copy, "{markdown}");
        for item in to_copy {
            assert!(text.spoken.contains(item), "{}", text.spoken);
        }
    }
}

#[test]
fn what_nobody_can_write_down_by_ear_is_only_written() {
    let pix = "00020126580014br.gov.bcb.pix0136123e4567-e12b-12d1-a456-426655440000\
               5204000053039865802BR5913Fulano de Tal6008BRASILIA62070503***63041D3D";
    let boleto = "34191.79001 01043.510047 91020.150008 5 84410026000";
    let key = "123e4567-e12b-12d1-a456-426655440000";
    check(
        &format!("Pague com o Pix copia e cola:\n\n{pix}\n\nObrigado!"),
        "Pague com o Pix copia e cola:\nObrigado!",
        &[pix],
    );
    check(&format!("Pague com\n```\n{pix}\n```"), "Pague com.", &[pix]);
    check(
        &format!("O boleto é {boleto}. Vence amanhã."),
        "O boleto é. Vence amanhã.",
        &[boleto],
    );
    check(&format!("Chave Pix: {key}"), "Chave Pix:", &[key]);
}

#[test]
fn schemes_of_phones_and_mailboxes_are_neither_heard_nor_copied() {
    for (markdown, spoken, copied) in [
        (
            "Ligue para [(11) 3333-4444](tel:+551133334444).",
            "Ligue para (11) 3333-4444.",
            "(11) 3333-4444",
        ),
        (
            "[Ligue](tel:+551133334444)",
            "Ligue (+551133334444).",
            "+551133334444",
        ),
        (
            "Mande um [e-mail](mailto:a@b.com?subject=Oi), sim?",
            "Mande um e-mail (a@b.com), sim?",
            "a@b.com",
        ),
        ("Escreva: MAILTO:a@b.com", "Escreva: a@b.com.", "a@b.com"),
        (
            "[Para a@b.com](mailto:a@b.com)!",
            "Para a@b.com!",
            "a@b.com",
        ),
        ("O Hotel:3333-4444 atende.", "O Hotel:3333-4444 atende.", ""),
        (
            "Ligue <a href=\"tel:+551133334444\">(11) 3333-4444</a>.",
            "Ligue (11) 3333-4444.",
            "(11) 3333-4444",
        ),
        (
            "Veja https://a.com/?u=mailto:a@b.com",
            "Veja.",
            "https://a.com/?u=mailto:a@b.com",
        ),
    ] {
        let copied = [copied];
        let copied = if copied == [""] { &[] } else { &copied[..] };
        check(markdown, spoken, copied);
    }
}

#[test]
fn typographic_hyphens_are_as_good_as_the_plain_one() {
    for hyphen in ["\u{2010}", "\u{2011}", "\u{2012}", "\u{2013}", "\u{2212}"] {
        let text = "Ligue (11) 99999-0000, CPF 123.456.789-00, pedido PED-2026-001.";
        let copied = ["(11) 99999-0000", "123.456.789-00", "PED-2026-001"];
        check(&text.replace('-', hyphen), text, &copied);
    }
    let link = "https://loja.com.br/a\u{2013}b";
    check(&format!("Veja {link}"), "Veja.", &[link]);
}

#[test]
fn a_number_ends_where_the_next_one_begins() {
    for (text, copied) in [
        ("Unidade 2 (11) 3333-4444.", &["(11) 3333-4444"][..]),
        ("Ligue 0800 777 0000 24 horas.", &["0800 777 0000"]),
        ("Ligue (11) 3333-4444 24 horas.", &["(11) 3333-4444"]),
        ("Ligue (11) 3333 4444 24 horas.", &["(11) 3333 4444"]),
        (
            "São +55 (11) 3333-4444 +55 11 99999 0000 24 horas.",
            &["+55 (11) 3333-4444", "+55 11 99999 0000"],
        ),
        ("São 3333-4444 5555-6666.", &["3333-4444", "5555-6666"]),
        ("De 1.200 1.500 1.800 2.100 2.400 2.700.", &[]),
        ("São 1.500 482 913.", &["482 913"]),
        ("De 100 150 200 250 300 350.", &[]),
        ("O código é 482 913 004.", &["482 913 004"]),
    ] {
        check(text, text, copied);
    }
    check(
        "Ligue (11) 99999 - 0000.",
        "Ligue (11) 99999-0000.",
        &["(11) 99999 - 0000"],
    );
    check(
        "Ligue (11) 99999 \u{2013} 0000.",
        "Ligue (11) 99999-0000.",
        &["(11) 99999 - 0000"],
    );
}

#[test]
fn marks_between_words_are_pauses_and_ranges() {
    for (markdown, spoken) in [
        (
            "Toque em Menu → Boletos > Abrir.",
            "Toque em Menu, Boletos, Abrir.",
        ),
        ("Pronto. ➡️ Siga -> assim |", "Pronto. Siga, assim."),
        ("Plano | Preço || Prazo", "Plano, Preço, Prazo."),
        ("De 10 - 15 dias, 9h – 18h.", "De 10 a 15 dias, 9h a 18h."),
        ("De 2020 - 2024.", "De 2020 a 2024."),
        ("Básico - 3 telas", "Básico, 3 telas."),
        ("Um <b>bom</b> <span class=\"x\">dia</span>!", "Um bom dia!"),
        (
            "Se a <b e c> d, siga.<br/>Fim",
            "Se a <b e c> d, siga.\nFim.",
        ),
        ("Digite <seu nome> e 2 < 3.", "Digite <seu nome> e 2 < 3."),
    ] {
        check(markdown, spoken, &[]);
    }
    check(
        "Veja <a href='https://loja.com.br/x'>aqui</a>.",
        "Veja aqui.",
        &["https://loja.com.br/x"],
    );
}

#[test]
fn a_name_with_a_dot_is_heard() {
    check(
        "Reserve no Booking.com, feito em Node.js.",
        "Reserve no Booking.com, feito em Node.js.",
        &["Booking.com"],
    );
}

#[test]
fn amounts_dates_and_times_are_only_heard() {
    for text in [
        "Custa R$ 1.234.567,89 à vista.",
        "Custa R$ 123456.",
        "São 1.234.567 pessoas.",
        "De 23/11/2026 a 01/12/2026, das 09:00 às 18:00.",
        "Em 2026-11-23, às 10h30.",
        "O iPhone 15 tem 256 GB e custa 10% menos.",
        "Moro no 101, bloco 2.",
        "Temos do 36 38 40 42.",
        "Fim de semana. Agora não, etc.",
    ] {
        check(text, text, &[]);
    }
}

#[test]
fn neither_stage_directions_nor_ssml_are_heard() {
    for (markdown, spoken) in [
        ("[risos] Oi, Ana! [suspira]", "Oi, Ana!"),
        ("Oi [risos], tudo bem?", "Oi, tudo bem?"),
        ("Um. *risos* Dois.\n\n(pausa)\n\nTrês.", "Um. Dois.\nTrês."),
        (
            "Um instante <break time=\"1.5s\"/> e pronto.",
            "Um instante e pronto.",
        ),
        (
            "<speak>Olá, <emphasis level=\"strong\">Ana</emphasis>!<break strength='weak' /> Tudo bem?</speak>",
            "Olá, Ana! Tudo bem?",
        ),
        (
            "<speak>\n<prosody rate=\"slow\">Olá!</prosody>\n</speak>",
            "Olá!",
        ),
        (
            "Ligue <say-as interpret-as=\"telephone\">3333</say-as>.",
            "Ligue 3333.",
        ),
        (
            "<mstts:express-as style=\"cheerful\">Oi!</mstts:express-as>",
            "Oi!",
        ),
    ] {
        check(markdown, spoken, &[]);
    }
}

#[test]
fn a_model_that_acts_is_left_its_tags() {
    let text = spoken_text("[risos] Oi! <break time=\"1s\"/>Tudo bem?", true);
    assert_eq!(text.spoken, "[risos] Oi! Tudo bem?");
}
