//! Checks that URLs lead to public addresses.

use std::time::Duration;

use fields::Reason;
use http_client::{BaseUrlError, Client, EndpointUrl, HttpError};

use crate::refused::Refused;

/// The time limit for resolving a name. A name is resolved within milliseconds, or hardly ever.
const TIME_LIMIT: Duration = Duration::from_secs(3);

/// Resolves the hosts' names. A name that does not resolve is refused as well.
pub(crate) async fn check(client: &Client, urls: &[(String, EndpointUrl)]) -> Result<(), Refused> {
    for (path, url) in urls {
        let checked = tokio::time::timeout(TIME_LIMIT, client.check_public(url)).await;
        let reason = match checked {
            Ok(Ok(())) => continue,
            Ok(Err(HttpError::ForbiddenAddress)) => Reason::HostNotPublic,
            Ok(Err(HttpError::ForbiddenScheme)) => Reason::Url(BaseUrlError::Scheme),
            Ok(Err(_)) => Reason::HostNotFound,
            Err(_) => Reason::HostNotFoundInTime,
        };
        return Err(Refused::new(path, reason));
    }
    Ok(())
}
