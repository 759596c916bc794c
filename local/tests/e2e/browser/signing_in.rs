//! Signing in, giving somebody an access, and signing out.

use super::Screen;
use crate::harness::Trial;

#[tokio::test]
async fn an_admin_gives_an_access_and_revokes_it() {
    let trial = Trial::start([]).await;
    let Some(screen) = Screen::open(&trial).await else {
        return;
    };
    screen.go("/console/access-tokens").await;
    screen.check("sign-in").await;
    screen.fill("Token", "rec_nobody").await;
    screen.press("Sign in").await;
    screen.sees("This token is not known.").await;
    screen.check("sign-in-refused").await;
    screen.fill("Token", trial.site.token()).await;
    screen.press("Sign in").await;
    screen.sees("Nobody but the admin has access yet.").await;
    assert_eq!(screen.address().await, "/console/access-tokens");

    screen
        .fill(
            "Name",
            "Ana, da Padaria Nossa Senhora da Conceição do Mato Dentro",
        )
        .await;
    screen.press("Make the token").await;
    screen.sees("Choose 1 to 100 integrations.").await;
    screen.check("access-refused").await;
    screen.press("Admin Everything, in all integrations").await;
    screen.press("Make the token").await;
    screen.sees("It is shown only this once.").await;
    let token: String = screen.value("document.getElementById('token').value").await;
    screen.go("/console/access-tokens").await;
    screen.sees_no(&token).await;
    screen.check("access").await;

    screen
        .press("Revoke the access of Ana, da Padaria Nossa Senhora da Conceição do Mato Dentro")
        .await;
    screen.check("access-revoke").await;
    screen.press("Revoke").await;
    screen.sees("The access is revoked.").await;

    screen.press("Audit").await;
    screen.sees("Revoked an access token").await;
    screen.press("Português").await;
    screen.sees("Revogou um token de acesso").await;
    screen.check("audit").await;
    screen.press("Sair").await;
    screen.sees("Você saiu.").await;
}

#[tokio::test]
async fn the_printed_link_signs_in() {
    let trial = Trial::start([]).await;
    let Some(screen) = Screen::signed_in(&trial).await else {
        return;
    };
    assert_eq!(screen.address().await, "/console");
    screen.check("start").await;
}
