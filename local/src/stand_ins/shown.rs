//! Shows what the stand-ins get, to whoever tries the system by hand.

use serde_json::Value;
use testkit::channels::Taken;

use super::{StandIns, text};

impl StandIns {
    /// Prints a line for each thing that WhatsApp and Whazing get, as it comes, and never ends.
    pub async fn each(&self, told: impl Fn(&str)) {
        let (whatsapp, whazing) = (&self.whatsapp, &self.whazing);
        tokio::join!(
            tell(
                async |count| whatsapp.wait_for_sends(count).await,
                |body| told(&format!("WhatsApp: {}", said(body, "/text/body"))),
            ),
            tell(
                async |count| whazing.wait_for_sends(count).await,
                |body| told(&format!("Whazing: {}", said(body, "/body"))),
            ),
            tell(
                async |count| whazing.wait_for_moves(count).await,
                |body| told(&format!("Whazing, a ticket: {body}")),
            ),
            tell(
                async |count| whazing.wait_for_notes(count).await,
                |body| told(&format!("Whazing, a note: {}", text(body, "/note"))),
            ),
        );
    }
}

/// A text, or a placeholder for a voice.
fn said<'a>(body: &'a Value, text_at: &str) -> &'a str {
    if text(body, "/type") == "audio" {
        return "(a voice note)";
    }
    match text(body, "/mediaUrl") {
        "" => text(body, text_at),
        link => link,
    }
}

/// Prints each one that was taken, and never ends.
async fn tell(taken: impl AsyncFn(usize) -> Vec<Taken>, told: impl Fn(&Value)) {
    let mut count = 0;
    loop {
        let all = taken(count + 1).await;
        all.iter().skip(count).for_each(|it| told(&it.body));
        count = all.len();
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::stand_ins::{
        WHAZING_TOKEN,
        tests::{post, send},
    };

    #[tokio::test]
    async fn what_is_given_is_told_once() {
        let stand_ins = StandIns::start(0).await.unwrap();
        let (told, mut heard) = tokio::sync::mpsc::unbounded_channel();
        let telling = stand_ins.each(|line| told.send(line.to_owned()).unwrap());
        let hearing = async {
            let mut lines = Vec::new();
            send(&stand_ins, "5511", "um").await;
            lines.push(heard.recv().await.unwrap());
            send(&stand_ins, "5512", "dois").await;
            lines.push(heard.recv().await.unwrap());
            for (path, body) in [
                (
                    "",
                    json!({"number": "5511", "body": "três", "externalKey": "k"}),
                ),
                ("/updatequeue", json!({"ticketId": 4, "queueId": 12})),
                ("/ticketnote", json!({"ticketId": 4, "note": "pediu"})),
            ] {
                let url = format!("{}{path}", stand_ins.whazing());
                post(&url, WHAZING_TOKEN, &body).await;
                lines.push(heard.recv().await.unwrap());
            }
            lines
        };
        let lines = tokio::select! {
            () = telling => unreachable!("it never ends"),
            lines = hearing => lines,
        };
        let expected = [
            "WhatsApp: um",
            "WhatsApp: dois",
            "Whazing: três",
            r#"Whazing, a ticket: {"queueId":12,"ticketId":4}"#,
            "Whazing, a note: pediu",
        ];
        assert_eq!(lines, expected);
    }
}
