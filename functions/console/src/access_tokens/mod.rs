//! The access tokens, by which others than the admin use the console.

mod view;

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use lambda::SystemRandom;
use store::{AccessTokenId, Did, NewAccessToken};

use crate::answer::Answer;
use crate::error::ApiError;
use crate::openapi::Call;
use crate::permission::Permission;
use crate::router::Part;
use crate::{Console, answer, body};
pub(crate) use view::Written;
use view::{Made, Shown};

pub(crate) fn parts() -> Vec<Part> {
    vec![
        Part::at("/console/api/access-tokens")
            .get(
                list,
                Permission::Admins,
                Call::new("listAccessTokens", "All access tokens, the oldest first")
                    .says("Never with their texts.")
                    .lists::<Shown>("access_tokens"),
            )
            .post(
                make,
                Permission::Admins,
                Some(Did::MakeAccessToken),
                Call::new("makeAccessToken", "Make an access token")
                    .says("Its text is in this answer, and nowhere else.")
                    .takes::<Written>()
                    .makes::<Made>(),
            ),
        Part::at("/console/api/access-tokens/{id}").delete(
            revoke,
            Permission::Admins,
            Some(Did::RevokeAccessToken),
            Call::new("revokeAccessToken", "Revoke an access token")
                .says("Nothing is open to it after 5 seconds.")
                .deletes(),
        ),
    ]
}

async fn list(State(console): State<Arc<Console>>) -> Answer {
    let tokens = console.access_tokens.list().await?;
    let shown: Vec<_> = tokens.into_iter().map(Shown::new).collect();
    answer::list("access_tokens", &shown)
}

async fn make(State(console): State<Arc<Console>>, body: Bytes) -> Answer {
    let made = make_written(&console, body::read(&body)?).await?;
    let id = made.token.id.clone();
    let mut response = answer::json(StatusCode::CREATED, &Made::new(made))?;
    // For the audit: the path does not name it.
    response.extensions_mut().insert(id);
    Ok(response)
}

/// Makes what was asked for.
pub(crate) async fn make_written(
    console: &Console,
    written: Written,
) -> Result<NewAccessToken, ApiError> {
    let (name, grant) = written.checked()?;
    let bits = SystemRandom.key().map_err(ApiError::internal)?;
    Ok(console.access_tokens.make(bits, &name, grant).await?)
}

async fn revoke(State(console): State<Arc<Console>>, Path(id): Path<String>) -> Answer {
    revoke_named(&console, &id).await?;
    Ok(answer::gone())
}

/// Revokes the token with this id.
pub(crate) async fn revoke_named(console: &Console, id: &str) -> Result<(), ApiError> {
    let id = AccessTokenId::parse(id).map_err(|_| ApiError::NotFound)?;
    let was_there = console.access_tokens.revoke(&id).await?;
    was_there.then_some(()).ok_or(ApiError::NotFound)
}
