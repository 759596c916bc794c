//! The story that the README tells people to run.

use tokio::process::Command;

use crate::harness::bin_dir;

#[tokio::test]
async fn the_demo_plays_to_its_end_also_on_data_that_is_there() {
    let data = tempfile::tempdir().unwrap();
    for _ in 0..2 {
        let played = Command::new(env!("CARGO_BIN_EXE_local"))
            .args(["demo", "--port", "0", "--data"])
            .arg(data.path())
            .arg("--bin-dir")
            .arg(bin_dir().await)
            .env_remove("OPENAI_API_KEY")
            .env_remove("ELEVENLABS_API_KEY")
            .output()
            .await
            .unwrap();
        let told = String::from_utf8_lossy(&played.stdout);
        assert!(played.status.success(), "{told}");
        for expected in [
            "“oi”, “tudo bem?” e “meu boleto não chegou”",
            "│ Vou chamar uma pessoa da equipe.",
            "reason         requested",
            "summary        [demonstração, sem IA] O cliente escreveu: “quero falar com uma pessoa”.",
            "customer told  true",
            "│ Oi, aqui é a Ana. Acabei de reenviar o seu boleto.",
            "The bot keeps quiet.",
            "voice 21m00Tcm4TlvDq8ikWAM, model eleven_multilingual_v2",
            "WhatsApp is given a voice note of 7531 bytes.",
            "│ [demonstração, sem IA] Bom dia, vocês abrem no sábado?",
            "│ É este o código de barras”. Vi o que foi enviado (image/png).",
            "“e quando vence?”. Li o que a equipe escreveu por último: “Oi, aqui é a Ana.",
        ] {
            assert!(told.contains(expected), "{expected} is not in:\n{told}");
        }
    }
}
