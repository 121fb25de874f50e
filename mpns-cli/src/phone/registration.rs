use std::time::Duration;

use http::Request;
use http::header::CONTENT_TYPE;
use mpns_hyper::Client;
use serde_json::json;

use super::channel::Channel;

use super::screen::Screen;
use super::service_options::ServiceOptions;
use crate::failure::{Failure, chain};

/// Registers the channel with the service, if there is one. Redirects are not followed.
pub(super) async fn register(
    channel: &Channel,
    screen: &Screen,
    options: &ServiceOptions,
) -> Result<(), Failure> {
    let Some(service) = &options.register else { return Ok(()) };
    let failed =
        |why: &str| Failure::no_reply(format_args!("the channel is not registered: {why}"));
    // The field of the same name wins.
    let mut body = json!({ "installationId": channel.device() });
    if let Some(members) = body.as_object_mut() {
        members.insert(options.register_field.clone(), channel.uri().into());
    }
    let request = Request::post(service)
        .header(CONTENT_TYPE, "application/json")
        .body(body.to_string().into_bytes())
        .map_err(|error| failed(&chain(&error)))?;
    let client: Client = Client::builder().timeout(TIMEOUT).build();
    let response = client.request(request).await.map_err(|error| failed(&chain(&error)))?;
    let status = response.status();
    if !status.is_success() {
        return Err(failed(&format!("the service answers {}", status.as_u16())));
    }
    screen.registered(status)
}

const TIMEOUT: Duration = Duration::from_secs(10);
